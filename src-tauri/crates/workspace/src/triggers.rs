//! Re-engagement triggers for the team's own tools (N-40): a calendar file (RFC 5545) and a CSV.

use chrono::NaiveDate;
use holdfast_ledger::money_text;
use holdfast_metrics::negotiations::TriggerItem;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Most octets of a content line before it is folded (RFC 5545, 3.1).
const LINE: usize = 75;

/// The triggers nobody has acted on as a calendar: one all-day event a trigger, on the day on which it
/// fired, else on which it is due. Triggers without a day have no event. The same triggers at the same
/// as-of date give the same bytes; an event keeps its UID from one file to the next.
pub fn triggers_ics(triggers: &[TriggerItem], as_of: NaiveDate) -> String {
    let mut out = String::new();
    for head in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Holdfast//Re-engagement triggers//EN",
        "CALSCALE:GREGORIAN",
    ] {
        line(&mut out, head);
    }
    for trigger in triggers.iter().filter(|t| t.is_waiting()) {
        event(&mut out, trigger, as_of);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, trigger: &TriggerItem, as_of: NaiveDate) {
    let fired = trigger.fired.map(|(on, _)| on);
    let Some(day) = fired.or(trigger.due_on) else {
        return;
    };
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", uid(trigger)));
    line(out, &format!("DTSTAMP:{}T000000Z", as_of.format("%Y%m%d")));
    line(out, &format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
    line(out, &format!("SUMMARY:{}", escaped(&summary(trigger))));
    line(
        out,
        &format!("DESCRIPTION:{}", escaped(&description(trigger))),
    );
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

/// From the request's id and the trigger's place in it: no name leaves in it, and it never changes.
fn uid(trigger: &TriggerItem) -> String {
    let digest = Sha256::digest(format!("{}\u{0}{}", trigger.request, trigger.index));
    let mut out = String::new();
    for byte in digest.iter().take(16) {
        let _ = write!(out, "{byte:02x}");
    }
    out + "@holdfast.invalid"
}

fn summary(trigger: &TriggerItem) -> String {
    let what = match (trigger.condition.as_str(), trigger.kind) {
        ("", Some(kind)) => kind.word(),
        ("", None) => "re-engagement",
        (condition, _) => condition,
    };
    format!("{}: {what}", trigger.customer)
}

fn description(trigger: &TriggerItem) -> String {
    let mut lines = vec![format!("Request {}", trigger.request)];
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            lines.push(format!("{name}: {value}"));
        }
    };
    add("Kind", trigger.kind.map(|k| k.word().to_owned()));
    add("Set on", date(trigger.set_on));
    add("Due on", date(trigger.due_on));
    add("Fired on", date(trigger.fired.map(|(on, _)| on)));
    add("ARR given up", Some(money_text(trigger.worth)));
    add("Owner", Some(trigger.owner.clone()));
    lines.join("\n")
}

fn date(date: Option<NaiveDate>) -> Option<String> {
    date.map(|d| d.to_string())
}

