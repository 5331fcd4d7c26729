//! Page 8: who, exactly? The largest downsells and churns by name or code (C9).

use super::{Built, Draft, Extras, needs_two_closes};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, Unit, day, percent, percent_signed_bare, things};
use crate::layout::{
    ROWS, Stack, area, block, chart, close_rows, easy_rows, empty_chart, figure, left, right, row,
    stacked, text,
};
use crate::message::{Message, token};
use crate::model::{Cell, ChartSpec, Column, Content, Mark, RankedBar, Row, RowKind, Table, Tone};
use crate::names::{LABEL_LIMIT, NAME_LIMIT, end_cut};
use crate::notes::notes;
use crate::slots::At;
use crate::tie::{Part, Tied, tie_to};
use holdfast_ledger::{Decimal, ratio};
use holdfast_metrics::{Class, Driver, Movement};

/// Names in a list.
const TOP: usize = 10;
/// Up to so many rows a name may take two lines.
const ROOMY: usize = 12;

pub(super) fn page(c: &Context, extras: &Extras) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let downsell = Ranking::of(now, &extras.movements, Class::Downsell, Part::Downsell);
    let churn = Ranking::of(now, &extras.movements, Class::Churn, Part::Churn);
    if downsell.all.is_empty() && churn.all.is_empty() {
        return Err(format!("no downsell and no churn in {}", now.label));
    }
    let many = downsell.all.len().min(TOP) + churn.all.len().min(TOP) > ROOMY;
    let limit = if many { NAME_LIMIT } else { LABEL_LIMIT };
    let mut side = Stack::new(4, 8);
    let shown = Shown::of(extras, [&downsell, &churn]);
    for ranking in [(&downsell, "Downsell"), (&churn, "Churn")] {
        let table = table(c, extras, now, ranking, (shown, limit));
        // Where there is room, names and reasons may take a second line.
        let (least, easy) = (close_rows(&table, false), easy_rows(&table, false));
        if many || table.rows.is_empty() {
            side.table(None, table);
        } else {
            side.push_between(
                least,
                (easy + easy / 2).min(ROWS),
                None,
                Content::Table(table),
            );
        }
    }
    let mut blocks = vec![block(
        area(0, 4, 0, 24),
        Some(&format!("Downsell, {}: before and after", c.unit.label())),
        ranked(c, now, &downsell),
    )];
    let mut exceptions = stacked(&mut blocks, [side]);
    exceptions.extend(self::exceptions(c, now, &downsell, &churn));
    Ok(Draft::new("names", message(c, now, &downsell, &churn))
        .titled(
            format!(
                "Downsell and churn in {}, by customer, largest first",
                c.unit.label()
            ),
            format!("{} AC against its opening", now.label),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions)))
}

const DEFINITION: &str = "Before: ARR at the opening close, after: at the closing close; reason as in the data, \
     else the driver.";

fn exceptions(c: &Context, now: &At, downsell: &Ranking, churn: &Ranking) -> Vec<String> {
    let mut out = Vec::new();
    if c.coded() {
        out.push("Codes instead of names; the key is in the company's own pack.".to_owned());
    }
    let stepped = |m: &&Movement| !m.step_down.is_zero();
    if downsell.all.iter().any(stepped) {
        out.push("A customer's step-down is not in its Δ.".to_owned());
    }
    if now.figures.total.of_which_paused > Decimal::ZERO && !churn.all.is_empty() {
        out.push(format!(
            "Of churn, paused: {}.",
            now.tied.unit.money(now.figures.total.of_which_paused)
        ));
    }
    out.push(
        "Before and after may differ by 1 from their rounding, so that each row adds up."
            .to_owned(),
    );
    out
}

/// The movements of a class, largest first, and their tied amounts.
struct Ranking<'a> {
    all: Vec<&'a Movement>,
    /// The named ones' amounts, then Other's where there are more; positive, display units.
    tied: Tied,
    total: Decimal,
}

impl<'a> Ranking<'a> {
    fn of(now: &At, movements: &'a [Movement], class: Class, part: Part) -> Ranking<'a> {
        let mut all: Vec<&Movement> = movements.iter().filter(|m| m.class == class).collect();
        all.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.customer.cmp(&b.customer)));
        let mut parts: Vec<Decimal> = all.iter().take(TOP).map(|m| m.amount).collect();
        if all.len() > TOP {
            parts.push(all.iter().skip(TOP).map(|m| m.amount).sum());
        }
        let total = -now.tied.part(part);
        Ranking {
            all,
            tied: tie_to(total, &parts, &now.tied.unit),
            total,
        }
    }

    /// The named movements with their tied amounts.
    fn named(&self) -> impl Iterator<Item = (&'a Movement, Decimal)> + '_ {
        self.all
            .iter()
            .copied()
            .take(TOP)
            .zip(self.tied.parts.iter().copied())
    }

    /// How many are in Other, and their tied amount.
    fn other(&self) -> Option<(usize, Decimal)> {
        let rest = self.all.len().checked_sub(TOP).filter(|k| *k > 0)?;
        Some((rest, *self.tied.parts.get(TOP)?))
    }
}

