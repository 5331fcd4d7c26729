//! Honest files with bytes flipped, cut out, doubled: whatever comes of them comes decently and in time.
//! `cargo xtask goal mutants` makes ten thousand of them.

use crate::fixtures::{fixture, packed, read, sheet_xml, strings_xml, xlsx_parts};
use std::time::{Duration, Instant};
use zip::CompressionMethod;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// Whole files, XML stored as it is so that changes reach the parser and not only the unpacker.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let rows: String = (1..=40)
        .map(|r| format!(r#"<row r="{r}"><c r="A{r}" t="s"><v>{}</v></c><c r="B{r}" s="1"><v>{}</v></c><c r="C{r}"><f>1</f><v>{r}.25</v></c></row>"#, r % 2, 45_000 + r))
        .collect();
    let (sheet, strings) = (sheet_xml(&rows), strings_xml(&["Alder", "Zoë &amp; Co"]));
    let stored = packed(
        &xlsx_parts(sheet.as_bytes(), strings.as_bytes()),
        CompressionMethod::Stored,
    );
    let csv: String = (0..60)
        .map(|r| format!("C-{r:03},\"Zoë, Inc.\",2025-01-31,{r}.50\r\n"))
        .collect();
    vec![
        ("a.xlsx", stored),
        ("a.xls", fixture("arr.xls")),
        ("a.ods", fixture("arr.ods")),
        ("a.csv", csv.into_bytes()),
    ]
}

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        let length = 1 + dice.roll(16.min(bytes.len() - at));
        match dice.roll(6) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at] = [0, 0xFF, b'<', b'"', b'9', 0x7F][dice.roll(6)],
            2 => bytes[at..at + length].fill(0xFF),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let copy = bytes[at..at + length].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => bytes.truncate((at + 40).min(bytes.len())),
        }
    }
}

#[test]
fn mutants_are_read_or_refused() {
    read_or_refused(160);
}

#[test]
#[ignore = "long: cargo xtask goal mutants"]
fn ten_thousand_mutants_are_read_or_refused() {
    read_or_refused(10_000);
}

fn read_or_refused(count: usize) {
    let seeds = seeds();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut refused = 0;
    for number in 0..count {
        let (name, seed) = &seeds[number % seeds.len()];
        let mut bytes = seed.clone();
        mutate(&mut bytes, &mut dice);
        let start = Instant::now();
        if let Err(finding) = read(name, &bytes) {
            refused += 1;
            assert!(
                finding.message.ends_with('.') && !finding.code.is_empty(),
                "{number}: {finding:?}"
            );
            assert_ne!(finding.code, "parser-timeout", "{number}");
        }
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{number} {name} took {:?}",
            start.elapsed()
        );
    }
    assert!(refused > 0 && refused < count, "{refused} of {count}");
}
