//! Text for people: tables of figures on standard output, findings on standard error.

use holdfast_workspace::atomic::write_file;
use holdfast_workspace::import::Counts;
use holdfast_workspace::ledger::{Decimal, Findings, Ratio, Severity, money_text, round_half_away};
use holdfast_workspace::metrics::{PeriodFigures, Report};
use holdfast_workspace::pack::message::PageMessage;
use holdfast_workspace::render::MissingGlyph;
use holdfast_workspace::render::glyphs::is_missing;
use holdfast_workspace::{Failure, Inputs, Project, text};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

/// Prints to standard output; a closed pipe (`| head`) is no error.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// One object on standard output.
pub fn json(value: &serde_json::Value) {
    print(&format!("{value:#}\n"));
}

/// A line on standard error; where that can't be written, there is nobody to tell.
pub fn say(line: &dyn std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Writes a file which the user named, never over one of the inputs, and over another only with `overwrite`.
/// Standard output by its name is this process's own: opened again it would be written from its start.
pub fn write(path: &Path, content: &str, inputs: &Inputs, overwrite: bool) -> Result<(), Failure> {
    if inputs.hold(path) {
        return Err(Failure::input(
            "file-is-an-input",
            "Nothing was written: this file is one of those which were read.",
            "Choose another name.",
        )
        .about(path));
    }
    if path == Path::new("/dev/stdout") {
        print(content);
        return Ok(());
    }
    write_file(path, content.as_bytes(), overwrite)
}

/// Prints findings to standard error.
pub fn findings(findings: &Findings) {
    for finding in &findings.0 {
        say(&text::finding(finding));
    }
}

/// Exit code: 1 where findings or failed checks block a pack, 2 where nothing could be read at all.
pub fn exit_code(project: &Project) -> u8 {
    if project.is_empty() {
        2
    } else {
        u8::from(project.blocked())
    }
}

/// What the decisions do: the counts without them and with them.
pub fn decided(without: &Project, with: &Project) -> String {
    let [before, after] = [without, with].map(|p| Counts::of(&p.imported));
    let arr = |c: &Counts| money_text(round_half_away(c.arr, 2));
    format!(
        "\nBefore and after the decisions: rows used {} → {}; set aside {} → {}; ARR {} → {}; errors {} → {}; warnings {} → {}.\n",
        before.used,
        after.used,
        before.set_aside,
        after.set_aside,
        arr(&before),
        arr(&after),
        before.errors,
        after.errors,
        before.warnings,
        after.warnings
    )
}

/// Customers absent from the newest close but present before: "stopped paying" and "left out of the export" look
/// alike (L-3). Empty where there are none.
pub fn absent(project: &Project) -> String {
    let Ok((ledger, report)) = project.ledger_and_report() else {
        return String::new();
    };
    if report.absent_at_newest.is_empty() {
        return String::new();
    }
    let newest = report.as_of.date();
    let mut out =
        format!("\nNot in the file at {newest}, but at the close before: churned, or left out?\n");
    for (customer, amount) in &report.absent_at_newest {
        let customer = ledger.customers().get(*customer as usize);
        let name = customer.map_or("", |c| c.name.as_str());
        let _ = writeln!(out, "  {name:<30}{:>16}", money(*amount));
    }
    out
}

/// Failed checks, a line each; or that all hold.
pub fn checks(project: &Project) -> String {
    if project.checks().is_empty() {
        return "No check could run: there is no period with figures.\n".to_owned();
    }
    let failed: Vec<_> = project.checks().iter().filter(|c| !c.ok).collect();
    if failed.is_empty() {
        return format!("All {} checks hold.\n", project.checks().len());
    }
    let mut out = format!(
        "{} of {} checks FAIL:\n",
        failed.len(),
        project.checks().len()
    );
    for check in failed {
        let _ = writeln!(
            out,
            "  {} {}: {} against {}, difference {}",
            check.check,
            check.scope,
            money_text(check.left),
            money_text(check.right),
            money_text(check.difference())
        );
    }
    out
}

/// "3 errors, 2 warnings".
pub fn finding_count(findings: &Findings) -> String {
    let count = |severity| findings.0.iter().filter(|f| f.severity == severity).count();
    format!(
        "{} errors, {} warnings, {} notes",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Info)
    )
}

/// "12.3%", or "n/a".
pub fn percent(value: Ratio) -> String {
    value.map_or_else(
        || "n/a".to_owned(),
        |v| format!("{:.1}%", round_half_away(v * Decimal::ONE_HUNDRED, 1)),
    )
}

