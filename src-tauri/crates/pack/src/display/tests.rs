use super::*;
use std::str::FromStr;

fn d(s: &str) -> Decimal {
    Decimal::from_str(s).unwrap()
}

#[test]
fn the_unit_follows_the_largest_total() {
    let of = |total: &str, downsell: &str| {
        let u = Unit::choose("USD", d(total), d(downsell));
        (u.label(), u.decimals)
    };
    assert_eq!(of("999999.99", "5"), ("$".into(), 0));
    assert_eq!(of("1000000", "5"), ("$K".into(), 0));
    assert_eq!(of("99999999", "5"), ("$K".into(), 0));
    assert_eq!(of("100000000", "1000000"), ("$M".into(), 1));
    assert_eq!(of("100000000", "999999"), ("$M".into(), 2));
}

#[test]
fn a_chosen_unit_wins() {
    let of = |magnitude, downsell: &str| {
        let u = Unit::in_magnitude(magnitude, "EUR", d(downsell));
        (u.label(), u.number(d("19762400")))
    };
    assert_eq!(of(Magnitude::Units, "5"), ("€".into(), "19,762,400".into()));
    assert_eq!(
        of(Magnitude::Thousands, "5"),
        ("€K".into(), "19,762".into())
    );
    assert_eq!(of(Magnitude::Millions, "5"), ("€M".into(), "19.76".into()));
    assert_eq!(
        of(Magnitude::Millions, "1000000"),
        ("€M".into(), "19.8".into())
    );
}

#[test]
fn money_has_sign_prefix_digits_and_suffix() {
    let k = Unit::choose("USD", d("19762000"), d("241000"));
    assert_eq!(k.number(d("18420412.17")), "18,420");
    assert_eq!(k.money(d("241000")), "$241K");
    assert_eq!(k.money(d("-165000")), "−$165K");
    assert_eq!(k.signed(d("1213000")), "+1,213");
    assert_eq!(k.signed(d("-241000")), "−241");
    let chf = Unit::choose("CHF", d("5000000"), d("0"));
    assert_eq!(
        (chf.label().as_str(), chf.money(d("2500"))),
        ("CHF K", "CHF 3K".into())
    );
    assert_eq!(Unit::choose("", d("5"), d("0")).label(), "currency units");
    assert_eq!(Unit::cents("EUR").money(d("1.125")), "€1.13");
}

#[test]
fn a_style_holds_as_long_as_its_work() {
    let german = Style {
        group: '.',
        decimal: ',',
        day: "%d.%m.%Y",
    };
    let date = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap();
    let written = written(german, || {
        (
            figure(d("1234567.50")),
            percent(Some(d("0.0131")), 1),
            day(date),
        )
    });
    assert_eq!(
        (written.0.as_str(), written.1.as_str(), written.2.as_str()),
        ("1.234.567,5", "1,3%", "30.09.2026")
    );
    assert_eq!(
        (figure(d("1234.5")), day(date)),
        ("1,234.5".into(), "30 Sep 2026".into())
    );
}

#[test]
fn zero_never_has_a_sign() {
    let u = Unit::choose("USD", d("5000000"), d("0"));
    assert_eq!(u.signed(d("-0.4")), "0");
    assert_eq!(u.money(d("-499")), "$0");
    assert_eq!(pp_bare(Some(d("-0.04"))), "0.0");
}

#[test]
fn percentages_points_and_not_available() {
    assert_eq!(percent(Some(d("0.013084")), 1), "1.3%");
    assert_eq!(percent(None, 1), "n/a");
    assert_eq!(percent_signed(Some(d("-0.4606")), 1), "−46.1%");
    assert_eq!(pp(Some(d("0.5"))), "+0.5 pp");
    // 108.36 and 107.94 print 108.4 and 107.9: the reader's difference is 0.5, not 0.4.
    assert_eq!(
        points(Some(d("1.0836")), Some(d("1.0794")), 1),
        Some(d("0.5"))
    );
    assert_eq!(points(Some(d("1")), None, 1), None);
}

#[test]
fn counts_days_and_hashes() {
    assert_eq!(count(12480), "12,480");
    assert_eq!(count_signed(-3), "−3");
    assert_eq!(things(1, "customer"), "1 customer");
    assert_eq!(
        day(NaiveDate::from_ymd_opt(2026, 9, 30).unwrap()),
        "30 Sep 2026"
    );
    assert_eq!(period_label("FY2026-Q3"), "Q3 FY26");
    assert_eq!(period_label("2025-Q1"), "Q1 2025");
    assert_eq!(period_label("2025-02"), "Feb 2025");
    assert_eq!(period_label("FY2026"), "FY26");
    assert_eq!(short_hash("3f9a0000000000c41e"), "3f9a…c41e");
}
