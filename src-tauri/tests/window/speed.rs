//! How soon the window answers: each click with its result or a sign of work, Cancel, the start (app section 1).

use crate::app::App;
use crate::changes;
use crate::desktop::{Desktop, soon};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Something a user does: its name, what does it, and what shows that it is done.
pub type Click = (&'static str, &'static str, &'static str);

const CLICKS: [Click; 19] = [
    (
        "step Data",
        "document.querySelector(\"nav button[title^='Data (']\").click()",
        "document.querySelector(\"main[aria-label='data'] [aria-label='Preview'] td\")",
    ),
    (
        "next rows of the preview",
        "window.was = document.querySelector(\"[aria-label='Preview'] td\").innerText; [...document.querySelectorAll('button')].find((b) => b.innerText.trim() === 'Next').click()",
        "document.querySelector(\"[aria-label='Preview'] td\") && document.querySelector(\"[aria-label='Preview'] td\").innerText !== window.was",
    ),
    (
        "step Map",
        "document.querySelector(\"nav button[title^='Map (']\").click()",
        "document.querySelector(\"main[aria-label='map'] tbody\")",
    ),
    (
        "step Issues",
        "document.querySelector(\"nav button[title^='Issues (']\").click()",
        "document.querySelector(\"main[aria-label='issues'] h1\") && document.querySelector('main .loaded')",
    ),
    (
        "step Metrics",
        "document.querySelector(\"nav button[title^='Metrics (']\").click()",
        "document.querySelector('p.tie')",
    ),
    (
        "a figure",
        "document.querySelector('tr.highlight button.figure').click()",
        "document.querySelector('.drawer tbody button')",
    ),
    (
        "a customer behind it",
        "window.was = document.querySelector('.drawer h2').innerText; document.querySelector('.drawer tbody button').click()",
        "document.querySelector('.drawer h2') && document.querySelector('.drawer h2').innerText !== window.was",
    ),
    (
        "back",
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))",
        "document.querySelector('.drawer h2') && document.querySelectorAll('.drawer .crumb').length === 0",
    ),
    (
        "another period",
        "window.was = document.querySelector('p.tie').innerText; (() => { const s = document.querySelector('main select'); s.selectedIndex = s.selectedIndex === 1 ? 2 : 1; s.dispatchEvent(new Event('change', { bubbles: true })); })()",
        "document.querySelector('p.tie') && document.querySelector('p.tie').innerText !== window.was",
    ),
    (
        "command palette",
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))",
        "document.querySelector('dialog[open] [role=option]')",
    ),
    (
        "palette closed",
        "document.querySelector('dialog[open]').close()",
        "!document.querySelector('dialog[open]')",
    ),
    (
        "step Negotiations",
        "document.querySelector(\"nav button[title^='Negotiations (']\").click()",
        "document.querySelector(\"main[aria-label='negotiations'] .loaded\")",
    ),
    (
        "step Pack",
        "document.querySelector(\"nav button[title^='Pack (']\").click()",
        "document.querySelector('.paper svg')",
    ),
    (
        "next page",
        "window.was = document.querySelector('.paper').innerHTML.length; window.page = window.page === 2 ? 3 : 2; document.querySelector(`[aria-label=Pages] li:nth-child(${window.page}) button`).click()",
        "document.querySelector('.paper svg') && document.querySelector('.paper').innerHTML.length !== window.was",
    ),
    (
        "page left out",
        "document.querySelector('.tools input').click()",
        "document.querySelector(\"[aria-label='Left out'] input\")",
    ),
    (
        "undo",
        "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }))",
        "!document.querySelector(\"[aria-label='Left out'] input\")",
    ),
    (
        "step Export",
        "document.querySelector(\"nav button[title^='Export (']\").click()",
        "document.querySelector(\"main[aria-label='export'] .loaded button.primary\")",
    ),
    (
        "start screen",
        "document.querySelector(\"header button[aria-label='Start screen']\").click()",
        "document.querySelector('.start .back')",
    ),
    (
        "back to the project",
        "document.querySelector('.start .back').click()",
        "document.querySelector('p.tie')",
    ),
];

