//! The dependencies against the advisories known of them.
//!
//! `advisories.txt` holds the advisories of the `RustSec` database which name a crate of our tree, and from which version
//! on each is repaired. A crate that is older than its repair fails the audit, unless `deny.toml` says why it stays.
//! Where `cargo-deny` is installed it is asked too: it fetches the database itself, and so knows of newer ones.

use crate::chores::run;
use std::cmp::Ordering;
use std::fs;
use std::process::Command;

const KNOWN: &str = include_str!("../advisories.txt");

/// A line of `advisories.txt`.
#[derive(Debug)]
struct Advisory<'a> {
    id: &'a str,
    package: &'a str,
    kind: &'a str,
    /// The versions in which it is repaired: within a line of versions, each from one on. Empty where in none.
    repaired: Vec<&'a str>,
    /// Versions below are not concerned.
    since: Option<&'a str>,
}

/// A package of `Cargo.lock`.
#[derive(Debug)]
struct Package<'a> {
    name: &'a str,
    version: &'a str,
}

/// Audits the lock file, and asks `cargo-deny` where it is installed.
pub fn audit() -> Result<(), String> {
    known_ones()?;
    if Command::new("cargo-deny").arg("--version").output().is_ok() {
        return run("cargo", &["deny", "check", "advisories"]);
    }
    println!("cargo-deny is not installed: what is newer than advisories.txt was not asked for");
    Ok(())
}

/// Audits the lock file against what stands in the repository; needs no network.
pub fn known_ones() -> Result<(), String> {
    let lock = read("Cargo.lock")?;
    let accepted = read("deny.toml")?;
    let (packages, known) = (packages(&lock), known());
    let mut bad = Vec::new();
    for (package, advisory) in concerned(&packages, &known) {
        let stays = accepted.contains(&format!("\"{}\"", advisory.id));
        let line = format!(
            "{} {}: {} ({})",
            package.name, package.version, advisory.id, advisory.kind
        );
        println!(
            "{line}{}",
            if stays { ": stays, see deny.toml" } else { "" }
        );
        if !stays {
            bad.push(line);
        }
    }
    println!(
        "{} packages against {} advisories: {} open",
        packages.len(),
        known.len(),
        bad.len()
    );
    if !bad.is_empty() {
        return Err(format!(
            "update, or say in deny.toml why it stays:\n  {}",
            bad.join("\n  ")
        ));
    }
    Ok(())
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

fn known() -> Vec<Advisory<'static>> {
    let lines = KNOWN
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.filter_map(advisory).collect()
}

fn advisory(line: &str) -> Option<Advisory<'_>> {
    let mut words = line.split_whitespace();
    let (id, package, kind) = (words.next()?, words.next()?, words.next()?);
    let versions: Vec<&str> = words.filter(|word| *word != "-").collect();
    Some(Advisory {
        id,
        package,
        kind,
        since: versions.iter().find_map(|word| word.strip_prefix('<')),
        repaired: versions
            .into_iter()
            .filter(|word| !word.starts_with('<'))
            .collect(),
    })
}

fn packages(lock: &str) -> Vec<Package<'_>> {
    lock.split("[[package]]")
        .skip(1)
        .filter_map(|text| {
            let value = |key: &str| {
                let line = text.lines().find(|line| line.starts_with(key))?;
                line.split('"').nth(1)
            };
            Some(Package {
                name: value("name = ")?,
                version: value("version = ")?,
            })
        })
        .collect()
}

fn concerned<'l>(
    packages: &'l [Package<'l>],
    known: &'l [Advisory<'l>],
) -> Vec<(&'l Package<'l>, &'l Advisory<'l>)> {
    let mut found = Vec::new();
    for package in packages {
        let of = known
            .iter()
            .filter(|a| a.package == package.name && !a.repairs(package.version));
        found.extend(of.map(|advisory| (package, advisory)));
    }
    found
}

impl Advisory<'_> {
    /// Whether a version is not concerned: it is at or above the newest repair, or that of its own line, or too old.
    fn repairs(&self, version: &str) -> bool {
        let line = |version: &str| {
            let numbers = numbers(version);
            if numbers[0] == 0 {
                (0, numbers[1])
            } else {
                (numbers[0], 0)
            }
        };
        let newest = self.repaired.iter().max_by(|a, b| compare(a, b));
        self.since
            .is_some_and(|since| compare(version, since).is_lt())
            || newest.is_some_and(|newest| compare(version, newest).is_ge())
            || self
                .repaired
                .iter()
                .any(|from| line(from) == line(version) && compare(version, from).is_ge())
    }
}

fn numbers(version: &str) -> [u64; 3] {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = plain.split('.').map(|n| n.parse().unwrap_or(0));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

fn compare(a: &str, b: &str) -> Ordering {
    numbers(a).cmp(&numbers(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"rand\"\nversion = \"0.8.5\"\n\n[[package]]\nname = \"rand\"\nversion = \"0.8.6\"\n";

    #[test]
    fn a_version_is_repaired_within_its_line() {
        let advisory = advisory("RUSTSEC-2026-0097 rand unsound 0.8.6 0.9.3 0.10.1")
            .into_iter()
            .collect::<Vec<_>>();
        let packages = packages(LOCK);
        let found: Vec<&str> = concerned(&packages, &advisory)
            .iter()
            .map(|(p, _)| p.version)
            .collect();
        assert_eq!(found, ["0.8.5"]);
        for (version, whole) in [
            ("0.7.3", false),
            ("0.9.2", false),
            ("0.9.4", true),
            ("0.10.0", false),
            ("1.0.0", true),
        ] {
            assert_eq!(advisory[0].repairs(version), whole, "{version}");
        }
    }

    #[test]
    fn one_without_repair_stays_open_in_every_version() {
        let none = advisory("RUSTSEC-2024-0370 proc-macro-error unmaintained -");
        assert!(none.is_some_and(|a| !a.repairs("1.0.4") && !a.repairs("9.0.0")));
        let later = advisory("RUSTSEC-2024-0402 hashbrown unsound 0.15.1 <0.15.0");
        assert!(
            later.is_some_and(|a| a.repairs("0.12.3")
                && !a.repairs("0.15.0")
                && a.repairs("0.17.1"))
        );
    }

    #[test]
    fn every_line_is_whole() {
        let lines = KNOWN
            .lines()
            .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
            .count();
        assert!(known().len() == lines && lines > 40);
        for a in known() {
            assert!(a.id.len() == 17 && a.id.starts_with("RUSTSEC-"), "{a:?}");
            assert!(
                ["vulnerability", "unsound", "unmaintained"].contains(&a.kind),
                "{a:?}"
            );
        }
    }
}
