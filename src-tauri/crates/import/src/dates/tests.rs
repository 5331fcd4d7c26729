#![allow(clippy::unwrap_used)]

use super::*;

fn shown(text: &str) -> String {
    show(read(text, None))
}

fn show(when: Option<When>) -> String {
    match when {
        None => "-".to_owned(),
        Some(When::Day(d)) => d.to_string(),
        Some(w) => format!("{}/{}", w.close(FiscalYear::CALENDAR).unwrap(), w.months()),
    }
}

#[test]
fn labels_of_imports_md_all_read() {
    for (text, value) in [
        ("2024-01", "2024-01/1"),
        ("Jan-24", "2024-01/1"),
        ("01/2024", "2024-01/1"),
        ("1/2024", "2024-01/1"),
        ("Q1 2024", "2024-03/3"),
        ("2024-Q1", "2024-03/3"),
        ("Q1'24", "2024-03/3"),
        ("FY25 Q2", "2025-06/3"),
        ("Q2 FY25", "2025-06/3"),
        ("FY2025", "2025-12/12"),
        ("H1 2024", "2024-06/6"),
        ("Jan 2024", "2024-01/1"),
        ("January 2024", "2024-01/1"),
        ("Mär 2024", "2024-03/1"),
        ("févr. 2024", "2024-02/1"),
        ("juillet 2024", "2024-07/1"),
        ("juin 2024", "2024-06/1"),
        ("2024M01", "2024-01/1"),
        ("202401", "2024-01/1"),
        ("20240131", "2024-01-31"),
        ("2024", "2024-12/12"),
        ("2024-01-31", "2024-01-31"),
        ("2024/1/5", "2024-01-05"),
        ("31 Jan 2024", "2024-01-31"),
        ("31-Jan-24", "2024-01-31"),
        ("Jan 31, 2024", "2024-01-31"),
        ("2024-01-31T23:59:59+02:00", "2024-01-31"),
        ("2024-01-31 13:05 UTC", "2024-01-31"),
        ("Jan 31, 2024 11:59 PM", "2024-01-31"),
        ("Dec-69", "2069-12/1"),
        ("Dec-70", "1970-12/1"),
        ("31/12/2024", "-"),
        ("market 2024", "-"),
        ("2024-13", "-"),
        ("2024-02-30", "-"),
        ("Alder 12", "-"),
        ("FY25 Q5", "-"),
        ("1Q25", "2025-03/3"),
        ("2H25", "2025-12/6"),
        ("Q125", "2025-03/3"),
        ("CQ1 2025", "2025-03/3"),
        ("T1 2025", "2025-03/3"),
        ("1. Quartal 2025", "2025-03/3"),
        ("1er trimestre 2025", "2025-03/3"),
        ("First quarter 2025", "2025-03/3"),
        ("Q1 2024/25", "2025-03/3"),
        ("FY2024/25", "2025-12/12"),
        ("2024/25", "2025-12/12"),
        ("2009/10", "2009-10/1"),
        ("P01 2025", "2025-01/1"),
        ("2025年1月", "2025-01/1"),
        ("2025年1月31日", "2025-01-31"),
        ("Jan 31st, 2025", "2025-01-31"),
        ("Friday, January 31, 2025", "2025-01-31"),
        ("31 de enero de 2025", "2025-01-31"),
        ("styczeń 2025", "2025-01/1"),
        ("янв 2025", "2025-01/1"),
        ("FY25 P02", "2025-02/1"),
        ("P11 FY25", "2025-11/1"),
    ] {
        assert_eq!(shown(text), value, "{text}");
    }
}

#[test]
fn fiscal_labels_follow_the_start_of_the_year() {
    let feb = FiscalYear::starting(2).unwrap();
    let close = |t: &str| read(t, None).unwrap().close(feb).unwrap().to_string();
    assert_eq!(close("FY25 Q2"), "2024-07");
    assert_eq!(close("FY25"), "2025-01");
    assert_eq!(close("FY25 P02"), "2024-03");
    let month = |month| When::FiscalMonth { year: 2025, month };
    let of = |w: When| w.close(feb).unwrap().to_string();
    assert_eq!(
        (of(month(2)), of(month(1))),
        ("2024-02".into(), "2025-01".into())
    );
    assert_eq!(close("Q2 2025"), "2025-06");
}

#[test]
fn day_and_month_order_is_told_by_the_column_or_asked() {
    let of = |texts: &[&str]| {
        let mut e = Evidence::default();
        assert!(texts.iter().all(|t| e.see(t)));
        e.possible()
    };
    use DateStyle::{DayFirst, MonthFirst};
    assert_eq!(of(&["01/02/2024", "31/01/2024"]), [DayFirst]);
    assert_eq!(of(&["01/02/2024", "01/31/2024"]), [MonthFirst]);
    assert_eq!(of(&["01/02/2024", "05/06/2024"]), [DayFirst, MonthFirst]);
    assert_eq!(of(&["01.02.2024"]), [DayFirst]);
    assert_eq!(of(&["01/01/2024", "02/02/2024"]), [DayFirst]);
    assert_eq!(of(&["2024-01-02"]), []);
    assert_eq!(show(read("01/02/24", Some(MonthFirst))), "2024-01-02");
}

#[test]
fn numbers_in_date_columns() {
    let of = |n: i64| show(of_number(Decimal::from(n)));
    assert_eq!(of(45_322), "2024-01-31");
    assert_eq!(
        (of(202_401), of(20_240_131), of(2024)),
        ("2024-01/1".into(), "2024-01-31".into(), "2024-12/12".into())
    );
    assert_eq!((of(60), of(7)), ("-".into(), "-".into()));
    assert_eq!(show(of_number("45322.75".parse().unwrap())), "2024-01-31");
}
