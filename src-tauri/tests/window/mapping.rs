//! The step Map: captions moved, a table taken in, two columns for one field, the basis.

use crate::app::App;
use crate::desktop::{Desktop, soon};
use crate::screens::shown;
use serde_json::Value;

/// Two rows which could be the captions; the guess is the upper one.
const TWICE: &str = "Customer ID,Close,ARR\nold,2025-12-31,1\nCustomer,Date,Amount\nAlder,2025-12-31,500\nAlder,2026-03-31,400\nBirch,2025-12-31,100\nBirch,2026-03-31,150\n";
/// Nobody would guess that the seats are the customers.
const NAMELESS: &str =
    "Seat,Month,Value\n1,2025-12-31,500\n2,2025-12-31,100\n1,2026-03-31,400\n2,2026-03-31,150\n";

fn opened(name: &str, text: &str) -> App {
    let desktop = Desktop::start();
    let path = desktop.home.path().join(name);
    std::fs::write(&path, text).unwrap();
    let app = App::start_on(desktop, &[&path]);
    app.page.sees(name);
    app.page.press(&["Control", "2"]);
    app.page.sees("Basis of preparation");
    app
}

/// Chooses in the list with this label.
fn select(app: &App, label: &str, value: &str) {
    let css = format!("select[aria-label=\"{label}\"]");
    app.page.text(&css);
    app.page.run(
        "const list = document.querySelector(arguments[0]);
         list.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
         list.value = arguments[1];
         list.dispatchEvent(new Event('change', { bubbles: true }))",
        &[Value::from(css), Value::from(value)],
    );
}

