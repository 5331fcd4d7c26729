//! `Neg_Terms`: what the saves cost: multi-year terms (N-14), price discounts against the guardrail (N-5),
//! triggers (N-15).

use super::super::address::cell;
use super::super::build::{Build, Figure, Head, TOP};
use super::super::lines::number;
use super::super::list::line;
use super::super::spec::{Look, Outcome as Result, Role, Sheet, Shown, Style, Tab};
use super::Requests;
use super::triggers::count;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::negotiations::{GuardrailLevel, arr_after};

/// Name of the sheet.
pub const SHEET: &str = "Neg_Terms";
/// Discounts listed.
const LISTED: usize = 25;

struct Writer<'w, 'a> {
    of: &'w Requests<'a>,
    build: Build<'a>,
    row: u32,
    names: Vec<(String, String)>,
}

/// The sheet and its named inputs.
pub fn sheet<'a>(requests: &Requests<'a>, head: &Head) -> (Sheet<'a>, Vec<(String, String)>) {
    let mut build = Build::new(
        SHEET,
        "Negotiations: terms, discounts, triggers",
        Tab::Negotiations,
        head,
    );
    build.widths(&[52, 16, 26, 14, 16, 18]);
    build.freeze(TOP, 1);
    build.0.repeat = (0, 2);
    let mut writer = Writer {
        of: requests,
        build,
        row: TOP,
        names: Vec::new(),
    };
    writer.multi_year();
    writer.guardrail();
    writer.triggers();
    (writer.build.finish(), writer.names)
}

/// Criterion of the multi-year deals.
const DEALS: &str = "neg_multi,1";

impl Writer<'_, '_> {
    fn section(&mut self, caption: &str) {
        if self.row > TOP {
            self.row += 1;
        }
        self.build.captions(self.row, 0, &[caption], 1);
        self.build.captions(self.row, 1, &["figure"], 0);
        self.row += 1;
    }

    fn line(&mut self, label: &str, text: &str, value: Ratio, shown: Shown) -> Figure {
        let figure = line(
            &mut self.build,
            self.row,
            label,
            (text.to_owned(), value),
            shown,
        );
        self.row += 1;
        figure
    }

    fn ratio(&mut self, label: &str, part: &str, whole: &Figure, value: Ratio, shown: Shown) {
        self.build.section(self.row, 0, label);
        let text = format!("IF({w}=0,NA(),{part}/{w})", w = whole.here());
        self.build
            .local((self.row, 1), text, value, shown, Look::Section);
        self.row += 1;
    }

    /// A setting which formulas read by its name.
    fn setting(&mut self, label: &str, name: &str, value: Decimal, shown: Shown) {
        self.build.label(self.row, 0, label);
        self.build.input(self.row, 1, value, shown, Look::Normal);
        self.names
            .push((name.to_owned(), format!("={SHEET}!$B${}", self.row + 1)));
        self.row += 1;
    }

    fn multi_year(&mut self) {
        let m = &self.of.report.multi_year;
        self.section("Multi-year (N-14)");
        if !m.recorded {
            self.build.muted(
                self.row,
                0,
                "Not recorded: the log says neither terms nor exchanges.",
            );
            self.row += 1;
            return;
        }
        self.committed();
        self.conversion();
    }

    /// What was committed, and what a committed year cost.
    fn committed(&mut self) {
        let (m, deals) = (&self.of.report.multi_year, DEALS);
        self.line(
            "deals with a multi-year commitment",
            &format!("COUNTIFS(neg_scope,1,{deals})"),
            number(m.deals.len() as u32),
            Shown::Count,
        );
        self.line(
            "their ARR after",
            &format!("SUMIFS(neg_after,{deals})"),
            Some(self.after()),
            Shown::Money,
        );
        let both = "neg_term_before,\">=0\",neg_term_after,\">=0\"";
        let added =
            format!("SUMIFS(neg_term_after,{deals},{both})-SUMIFS(neg_term_before,{deals},{both})");
        self.line(
            "months added",
            &added,
            Some(m.months_added.unwrap_or(0).into()),
            Shown::Count,
        );
        let given = self.line(
            "ARR given up, where the term is recorded",
            &format!("SUMIFS(neg_given,{deals},neg_term_after,\">=0\")"),
            Some(m.given_up),
            Shown::Money,
        );
        let months = self.line(
            "months committed",
            &format!("SUMIFS(neg_term_after,{deals})"),
            Some(m.months_committed.into()),
            Shown::Count,
        );
        self.ratio(
            "ARR given up per committed year",
            &format!("12*{}", given.here()),
            &months,
            m.given_up_per_year(),
            Shown::Money,
        );
    }

    /// Right-sized deals, and how many of them committed.
    fn conversion(&mut self) {
        let (m, deals) = (&self.of.report.multi_year, DEALS);
        let right = "neg_state,\"resolved\",neg_outcome,\"right-sized\",neg_after,\">0\"";
        let sized = self.line(
            "right-sized deals",
            &format!("COUNTIFS(neg_scope,1,{right})"),
            number(m.right_sized),
            Shown::Count,
        );
        let multi = self.line(
            "of them multi-year",
            &format!("COUNTIFS(neg_scope,1,{right},{deals})"),
            number(m.right_sized_multi_year),
            Shown::Count,
        );
        self.ratio(
            "conversion",
            &multi.here(),
            &sized,
            m.conversion(),
            Shown::Percent,
        );
    }