/// Milliseconds until the window answered, and until what was asked for stood there.
#[derive(Clone, Copy)]
pub struct Times {
    pub answered: f64,
    pub done: f64,
}

/// Does something as a user does, and measures.
pub fn click(app: &App, (_, act, settled): &Click) -> Times {
    let script = include_str!("speed.js")
        .replace("SETTLED", settled)
        .replace("ACT", act);
    let times = app.page.run_async(&script, &[]);
    let number = |at: usize| times.get(at).and_then(Value::as_f64).unwrap_or(f64::NAN);
    Times {
        answered: number(0),
        done: number(1),
    }
}

/// From the soonest to the latest.
fn ordered(mut times: [f64; 3]) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    times
}

/// Every click once, on the project as it is open.
fn clicks(app: &App) -> Vec<Times> {
    CLICKS.iter().map(|c| click(app, c)).collect()
}

/// From the start of the process to its first paint, in milliseconds.
fn first_paint(app: &App) -> f64 {
    let mut painted = None;
    let script = "const paint = performance.getEntriesByName('first-contentful-paint')[0];
        return paint ? performance.timeOrigin + paint.startTime : null";
    soon(|| {
        painted = app.page.run(script, &[]).as_f64();
        painted.is_some()
    });
    painted.expect("nothing was painted") - started(&app.process())
}

/// When a process started, in milliseconds since 1970.
fn started(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Field 22 by proc(5), counted after the name, which may hold anything; in hundredths of a second.
    let ticks: f64 = stat
        .rsplit(") ")
        .next()
        .and_then(|s| s.split(' ').nth(19))
        .unwrap()
        .parse()
        .unwrap();
    let uptime: f64 = fs::read_to_string("/proc/uptime")
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    now.as_secs_f64() * 1000.0 - (uptime * 1000.0 - ticks * 10.0)
}

#[test]
fn every_click_on_the_sample_answers_in_a_moment() {
    let app = App::start(&[Path::new("--sample")]);
    app.page.sees("ARR bridge");
    let times = clicks(&app);
    for ((name, ..), times) in CLICKS.iter().zip(times) {
        println!(
            "{name}: {:.0} ms, done {:.0} ms",
            times.answered, times.done
        );
        // Unoptimised and beside other work; `cargo xtask goal window-speed` measures the release.
        assert!(
            times.answered < 10_000.0,
            "{name} answers after {:.0} ms",
            times.answered
        );
    }
}

/// A million rows: 25,000 customers at 40 closes, some of which pay more, less or nothing at some of them.
fn million(folder: &Path) -> PathBuf {
    let path = folder.join("million.csv");
    let mut out = BufWriter::new(fs::File::create(&path).unwrap());
    writeln!(out, "Customer ID,Customer,Date,ARR (USD),Region").unwrap();
    for month in 0..40_u32 {
        let (year, month_of) = (2023 + (month + 5) / 12, (month + 5) % 12 + 1);
        let day = match month_of {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        for customer in 0..25_000_u32 {
            let moved = (customer * 7 + month * 13) % 211 / 205;
            let amount = 1_000 + customer % 977 * 10 + (customer % 5) * month * 3 - moved * 400;
            let region = ["EMEA", "APAC", "AMER"][customer as usize % 3];
            writeln!(
                out,
                "C{customer},Customer {customer},{year}-{month_of:02}-{day},{amount},{region}"
            )
            .unwrap();
        }
    }
    out.flush().unwrap();
    path
}

/// Has a file read and cancels after so many milliseconds; how long Cancel took, `None` where it was done before.
fn cancelled(app: &App, file: &Path, after: f64) -> Option<f64> {
    let figures = app.page.text("main");
    app.hand_over(file);
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const until = performance.now() + {after};
         let shown = 0;
         const stop = (button) => {{
           const start = performance.now();
           const gone = () => document.querySelector('dialog[open]') ? requestAnimationFrame(gone) : setTimeout(() => done(performance.now() - start));
           button.click();
           gone();
         }};
         const look = () => {{
           const button = document.querySelector('dialog[open] button');
           if (button) shown += 1;
           if (button && performance.now() >= until) stop(button);
           else if (!button && shown > 0) done(null);
           else requestAnimationFrame(look);
         }};
         look();"
    );
    let took = app.page.run_async(&script, &[]).as_f64()?;
    assert_eq!(
        app.page.text("main"),
        figures,
        "a cancelled import changes nothing"
    );
    Some(took)
}