#[test]
fn captions_are_moved_to_another_row() {
    let app = opened("twice.csv", TWICE);
    let row = || {
        let value = app.page.run(
            "return document.querySelector('input[type=number]')?.value ?? ''",
            &[],
        );
        value.as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(row(), "1");
    app.page.click("Captions one row down");
    assert!(soon(|| row() == "2"), "{}", row());
    app.page.click("Captions one row down");
    assert!(soon(|| row() == "3"), "{}", row());
    app.page.sees("Alder");
    app.page.click_css("input[type=number]");
    app.page.press(&["Control", "a"]);
    app.page.types("input[type=number]", "99");
    app.page.press(&["Tab"]);
    app.page.sees("row-unknown");
    assert_eq!(
        app.page
            .run("return document.querySelectorAll('tr.unused').length", &[]),
        0
    );
}

/// Next quarter's export has another name and a line more above its captions: it starts from what was set by hand.
#[test]
fn captions_moved_by_hand_are_remembered_by_their_signature() {
    let app = opened("twice.csv", TWICE);
    let row = || {
        let value = "return document.querySelector('input[type=number]')?.value ?? ''";
        app.page.asks(value)
    };
    for row_now in ["2", "3"] {
        app.page.click("Captions one row down");
        app.page.until(row_now, || row() == row_now);
    }
    let next = app.desktop.home.path().join("quarter two.csv");
    let more = format!("Prepared by,Finance,today\n{TWICE}Birch,2026-06-30,175\n");
    std::fs::write(&next, more).unwrap();
    app.hand_over(&next);
    app.page.sees("quarter two.csv");
    app.step("Map");
    app.page.sees("quarter two.csv");
    app.page.until("4", || row() == "4");
    assert!(!app.page.page().contains("Blocked:"), "{}", app.page.page());
}

/// Annoyance 2 across projects: what was chosen once is not chosen again, is said, and can be forgotten.
#[test]
fn what_was_chosen_in_one_project_is_remembered_in_the_next() {
    let app = opened("seats.csv", NAMELESS);
    let blocked = "Blocked: no column says whose the amounts are.";
    app.page.sees(blocked);
    select(&app, "What column A, Seat, is", "customer-id");
    app.page.sees_no_more(blocked);
    let next = |name: &str| {
        app.page.press(&["Control", "w"]);
        app.page.sees("Recent projects");
        let path = app.desktop.home.path().join(name);
        std::fs::write(&path, format!("{NAMELESS}3,2026-03-31,70\n")).unwrap();
        app.hand_over(&path);
        app.page.sees(name);
        app.step("Map");
        app.page.sees(name);
    };
    next("other company.csv");
    app.page.sees("Columns as they were chosen for seats.csv.");
    assert!(!app.page.page().contains(blocked));
    shown(&app, "map-remembered");
    app.page.click("Forget");
    app.page.sees(blocked);
    next("third company.csv");
    app.page.sees(blocked);
}

/// A column of rates is no amount of a ledger: only what a table of its kind knows is offered.
#[test]
fn a_column_is_offered_what_its_kind_of_table_knows() {
    let app = opened("twice.csv", TWICE);
    let offered = || {
        let list = "const list = document.querySelector('td select'); list.focus();
            return [...list.options].map((o) => o.text).join('|')";
        app.page.asks(list)
    };
    let ledger = offered();
    assert!(
        ledger.contains("Cancelled at") && ledger.contains("Quantity"),
        "{ledger}"
    );
    select(&app, "What twice.csv is", "rates");
    app.page.until("rates", || {
        offered() == "Date or month|Currency|Rate|Not read"
    });
    select(&app, "What twice.csv is", "requests");
    app.page.until("a log", || {
        let log = offered();
        log.contains("Requested On") && !log.contains("Cancelled at")
    });
    select(&app, "What column B, Close, is", "requested-on");
    let field = "return document.querySelector('select[aria-label=\"What column B, Close, is\"]')?.value ?? ''";
    app.page
        .until("requested-on", || app.page.asks(field) == "requested-on");
}

#[test]
fn without_a_customer_it_is_blocked_with_the_reason_and_mapped_by_hand() {
    let app = opened("seats.csv", NAMELESS);
    app.page
        .sees("Blocked: no column says whose the amounts are.");
    shown(&app, "map-blocked");
    select(&app, "What column A, Seat, is", "customer-id");
    let mapped = || !app.page.page().contains("Blocked:");
    assert!(soon(mapped), "{}", app.page.page());
    app.page.press(&["Control", "1"]);
    app.page.sees("Control totals");
}

#[test]
fn two_columns_for_one_field_are_a_choice() {
    let app = opened(
        "two.csv",
        "Customer ID,Account,Close,ARR\nA1,Alder,2025-12-31,500\nA1,Alder,2026-03-31,400\n",
    );
    let field = |label: &str| {
        let css = format!("select[aria-label=\"{label}\"]");
        let value = app.page.run(
            "return document.querySelector(arguments[0]).value",
            &[Value::from(css)],
        );
        value.as_str().unwrap_or_default().to_owned()
    };
    let (id, account) = (
        "What column A, Customer ID, is",
        "What column B, Account, is",
    );
    select(&app, account, "customer-id");
    app.page
        .sees("Only one column can be \"Customer id\". Which one?");
    assert_eq!(field(id), "customer-id", "nothing is decided yet");
    shown(&app, "map-two-columns");
    app.page.click("B Account");
    let decided = || field(account) == "customer-id" && field(id) == "ignore";
    assert!(soon(decided));
}

#[test]
fn a_table_is_left_out_and_taken_in_again() {
    let app = App::quarter();
    app.page.press(&["Control", "2"]);
    select(&app, "What quarter.csv is", "ignore");
    app.page.sees("Not read");
    app.page.press(&["Control", "1"]);
    app.page.click("Map it…");
    select(&app, "What quarter.csv is", "ledger");
    app.page.press(&["Control", "4"]);
    app.page.sees("1,800 + 400 + 200 − 150 − 300 = 1,950");
}

#[test]
fn every_choice_of_the_basis_is_on_the_map() {
    let app = opened("basis.csv", TWICE);
    app.page.click_css("details summary");
    app.page.run(
        "for (const one of document.querySelectorAll('details')) one.open = true",
        &[],
    );
    for question in [
        "Amounts are",
        "Reported by",
        "Fiscal year starts in",
        "As of",
        "A pause is",
        "Segmented by",
        "Fewest customers for a rate",
        "Price discount which counts as a breach, %",
    ] {
        app.page.sees(question);
    }
    app.page.click("Month");
    app.page.sees("Month · fiscal year from Jan");
    crate::access::check(&app, "map with the basis open");
}
