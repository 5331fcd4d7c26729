//! The long checks: each goal of SECURITY.md and BENCHMARKS.md that is too slow for every test run is a
//! test marked `ignored`, reached by a name here.

use crate::chores::run as command;

/// A long check: its name, what it shows, and where the ignored test stands.
struct Goal {
    name: &'static str,
    shows: &'static str,
    package: &'static str,
    /// The filter which selects the ignored tests.
    filter: &'static str,
    /// Whether it only means something at full speed.
    release: bool,
}

const GOALS: &[Goal] = &[
    Goal {
        name: "kills",
        shows: "kill -9 at 200 random points of saving, importing and issuing: every reopening is whole",
        package: "holdfast-tests",
        filter: "two_hundred_kills_leave_a_whole_workspace",
        release: false,
    },
    Goal {
        name: "export-kills",
        shows: "kill -9 at 200 random points of an export: the old pair or the new, never half of one",
        package: "holdfast-tests",
        filter: "two_hundred_killed_exports_leave_whole_pairs",
        release: false,
    },
    Goal {
        name: "faults",
        shows: "every write, sync and rename of an export, a side file and a save failed: the old file stays, it is said",
        package: "holdfast-tests",
        filter: "every_call_to_the_disk_may_fail",
        release: false,
    },
    Goal {
        name: "mutants",
        shows: "10,000 mutants of honest files: each read or refused with a sentence, none after 20 s",
        package: "holdfast-import",
        filter: "ten_thousand_mutants_are_read_or_refused",
        release: false,
    },
    Goal {
        name: "power-cuts",
        shows: "100 images of a power cut: every workspace is whole, and without the syncs some are not",
        package: "holdfast-tests",
        filter: "a_hundred_power_cuts_leave_a_whole_workspace",
        release: false,
    },
    Goal {
        name: "metrics-speed",
        shows: "all figures of a million ledger rows in at most 2 s on one core and 500 MiB, growing linearly",
        package: "holdfast-metrics",
        filter: "a_million_rows_in_two_seconds",
        release: true,
    },
    Goal {
        name: "layouts",
        shows: "5,000 generated files in twelve shapes: exact, or asked and then exact; none silently wrong",
        package: "holdfast-import",
        filter: "five_thousand_files_are_exact_or_ask",
        release: false,
    },
    Goal {
        name: "pdf-speed",
        shows: "a pack of 30 pages and 25 charts in at most 150 ms and 400 KB",
        package: "holdfast-render",
        filter: "thirty_pages_in_150_ms_and_400_kb",
        release: true,
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
    let profile = if goal.release {
        &["--release"][..]
    } else {
        &[]
    };
    let arguments = [
        &["test", "--package", goal.package],
        profile,
        &[goal.filter, "--", "--ignored", "--nocapture"],
    ];
    command("cargo", &arguments.concat())
}