/// Before and after as printed: after = before − amount, so that the row adds up, unless that would
/// hide what is left or be a whole unit off.
fn ends(now: &At, m: &Movement, amount: Decimal) -> (Decimal, Decimal) {
    let unit = &now.tied.unit;
    if m.closing.is_zero() {
        return (amount, Decimal::ZERO);
    }
    let (before, after) = (unit.shown(m.opening), unit.shown(m.closing));
    let adding = before - amount;
    let one = Decimal::new(1, unit.decimals);
    let honest = m.step_down.is_zero()
        && (adding - unit.scaled(m.closing)).abs() < one
        && adding > Decimal::ZERO;
    (before, if honest { adding } else { after })
}

fn message(c: &Context, now: &At, downsell: &Ranking, churn: &Ranking) -> Message {
    if downsell.all.is_empty() {
        let mut m = Message::new();
        let n = m.bind("churn.customers", things(churn.all.len(), "customer"));
        return m.say(format!(
            "{n} left in {} with {}; no customer has a downsell.",
            token("period.q"),
            token("churn.q")
        ));
    }
    let mut m = Message::new();
    let n = m.bind("downsell.customers", things(downsell.all.len(), "customer"));
    let first = match concentration(downsell) {
        Some((k, share)) => {
            let k = m.bind("names.top", k.to_string());
            let share = m.bind("names.share", percent(Some(share), 0));
            format!(
                "{k} of {n} with a downsell in {} are {share} of its {}",
                token("period.q"),
                token("downsell.q")
            )
        }
        None if downsell.all.len() == 1 => return the_only(c, downsell, m),
        None => format!(
            "{n} have a downsell in {}: {}",
            token("period.q"),
            token("downsell.q")
        ),
    };
    let largest = downsell.named().next().map(|(top, amount)| {
        let name = m.bind("names.first", c.short_customer(top.customer));
        let amount = m.bind("names.first.amount", now.tied.unit.text_money(-amount));
        format!("; the largest is {name} with {amount}")
    });
    m.say(format!("{first}{}.", largest.unwrap_or_default()))
}

/// "1 customer has a downsell in Q3 FY26: Alder with −$4K."
fn the_only(c: &Context, downsell: &Ranking, mut m: Message) -> Message {
    let n = things(downsell.all.len(), "customer");
    let n = m.bind("downsell.customers", n);
    let name = downsell.all.first();
    let name = name.map_or(String::new(), |top| c.short_customer(top.customer));
    let name = m.bind("names.first", name);
    let comparator = c.prior().map_or(String::new(), |prior| {
        let before = prior.figures.total.counts.downsell;
        let before = m.bind("downsell.customers.pq", before.to_string());
        format!(", after {before} in {}", token("period.pq"))
    });
    m.say(format!(
        "{n} has a downsell in {}{comparator}: {name} with {}.",
        token("period.q"),
        token("downsell.q")
    ))
}

/// The share of the ten largest, or of the three largest where there are ten or fewer.
fn concentration(r: &Ranking) -> Option<(usize, Decimal)> {
    let k = match r.all.len() {
        0..=3 => return None,
        4..=TOP => 3,
        _ => TOP,
    };
    let (top, all): (Decimal, Decimal) = (
        r.all.iter().take(k).map(|m| m.amount).sum(),
        r.all.iter().map(|m| m.amount).sum(),
    );
    Some((k, ratio(top, all)?))
}

/// Which columns beside the amounts say something of anyone on the page.
#[derive(Clone, Copy)]
struct Shown {
    /// Left out where customers have no segment, and outside: with it merged cells could be told.
    segment: bool,
    reason: bool,
    renewal: bool,
}

impl Shown {
    fn of(extras: &Extras, rankings: [&Ranking; 2]) -> Shown {
        let any = |of: fn(&Movement) -> bool| {
            let named = rankings.iter().flat_map(|r| r.named());
            named.into_iter().any(|(m, _)| of(m))
        };
        Shown {
            segment: !extras.attribute.is_empty(),
            reason: any(|m| reason(m) != NOT_APPLICABLE),
            renewal: any(|m| m.renewal.is_some()),
        }
    }

