//! The commands of the page: a few lines each. None takes a path; Rust opens the dialogs.

pub mod data;
pub mod export;
pub mod metrics;
pub mod negotiations;
pub mod pack;
pub mod restatement;
pub mod start;

use crate::desk::{Answer, Desk, Work};
use crate::present::overview;
use crate::view::failure::FailureView;
use crate::view::start::{Overview, ProgressView};
use crate::watch::{Job, Watched};
use holdfast_pack::display::written;
use holdfast_workspace::profiles::{self, Profiles};
use holdfast_workspace::store::{Kind as About, State};
use holdfast_workspace::{Failure, Watch};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

/// Runs work off the window's thread; a fault in it is told, not thrown.
async fn off_thread<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Desk) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let job = tauri::async_runtime::spawn_blocking(move || work(&app, &app.state::<Desk>()));
    // What is said of a fault could tell a customer's name: the place of it is in the log already.
    job.await.unwrap_or_else(|_| Err(fault()))
}

fn fault() -> FailureView {
    log::error!("a job ended without an answer");
    FailureView::new(
        "job-fault",
        "Holdfast met something it did not expect; your files are unchanged.",
        "Try again; if it comes back, the log (Help, Logs Folder) says more.",
    )
}

/// How often it is looked whether the user has cancelled.
const LOOK: Duration = Duration::from_millis(20);

/// The same for a long job with progress and Cancel. Cancel is answered at once, wherever the job is: it may
/// run on for a moment, sees at its next look that it is cancelled, and keeps nothing.
async fn cancellable<T: Send + 'static>(
    app: AppHandle,
    progress: Channel<ProgressView>,
    work: impl FnOnce(&AppHandle, &Desk, &Watched) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    stoppable(app, progress, Desk::begin_job, work).await
}

/// The same for a job of its own kind: `begin` says where the one which can be stopped is kept.
async fn stoppable<T: Send + 'static>(
    app: AppHandle,
    progress: Channel<ProgressView>,
    begin: fn(&Desk, u32) -> Arc<Job>,
    work: impl FnOnce(&AppHandle, &Desk, &Watched) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    off_thread(app, move |app, desk| {
        let job = begin(desk, progress.id());
        let watch = Watched::new(job.clone(), progress);
        let (tell, told) = mpsc::channel();
        let app = app.clone();
        std::thread::spawn(move || {
            // Nobody listens any more once the job is cancelled.
            let desk = app.state::<Desk>();
            let _ = tell.send(written(desk.style(), || work(&app, &desk, &watch)));
        });
        loop {
            match told.recv_timeout(LOOK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => return Err(fault()),
                Err(RecvTimeoutError::Timeout) if job.is_cancelled() => {
                    return Err(Failure::cancelled().into());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    })
    .await
}

/// The same for what a screen shows: figures and days are written as the user wants them.
async fn shown<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&AppHandle, &Desk) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    off_thread(app, |app, desk| written(desk.style(), || work(app, desk))).await
}

/// Changes the inputs, computes again and saves; `label` is what undo will take back.
fn change(
    app: &AppHandle,
    desk: &Desk,
    watch: &dyn Watch,
    (about, label): (About, &str),
    edit: impl FnOnce(&mut State) -> Answer<()>,
) -> Answer<Overview> {
    stepped(app, desk, |desk| desk.change((about, label), edit, watch))
}

/// Steps to other inputs; what that changed of the mapping is remembered for other projects.
fn stepped(
    app: &AppHandle,
    desk: &Desk,
    step: impl FnOnce(&Desk) -> Answer<Arc<Work>>,
) -> Answer<Overview> {
    let before = desk.work()?;
    let after = step(desk)?;
    learn(&before, &after);
    Ok(told(app, &after))
}

/// A failure to remember is logged; work goes on.
fn learn(before: &Work, after: &Work) {
    let same = |a: &State, b: &State| a.mapping == b.mapping || a.files != b.files;
    let Some(path) = profiles::usual_file().filter(|_| !same(&before.state, &after.state)) else {
        return;
    };
    let known = Profiles::usual();
    let mut learnt = known.clone();
    learnt.learn(&before.project, &after.project);
    let saved = (learnt != known).then(|| learnt.save(&path));
    if let Some(Err(failure)) = saved {
        // Its code only: a message may name a path.
        log::warn!("the mapping is not remembered: {}", failure.finding.code);
    }
}

/// The open project as the frame shows it, remembered among the recent ones.
fn told(app: &AppHandle, work: &Work) -> Overview {
    let style = app.state::<Desk>().style();
    let overview = written(style, || overview::of(work));
    start::remember(app, &overview, work);
    overview
}
