use super::*;

fn close(m: u32) -> Close {
    Close::new(2025, m).unwrap()
}

fn draft(
    b: &mut LedgerBuilder,
    customer: &str,
    month: u32,
    amount: i64,
    currency: &str,
) -> EntryDraft {
    EntryDraft {
        customer: b.symbol(customer),
        close: close(month),
        currency: b.symbol(currency),
        status: Status::Active,
        line: Symbol::NONE,
        plan: Symbol::NONE,
        reason: Symbol::NONE,
        amount: Decimal::from(amount),
        quantity: None,
        renewal: None,
        sheet: 0,
        row: 1,
        column: 0,
    }
}

fn push(b: &mut LedgerBuilder, customer: &str, month: u32, amount: i64, currency: &str) {
    let d = draft(b, customer, month, amount, currency);
    b.push(d, &[]);
}

#[test]
fn customers_and_entries_are_sorted_whatever_the_row_order() {
    let mut b = LedgerBuilder::new("USD", &[]);
    push(&mut b, "B", 2, 20, "");
    push(&mut b, "A", 2, 11, "");
    push(&mut b, "A", 1, 10, "");
    let ledger = b.build().unwrap();
    let ids: Vec<_> = ledger.customers().iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["A", "B"]);
    let amounts: Vec<_> = ledger
        .entries()
        .iter()
        .map(|e| e.amount.to_string())
        .collect();
    assert_eq!(amounts, ["10", "11", "20"]);
    assert_eq!(ledger.entries_at(1, 0).len(), 0);
    assert_eq!(ledger.entries_at(1, 1).len(), 1);
}

#[test]
fn a_currency_with_a_balance_needs_its_rate() {
    let mut b = LedgerBuilder::new("USD", &[]);
    push(&mut b, "A", 1, 10, "EUR");
    let error = b.build().unwrap_err();
    assert_eq!(error.to_string(), "no exchange rate for EUR at 2025-01-31");
}

#[test]
fn a_close_without_balance_borrows_the_next_rate() {
    let mut b = LedgerBuilder::new("USD", &[]);
    push(&mut b, "A", 1, 10, "");
    push(&mut b, "B", 2, 10, "EUR");
    b.rate("EUR", close(2), Decimal::new(11, 1));
    let ledger = b.build().unwrap();
    let eur = ledger.currencies().iter().position(|c| c == "EUR").unwrap() as u8;
    assert_eq!(ledger.rate(eur, 0), Decimal::new(11, 1));
}

#[test]
fn rows_left_out_take_their_attributes_along() {
    let mut b = LedgerBuilder::new("USD", &["tier".to_owned()]);
    for (customer, month, tier) in [("A", 1, "SMB"), ("B", 1, "Mid"), ("C", 2, "Top")] {
        let d = draft(&mut b, customer, month, 10, "");
        let tier = b.symbol(tier);
        b.push(d, &[tier]);
    }
    b.retain(&[true, false, true]);
    let ledger = b.build().unwrap();
    let tiers: Vec<_> = ledger.attributes()[0]
        .values
        .iter()
        .map(|s| ledger.name(*s))
        .collect();
    assert_eq!(tiers, ["SMB", "Top"]);
    assert_eq!(ledger.closes().len(), 2);
}

#[test]
fn a_reason_is_given_only_where_there_is_none() {
    let mut b = LedgerBuilder::new("USD", &[]);
    push(&mut b, "A", 1, 10, "");
    push(&mut b, "A", 2, 9, "");
    let mut told = draft(&mut b, "A", 2, 5, "");
    told.reason = b.symbol("merger");
    b.push(told, &[]);
    let mut ledger = b.build().unwrap();
    assert_eq!(ledger.give_reason(0, 1, "seat reduction"), 1);
    let reasons: Vec<_> = ledger
        .entries()
        .iter()
        .map(|e| ledger.name(e.reason))
        .collect();
    let mut sorted = reasons.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["", "merger", "seat reduction"]);
    assert_eq!(reasons[0], "", "the close before");
}

#[test]
fn no_rows_is_no_ledger() {
    assert_eq!(
        LedgerBuilder::new("USD", &[]).build(),
        Err(LedgerError::Empty)
    );
}
