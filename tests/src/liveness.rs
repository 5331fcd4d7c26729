//! Proof that the formulas of a workbook are right (pack section 2.4): every cached value is poisoned,
//! `LibreOffice` recalculates, and what it finds is compared with what the engine had cached. Opening the
//! file proves nothing, because a program then shows the cache.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

/// Formula cells by sheet and address: the cached value.
pub type Cells = BTreeMap<(String, String), Cached>;

/// What a formula cell holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Cached {
    /// Its formula.
    pub formula: String,
    /// Its value as text.
    pub value: String,
}

/// The sheets of a workbook in order, name and part.
fn sheets(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Vec<(String, String)> {
    let book = part(archive, "xl/workbook.xml");
    let names = tags(&book, "<sheet ").map(|tag| attribute(tag, "name"));
    names
        .enumerate()
        .map(|(i, name)| (name, format!("xl/worksheets/sheet{}.xml", i + 1)))
        .collect()
}

fn part(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> String {
    let mut text = String::new();
    archive
        .by_name(name)
        .expect("the part")
        .read_to_string(&mut text)
        .expect("UTF-8");
    text
}

fn tags<'t>(text: &'t str, open: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(open)
        .map(|(at, _)| text[at..].split('>').next().unwrap_or_default())
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag
        .split(&format!(" {name}=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    unescape(value.unwrap_or_default())
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#10;", "\n")
        .replace("&amp;", "&")
}

/// Every formula cell of a workbook with its cached value.
pub fn formulas(bytes: &[u8]) -> Cells {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = Cells::new();
    for (name, path) in sheets(&mut archive) {
        let xml = part(&mut archive, &path);
        for cell in xml.split("<c ").skip(1) {
            let Some((_, rest)) = cell.split_once("<f") else {
                continue;
            };
            let formula = rest.split_once('>').and_then(|(_, f)| f.split_once("</f>"));
            let Some((formula, tail)) = formula else {
                continue;
            };
            let value = tail
                .split_once("<v>")
                .and_then(|(_, v)| v.split_once("</v>"))
                .map_or("", |v| v.0);
            let at = attribute(
                &format!(" {}", cell.split('>').next().unwrap_or_default()),
                "r",
            );
            out.insert(
                (name.clone(), at),
                Cached {
                    formula: unescape(formula),
                    value: unescape(value),
                },
            );
        }
    }
    out
}

/// Every link within the workbook, by sheet and row: the cells it leads to.
pub fn links(bytes: &[u8]) -> BTreeMap<(String, u32), Vec<(String, String)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out: BTreeMap<(String, u32), Vec<(String, String)>> = BTreeMap::new();
    for (name, path) in sheets(&mut archive) {
        let xml = part(&mut archive, &path);
        for tag in tags(&xml, "<hyperlink ") {
            let (from, to) = (attribute(tag, "ref"), attribute(tag, "location"));
            let row = from.trim_start_matches(|c: char| c.is_ascii_uppercase());
            let target = to.replace('\'', "");
            if let (Ok(row), Some((sheet, cell))) = (row.parse(), target.split_once('!')) {
                let linked = out.entry((name.clone(), row)).or_default();
                linked.push((sheet.to_owned(), cell.to_owned()));
            }
        }
    }
    out
}

/// The workbook with every cached value taken out.
pub fn without_cache(bytes: &[u8]) -> Vec<u8> {
    rewrite(bytes, |_, xml| strip(&xml))
}

/// The workbook with its sheets rewritten, part by part.
fn rewrite(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let mut data = Vec::new();
        file.read_to_end(&mut data).expect("readable");
        let name = file.name().expect("a name").into_owned();
        if name.starts_with("xl/worksheets/sheet") {
            data = change(&name, String::from_utf8(data).expect("UTF-8")).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        out.write_all(&data).expect("written");
    }
    out.finish().expect("a zip").into_inner()
}

/// Takes `<v>…</v>` after `</f>` out.
fn strip(xml: &str) -> String {
    let mut parts = xml.split("</f><v>");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("</f>");
        out.push_str(part.split_once("</v>").map_or(part, |(_, rest)| rest));
    }
    out
}

/// Whether `LibreOffice` is here. In CI its absence is an error, elsewhere it is said out loud.
pub fn office() -> bool {
    let found = Command::new("soffice").arg("--version").output().is_ok();
    assert!(
        found || std::env::var_os("CI").is_none(),
        "LibreOffice is missing: the liveness of formulas can't be proven"
    );
    if !found {
        eprintln!(
            "\n*** LibreOffice is missing: the liveness of the workbook's formulas was NOT tested ***\n"
        );
    }
    found
}

/// Recalculates a workbook with `LibreOffice` and reads its formula cells.
pub fn recalculated(bytes: &[u8], folder: &Path) -> Cells {
    let poisoned = folder.join("poisoned.xlsx");
    std::fs::write(&poisoned, without_cache(bytes)).expect("written");
    let out = folder.join("out");
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let done = Command::new("soffice")
        .args([
            "--headless",
            &profile,
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
        ])
        .arg(&out)
        .arg(&poisoned)
        .output()
        .expect("soffice runs");
    let file = std::fs::read(out.join("poisoned.xlsx"));
    formulas(
        &file.unwrap_or_else(|_| panic!("no result: {}", String::from_utf8_lossy(&done.stderr))),
    )
}

/// Differences between cached and recalculated values: numbers to 1e-6 (relative above 1), texts exactly.
pub fn differences(cached: &Cells, found: &Cells) -> Vec<String> {
    let differs = |(at, cell): (&(String, String), &Cached)| {
        let now = found.get(at).map_or("(no cell)", |c| c.value.as_str());
        let same = match (cell.value.parse::<f64>(), now.parse::<f64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() <= 1e-6 * a.abs().max(1.0),
            _ => cell.value == now,
        };
        (!same).then(|| {
            format!(
                "{}!{} ={}: cached {:?}, recalculated {now:?}",
                at.0, at.1, cell.formula, cell.value
            )
        })
    };
    cached.iter().filter_map(differs).collect()
}

/// The workbook with another number in the first opening amount of a sheet of customers.
pub fn with_other_input(bytes: &[u8], sheet: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let path = sheets(&mut archive)
        .into_iter()
        .find(|(name, _)| name == sheet)
        .expect("the sheet")
        .1;
    rewrite(bytes, |name, xml| {
        if name != path {
            return xml;
        }
        // Column E holds opening amounts; the first above 0 becomes another.
        let at = xml.match_indices("<c r=\"E").map(|(at, _)| at).find(|at| {
            let value = xml[*at..]
                .split_once("<v>")
                .and_then(|(_, v)| v.split_once("</v>"))
                .map_or("", |v| v.0);
            let text = xml[*at..]
                .split('>')
                .next()
                .is_some_and(|tag| tag.contains("t=\"s\""));
            !text && value.parse::<f64>().is_ok_and(|v| v > 0.0)
        });
        let at = at.expect("an amount");
        let from = at + xml[at..].find("<v>").expect("a value") + 3;
        format!("{}1{}", &xml[..from], &xml[from..])
    })
}