    /// Place of the column of changes.
    fn delta(self) -> usize {
        3 + usize::from(self.segment)
    }
}

/// `limit`: characters of a name.
fn table(
    c: &Context,
    extras: &Extras,
    now: &At,
    (r, caption): (&Ranking, &str),
    (shown, limit): (Shown, usize),
) -> Table {
    if r.all.is_empty() {
        return Table::default();
    }
    let columns = columns(c, extras, caption, shown);
    let mut rows: Vec<Row> = r
        .named()
        .map(|(m, amount)| {
            let name = c.short(&c.customer(m.customer), limit);
            name_row(name, (extras, shown), now, (m, amount), &r.tied.unit)
        })
        .collect();
    let sum = |kind: RowKind, caption: String, amount: Decimal| {
        sum_row(
            kind,
            caption,
            &r.tied.unit.text_signed(-amount),
            (columns.len(), shown.delta()),
        )
    };
    if let Some((k, amount)) = r.other() {
        rows.push(sum(RowKind::Normal, format!("Other ({k})"), amount));
    }
    let all = format!("{caption}, {}", things(r.all.len(), "customer"));
    rows.push(sum(RowKind::Total, all, r.total));
    Table {
        columns,
        rows,
        footnote: None,
    }
}

fn columns(c: &Context, extras: &Extras, caption: &str, shown: Shown) -> Vec<Column> {
    let mut out = vec![left(format!("{caption}, {}", c.unit.label()), 28)];
    if shown.segment {
        out.push(left(extras.attribute.clone(), 14));
    }
    out.extend([
        right("before", 10),
        right("after", 10),
        right("Δ", 10),
        right("Δ %", 10),
    ]);
    out.extend(shown.reason.then(|| left("reason", 26)));
    out.extend(shown.renewal.then(|| left("renewal", 14)));
    out
}

fn name_row(
    name: String,
    (extras, shown): (&Extras, Shown),
    now: &At,
    (m, amount): (&Movement, Decimal),
    unit: &Unit,
) -> Row {
    let (before, after) = ends(now, m, amount);
    let relative = ratio(-m.amount, m.opening);
    let mut cells = vec![text(name)];
    if shown.segment {
        cells.push(text(extras.segment(m.customer)));
    }
    cells.extend([
        figure(unit.text(before)),
        figure(unit.text(after)),
        figure(unit.text_signed(-amount)),
        figure(percent_signed_bare(relative, 0)),
    ]);
    cells.extend(shown.reason.then(|| text(reason(m))));
    let renewal = m.renewal.map_or(NOT_APPLICABLE.to_owned(), day);
    cells.extend(shown.renewal.then(|| text(renewal)));
    row(RowKind::Normal, cells)
}

/// A sum under the Δ column.
fn sum_row(kind: RowKind, caption: String, amount: &str, (columns, at): (usize, usize)) -> Row {
    let mut cells = vec![Cell::Empty; columns];
    if let Some(first) = cells.first_mut() {
        *first = text(caption);
    }
    if let Some(delta) = cells.get_mut(at) {
        *delta = figure(amount);
    }
    row(kind, cells)
}

fn reason(m: &Movement) -> String {
    match (&m.reason, m.driver) {
        (Some(reason), _) if !reason.is_empty() => end_cut(reason, LABEL_LIMIT),
        (_, Some(driver)) if driver != Driver::Unknown => driver.id().to_owned(),
        _ if m.paused => "paused".to_owned(),
        _ => NOT_APPLICABLE.to_owned(),
    }
}

fn ranked(c: &Context, now: &At, r: &Ranking) -> Content {
    let bars: Vec<RankedBar> = r
        .named()
        .map(|(m, amount)| {
            let (before, after) = ends(now, m, amount);
            let mark = |value: Decimal| Mark {
                value,
                label: r.tied.unit.text(value),
            };
            RankedBar {
                name: c.short_customer(m.customer),
                before: mark(before),
                after: mark(after),
                delta: r.tied.unit.text_signed(-amount),
                tone: Tone::Bad,
            }
        })
        .collect();
    let values: Vec<String> = r
        .named()
        .map(|(m, amount)| {
            format!(
                "{} {}",
                c.customer(m.customer),
                r.tied.unit.text_signed(-amount)
            )
        })
        .collect();
    let alt = format!(
        "Bar chart of ARR before and after of the customers with the largest downsell, {}, {}: {}.",
        c.unit.label(),
        now.label,
        values.join(", ")
    );
    if bars.is_empty() {
        return empty_chart(
            ChartSpec::Ranked(bars),
            format!("No downsell in {}", now.label),
        );
    }
    chart(ChartSpec::Ranked(bars), alt)
}