/// A text value: backslash, semicolon, comma and line end escaped, other control characters left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a content line, folded between characters at 75 octets and ended with CR LF.
fn line(out: &mut String, content: &str) {
    let mut width = 0;
    for c in content.chars() {
        if width + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// The captions of the CSV.
const COLUMNS: [&str; 15] = [
    "Request ID",
    "Customer",
    "Owner",
    "Trigger",
    "Kind",
    "Condition",
    "Set On",
    "Due On",
    "Fired On",
    "Fired By",
    "Contacted On",
    "Closed On",
    "Overdue",
    "ARR Given Up",
    "ARR Recovered",
];

/// Every trigger as CSV (RFC 4180). A text which a spreadsheet would take for a formula gets a leading `'`.
pub fn triggers_csv(triggers: &[TriggerItem]) -> String {
    let mut out = COLUMNS.join(",") + "\r\n";
    for t in triggers {
        let row = [
            guarded(&t.request),
            guarded(&t.customer),
            guarded(&t.owner),
            (t.index + 1).to_string(),
            t.kind.map(|k| k.word().to_owned()).unwrap_or_default(),
            guarded(&t.condition),
            date(t.set_on).unwrap_or_default(),
            date(t.due_on).unwrap_or_default(),
            date(t.fired.map(|(on, _)| on)).unwrap_or_default(),
            t.fired
                .map(|(_, by)| by.id().to_owned())
                .unwrap_or_default(),
            date(t.contacted_on).unwrap_or_default(),
            date(t.closed_on).unwrap_or_default(),
            if t.overdue { "yes" } else { "no" }.to_owned(),
            money_text(t.worth),
            money_text(t.recovered),
        ];
        out += &row.map(|cell| quoted(&cell)).join(",");
        out += "\r\n";
    }
    out
}

pub(crate) fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

pub(crate) fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use holdfast_ledger::requests::{LogColumn, Trigger, TriggerKind};
    use holdfast_ledger::{Decimal, Request, RequestLog};
    use holdfast_metrics::negotiations::{Playbook, evaluate};
    use std::collections::BTreeMap;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn trigger(condition: &str, due: Option<&str>) -> Trigger {
        Trigger {
            kind: Some(TriggerKind::Headcount),
            condition: condition.to_owned(),
            set_on: Some(d("2027-01-20")),
            due_on: due.map(d),
            ..Trigger::default()
        }
    }

    fn items(customer: &str, triggers: Vec<Trigger>) -> Vec<TriggerItem> {
        let request = Request {
            arr_asked: Some(50.into()),
            arr_after: Some(70.into()),
            resolved_on: Some(d("2027-01-15")),
            owner: "Kim".to_owned(),
            triggers,
            ..Request::new("R1", customer, d("2027-01-05"), Decimal::ONE_HUNDRED)
        };
        let log = RequestLog {
            requests: vec![request],
            recorded: LogColumn::ALL.iter().copied().collect(),
            source: None,
        };
        evaluate(&log, &Playbook::default(), None, d("2027-03-31"), None)
            .triggers
            .items
    }

    /// A calendar parser of its own: unfolds, splits name from value, undoes the escapes.
    fn parse(ics: &str) -> Vec<BTreeMap<String, String>> {
        assert!(ics.ends_with("\r\n") && !ics.replace("\r\n", "").contains(['\r', '\n']));
        assert!(
            ics.split("\r\n").all(|l| l.len() <= LINE),
            "folded at {LINE} octets"
        );
        let unfolded = ics.replace("\r\n ", "");
        let mut events = Vec::new();
        for line in unfolded.lines() {
            let (name, value) = line.split_once(':').unwrap();
            match (name, value) {
                ("BEGIN", "VEVENT") => events.push(BTreeMap::new()),
                ("BEGIN" | "END", _) => {}
                _ => {
                    if let Some(event) = events.last_mut() {
                        let event: &mut BTreeMap<String, String> = event;
                        assert_eq!(event.insert(name.to_owned(), unescape(value)), None);
                    }
                }
            }
        }
        events
    }

    fn unescape(value: &str) -> String {
        let mut out = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some('n')) => out.push('\n'),
                ('\\', Some(c)) | (c, _) => out.push(c),
            }
        }
        out
    }

    #[test]
    fn the_calendar_is_parsed_back() {
        let customer = "Alder; Sons, \\ \"Ünïcödé\"\nGmbH, a name which is long enough to be folded twice 木木木木木木木木木木木木木木木木";
        let ics = triggers_ics(
            &items(
                customer,
                vec![
                    trigger("headcount ≥ 120, or more", Some("2027-06-30")),
                    trigger("2027-03-01", None),
                ],
            ),
            d("2027-03-31"),
        );
        let events = parse(&ics);
        assert_eq!(events.len(), 2);
        assert_eq!(
            events[0]["SUMMARY"],
            format!("{customer}: headcount ≥ 120, or more")
        );
        assert_eq!(events[0]["DTSTART;VALUE=DATE"], "20270630");
        assert_eq!(events[0]["DTSTAMP"], "20270331T000000Z");
        // It fired on its own day, which comes before a due date.
        assert_eq!(events[1]["DTSTART;VALUE=DATE"], "20270301");
        assert_eq!(
            events[1]["DESCRIPTION"],
            "Request R1\nKind: headcount\nSet on: 2027-01-20\nFired on: 2027-03-01\nARR given up: 30\nOwner: Kim"
        );
        assert!(
            ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
                && ics.ends_with("END:VCALENDAR\r\n")
        );
    }

    #[test]
    fn uids_differ_by_trigger_and_stay_from_file_to_file() {
        let two = items(
            "Alder",
            vec![
                trigger("a", Some("2027-06-30")),
                trigger("a", Some("2027-06-30")),
            ],
        );
        let uids = |as_of| {
            parse(&triggers_ics(&two, d(as_of)))
                .iter()
                .map(|e| e["UID"].clone())
                .collect::<Vec<_>>()
        };
        assert_ne!(uids("2027-03-31")[0], uids("2027-03-31")[1]);
        assert_eq!(uids("2027-03-31"), uids("2027-06-30"));
    }

    #[test]
    fn acted_on_and_undated_triggers_have_no_event() {
        let contacted = Trigger {
            contacted_on: Some(d("2027-03-02")),
            ..trigger("2027-03-01", None)
        };
        let ics = triggers_ics(
            &items("Alder", vec![contacted, trigger("new CFO", None)]),
            d("2027-03-31"),
        );
        assert_eq!(parse(&ics).len(), 0);
    }

    #[test]
    fn the_csv_guards_against_formulas() {
        let csv = triggers_csv(&items(
            "=HYPERLINK(\"x\",1)",
            vec![trigger("@new, CFO", Some("2027-06-30"))],
        ));
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines[0].split(',').count(), 15);
        assert_eq!(
            lines[1],
            "R1,\"'=HYPERLINK(\"\"x\"\",1)\",Kim,1,headcount,\"'@new, CFO\",2027-01-20,2027-06-30,,,,,no,30,0"
        );
    }
}