/// How long the file takes to be read to its figures, in milliseconds.
fn read_time(app: &App, file: &Path) -> f64 {
    let began = std::time::Instant::now();
    app.hand_over(file);
    app.page.sees("As of 30 Sep 2026");
    let took = began.elapsed().as_secs_f64() * 1000.0;
    // The figures stand there before a user goes on.
    app.page.text("p.tie");
    took
}

/// Goal of the app: 100 ms on the sample, 300 ms on a million rows, or a sign of work; Cancel within 500 ms;
/// first paint within a second.
#[test]
#[ignore = "a minute at full speed: cargo xtask goal window-speed"]
fn every_click_answers_in_time_on_a_million_rows() {
    let mut table = String::new();
    let sample = App::start(&[Path::new("--sample")]);
    sample.page.sees("ARR bridge");
    // The first time round everything is loaded from the disk; a user's second session counts.
    clicks(&sample);
    let rounds = [clicks(&sample), clicks(&sample), clicks(&sample)];
    drop(sample);
    let paints: Vec<f64> = (0..3).map(|_| first_paint(&App::start(&[]))).collect();
    let desktop = Desktop::start();
    let file = million(desktop.home.path());
    let app = App::start_on(desktop, &[]);
    app.page.sees("Recent projects");
    let whole = read_time(&app, &file);
    let large = clicks(&app);
    let _ = writeln!(
        table,
        "| click | sample: answers | at worst | done | 1,000,000 rows: answers | done |"
    );
    let _ = writeln!(table, "| --- | --- | --- | --- | --- | --- |");
    let mut late = Vec::new();
    for (at, ((name, ..), l)) in CLICKS.iter().zip(&large).enumerate() {
        // The middle of three: now and then a frame takes 0.2 s, under whichever click.
        let [_, answered, worst] = ordered(rounds.each_ref().map(|r| r[at].answered));
        let [_, done, _] = ordered(rounds.each_ref().map(|r| r[at].done));
        let _ = writeln!(
            table,
            "| {name} | {answered:.0} ms | {worst:.0} ms | {done:.0} ms | {:.0} ms | {:.0} ms |",
            l.answered, l.done
        );
        if answered > 100.0 || l.answered > 300.0 {
            late.push(*name);
        }
    }
    for change in &changes::CHANGES {
        let times = click(&app, change);
        let _ = writeln!(
            table,
            "| {} | | | | {:.0} ms | {:.0} ms |",
            change.0, times.answered, times.done
        );
        if times.answered.is_nan() || times.answered > 300.0 {
            late.push(change.0);
        }
    }
    let stopped: Vec<f64> = [0.0, 100.0, 300.0, 600.0]
        .into_iter()
        .filter_map(|after| changes::cancelled(&app, after))
        .collect();
    let cancels: Vec<f64> = (1..10)
        .filter_map(|tenth| cancelled(&app, &file, whole * f64::from(tenth) / 10.0))
        .collect();
    let longest = |list: &[f64]| list.iter().copied().fold(0.0, f64::max);
    let _ = writeln!(
        table,
        "\nStart to first paint: {paints:.0?} ms. A million rows read in {whole:.0} ms."
    );
    let _ = writeln!(
        table,
        "Cancel at {} points of reading them: {cancels:.0?} ms; of a change: {stopped:.0?} ms.",
        cancels.len()
    );
    println!("{table}");
    assert!(late.is_empty(), "late: {late:?}");
    assert!(longest(&paints) <= 1_000.0, "first paint: {paints:?}");
    assert!(
        cancels.len() >= 3 && longest(&cancels) <= 500.0,
        "Cancel: {cancels:?}"
    );
    assert!(
        !stopped.is_empty() && longest(&stopped) <= 500.0,
        "Cancel of a change: {stopped:?}"
    );
}