/// Every period's bridge and rates, a column a period, newest last.
pub fn report(report: &Report) -> String {
    if report.periods.is_empty() {
        return no_period(report);
    }
    report
        .periods
        .chunks(6)
        .map(|periods| block(periods, report))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Why there is no period, and what to do about it.
fn no_period(report: &Report) -> String {
    if report.closes.len() < 2 {
        return "No period: a movement needs two closes.\n".to_owned();
    }
    format!(
        "No period: no two of the file's {} closes are the ends of a {}. Choose a shorter one with `--period`.\n",
        report.closes.len(),
        report.basis.period.noun()
    )
}

type Line = (&'static str, fn(&PeriodFigures) -> String);
/// A rate, with whether it rests on the customers of twelve months before.
type RateLine = (&'static str, bool, fn(&PeriodFigures) -> Ratio);

const LINES: &[Line] = &[
    ("Opening ARR", |p| money(p.total.bridge.opening)),
    ("New", |p| money(p.total.bridge.new)),
    ("Reactivation", |p| money(p.total.bridge.reactivation)),
    ("Expansion", |p| money(p.total.bridge.expansion)),
    ("Downsell", |p| money(-p.total.bridge.downsell)),
    ("Step-down", |p| money(-p.total.bridge.step_down)),
    ("Paused", |p| money(-p.total.bridge.paused)),
    ("Churn", |p| money(-p.total.bridge.churn)),
    ("  of it paused", |p| money(-p.total.of_which_paused)),
    ("FX", |p| money(p.total.bridge.fx)),
    ("Data quality", |p| money(p.total.bridge.data_quality)),
    ("Closing ARR", |p| money(p.total.bridge.closing)),
    ("Customers", |p| p.total.counts.closing.to_string()),
];

const RATES: &[RateLine] = &[
    ("NRR", false, |p| p.total.rates.nrr),
    ("GRR", false, |p| p.total.rates.grr),
    ("NRR, TTM", true, |p| p.total.ttm.nrr),
    ("GRR, TTM", true, |p| p.total.ttm.grr),
    ("Logo retention", false, |p| p.total.rates.logo_retention),
    ("Downsell rate", false, |p| p.total.rates.downsell_rate),
    ("Churn rate", false, |p| p.total.rates.churn_rate),
];

/// Lines which are left out where no period has them.
const OPTIONAL: [&str; 6] = [
    "Step-down",
    "Paused",
    "  of it paused",
    "FX",
    "Data quality",
    "Reactivation",
];

fn block(periods: &[PeriodFigures], report: &Report) -> String {
    let mut out = format!("{:<16}", report.currency);
    for period in periods {
        let _ = write!(out, "{:>18}", period.display);
    }
    out.push('\n');
    let mut line = |caption: &str, values: Vec<String>| {
        let _ = write!(out, "{caption:<16}");
        for value in values {
            let _ = write!(out, "{value:>18}");
        }
        out.push('\n');
    };
    for (caption, value) in LINES {
        let values: Vec<String> = periods.iter().map(value).collect();
        if !OPTIONAL.contains(caption) || values.iter().any(|v| v != "0.00") {
            line(caption, values);
        }
    }
    for (caption, trailing, rate) in RATES {
        let shown =
            |p: &PeriodFigures| few_or_percent(rate(p), customers(report, p, *trailing), report);
        line(caption, periods.iter().map(shown).collect());
    }
    out
}

/// The customers a rate rests on: those at opening, or those of twelve months before.
fn customers(report: &Report, period: &PeriodFigures, trailing: bool) -> u32 {
    if !trailing {
        return period.total.counts.opening;
    }
    let year_ago = period.period.closing().plus(-12);
    let close = report.closes.iter().find(|c| c.close == year_ago);
    close.map_or(0, |c| c.customers)
}

/// A rate, or "n=3" over fewer customers than the basis asks for (S-4).
fn few_or_percent(rate: Ratio, customers: u32, report: &Report) -> String {
    match rate {
        Some(_) if customers < report.basis.min_n => format!("n={customers}"),
        rate => percent(rate),
    }
}

/// Two places and thousands commas, rounded half away from zero.
pub fn money(value: Decimal) -> String {
    let rounded = round_half_away(value, 2);
    let text = format!("{:.2}", rounded.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if rounded.is_zero() || rounded.is_sign_positive() {
        ""
    } else {
        "-"
    };
    format!("{sign}{grouped}.{cents}")
}

/// "3 (12,000.00)".
pub fn count_and_money(pair: (u32, Decimal)) -> String {
    format!("{} ({})", pair.0, money(pair.1))
}

/// Names with characters which a pack can't print, before one is made; empty where there are none.
pub fn unprintable(project: &Project) -> String {
    let Ok((ledger, _)) = project.ledger_and_report() else {
        return String::new();
    };
    let lacks = |name: &str| name.chars().any(is_missing);
    let names: Vec<&str> = ledger
        .customers()
        .iter()
        .map(|c| c.name.as_str())
        .filter(|name| lacks(name))
        .collect();
    match names.first() {
        None => String::new(),
        Some(first) => format!(
            "{} customer names hold characters which no font here has, the first “{first}”: they print as “?”.\n",
            names.len()
        ),
    }
}

/// The characters which a pack could not print, with the first text that holds each.
pub fn missing(all: &[MissingGlyph]) -> String {
    let lines = all.iter().map(|m| {
        format!(
            "No font here has “{}” (page {}: {}): it prints as “?”.\n",
            m.character, m.page, m.example
        )
    });
    lines.collect()
}

/// The texts which cite a figure that moved since they were written.
pub fn stale(messages: &[PageMessage]) -> String {
    let mut out = String::new();
    for message in messages {
        for moved in &message.stale {
            let now = moved.now.as_deref().unwrap_or("not known any more");
            let _ = writeln!(
                out,
                "The text of page {} is stale: {} was {} when it was written and is {now}.",
                message.page,
                moved.token.trim_end_matches(".display"),
                moved.then
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_rounded_once_and_grouped() {
        assert_eq!(money(Decimal::new(1_234_567_125, 3)), "1,234,567.13");
        assert_eq!(money(Decimal::new(-1_125, 3)), "-1.13");
        assert_eq!(money(Decimal::new(-1, 3)), "0.00");
    }
}