    /// ARR after of the multi-year deals, as far as the log tells it.
    fn after(&self) -> Decimal {
        let deals = &self.of.report.multi_year.deals;
        let of = |e: &&super::Entry<'_>| e.item.is_some() && deals.contains(&e.request.id);
        self.of
            .entries()
            .iter()
            .filter(of)
            .filter_map(|e| arr_after(e.request))
            .sum()
    }

    fn guardrail(&mut self) {
        let rail = self.of.report.playbook.guardrail;
        self.section("Price discount, 1 − net ÷ list at the new scope (N-5)");
        self.setting(
            "warn above",
            "guardrail_warn",
            rail.warn_above,
            Shown::Percent,
        );
        self.setting(
            "breach above",
            "guardrail",
            rail.breach_above,
            Shown::Percent,
        );
        let discounts = &self.of.report.discounts;
        if !discounts.recorded && discounts.items.is_empty() {
            self.build.muted(
                self.row,
                0,
                "Not recorded: the log has no prices or discounts.",
            );
            self.row += 1;
            return;
        }
        let at = |level| number(discounts.at(level).count() as u32);
        let above = |name: &str| format!("COUNTIFS(neg_discount,\">\"&{name})");
        self.line(
            "discounts recorded",
            "COUNTIFS(neg_discount,\">=-1000\")",
            number(discounts.items.len() as u32),
            Shown::Count,
        );
        self.line(
            "warned: above the first, not the second",
            &format!("{}-{}", above("guardrail_warn"), above("guardrail")),
            at(GuardrailLevel::Warn),
            Shown::Count,
        );
        self.line(
            "breaches",
            &above("guardrail"),
            at(GuardrailLevel::Breach),
            Shown::Count,
        );
        self.discounts();
    }

    /// The largest discounts, each read from its row of the log.
    fn discounts(&mut self) {
        self.row += 1;
        let words = ["customer", "level", "approver"];
        self.build
            .captions(self.row, 0, &["largest discounts: request"], 1);
        self.build.captions(self.row, 1, &["discount"], 0);
        self.build.captions(self.row, 2, &words, words.len());
        let rows: Vec<_> = self.of.entries();
        for item in self.of.report.discounts.items.iter().take(LISTED) {
            let Some(at) = rows
                .iter()
                .position(|e| e.item.is_some() && e.request.id == item.request)
            else {
                continue;
            };
            self.row += 1;
            let green = Style::new(Role::Remote, Shown::Text);
            self.build.words(
                self.row,
                0,
                format!("INDEX(neg_id,{})", at + 1),
                &item.request,
                green,
            );
            let style = Style::new(Role::Remote, Shown::Percent);
            self.build.formula(
                self.row,
                1,
                format!("INDEX(neg_discount,{})", at + 1),
                Result::Number(item.discount),
                style,
            );
            let customer = self.of.customer(&item.customer, None);
            self.build
                .text(self.row, 2, &customer, Style::new(Role::Input, Shown::Text));
            let d = cell(self.row, 1);
            let text =
                format!("IF({d}>guardrail,\"breach\",IF({d}>guardrail_warn,\"warn\",\"within\"))");
            self.build.words(
                self.row,
                3,
                text,
                item.level.id(),
                Style::new(Role::Local, Shown::Plain),
            );
            self.build.text(
                self.row,
                4,
                &self.of.free(&item.approver),
                Style::new(Role::Input, Shown::Text),
            );
        }
        self.row += 1;
    }

    fn triggers(&mut self) {
        let t = &self.of.report.triggers;
        self.section("Re-engagement triggers, whole log (N-15)");
        if !t.recorded {
            self.build
                .muted(self.row, 0, "Not recorded: the log has no triggers.");
            self.row += 1;
            return;
        }
        let as_of = self.of.report.as_of;
        let due = count(&t.items, |i| i.due_on.is_some_and(|d| d <= as_of));
        let lines = [
            ("set", "COUNTIFS(trig_request,\"<>\")", t.set().into()),
            ("due", "COUNTIFS(trig_due,\"<=\"&neg_as_of)", due),
            ("fired", "COUNTIFS(trig_fired,\">0\")", t.fired().into()),
            (
                "contacted",
                "COUNTIFS(trig_contacted,\">0\")",
                t.contacted().into(),
            ),
            (
                "re-expanded",
                "COUNTIFS(trig_recovered,\">0\")",
                t.re_expanded().into(),
            ),
            (
                "overdue (N-41)",
                "COUNTIFS(trig_overdue,1)",
                t.overdue().into(),
            ),
        ];
        for (label, text, value) in lines {
            self.line(label, text, Some(value), Shown::Count);
        }
        self.line(
            "ARR recovered",
            "SUM(trig_recovered)",
            Some(t.recovered()),
            Shown::Money,
        );
        self.build.label(
            self.row,
            0,
            "resolved below the old ARR, without any trigger (value)",
        );
        self.build.input(
            self.row,
            1,
            Decimal::from(t.without.len()),
            Shown::Count,
            Look::Normal,
        );
        self.row += 1;
    }
}
