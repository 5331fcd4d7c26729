//! The same input gives the same bytes in every time zone and locale (goals 7 and 8).

use crate::{BIN, files, ledger, write};
use std::process::Command;

const PLACES: [(&str, &str); 3] = [
    ("Pacific/Kiritimati", "de_DE.UTF-8"),
    ("Pacific/Pago_Pago", "tr_TR.UTF-8"),
    ("UTC", "C"),
];

#[test]
fn the_same_bytes_in_every_time_zone_and_locale() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..30).map(|i| format!("Iıİi {i}")).collect();
    let source = write(folder.path(), "arr.csv", &ledger(&names));
    let packs = PLACES.map(|(zone, locale)| {
        let out = folder.path().join(locale);
        let run = Command::new(BIN)
            .args(["pack", &source, "--amounts", "arr", "--draft", "--out"])
            .arg(&out)
            .env("TZ", zone)
            .env("LC_ALL", locale)
            .env("LANG", locale)
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
        files(&out)
    });
    assert_eq!(packs[0].len(), 2);
    assert!(packs[0] == packs[1] && packs[1] == packs[2]);
}
