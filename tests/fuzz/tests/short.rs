//! Every target on its seeds and on mutants of them: the short form of `cargo xtask fuzz`, the same at every run.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_fuzz::{TARGETS, Target, dictionary};
use std::path::Path;

/// Mutants a target; the two which write documents and files are slow.
const MUTANTS: &[(&str, usize)] = &[
    ("number", 150),
    ("date", 150),
    ("header", 300),
    ("name", 40),
    ("mapping", 300),
    ("workspace", 40),
];

fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target.name);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

fn words(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    dictionary::words(
        &std::fs::read_to_string(folder.join(format!("{}.dict", target.name))).unwrap(),
    )
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// A seed with words put in, pieces taken out, bytes changed, and another seed's end.
fn mutant(seeds: &[Vec<u8>], words: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + 1 + dice.roll(12)).min(bytes.len());
        match dice.roll(5) {
            0 | 1 => drop(bytes.splice(at..at, words[dice.roll(words.len())].iter().copied())),
            2 => drop(bytes.drain(at..end)),
            3 => bytes[at..end]
                .iter_mut()
                .for_each(|byte| *byte = dice.roll(256) as u8),
            _ => {
                let other = &seeds[dice.roll(seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[dice.roll(other.len() + 1)..]);
            }
        }
    }
    bytes
}

fn short(name: &str) {
    let target = TARGETS.iter().find(|t| t.name == name).unwrap();
    let count = MUTANTS.iter().find(|m| m.0 == name).unwrap().1;
    let (seeds, words) = (seeds(target), words(target));
    assert!(seeds.len() >= 3 && words.len() >= 10, "{name}");
    for seed in &seeds {
        (target.run)(seed);
    }
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..count {
        (target.run)(&mutant(&seeds, &words, &mut dice));
    }
}

#[test]
fn number() {
    short("number");
}

#[test]
fn date() {
    short("date");
}

#[test]
fn header() {
    short("header");
}

#[test]
fn name() {
    short("name");
}

#[test]
fn mapping() {
    short("mapping");
}

#[test]
fn workspace() {
    short("workspace");
}

#[test]
fn every_target_has_its_test() {
    let here: Vec<&str> = MUTANTS.iter().map(|m| m.0).collect();
    let all: Vec<&str> = TARGETS.iter().map(|t| t.name).collect();
    assert_eq!(here, all);
}
