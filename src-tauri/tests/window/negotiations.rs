//! The log of negotiations, kept in the window.

use crate::app::App;
use crate::desktop::soon;
use holdfast_workspace::import::{Limits, Unwatched, read, read_requests};

/// What a field of the form says.
fn value(app: &App, field: &str) -> String {
    let script = "return document.getElementById(arguments[0])?.value ?? ''";
    let value = app.page.run(script, &[serde_json::json!(field)]);
    value.as_str().unwrap_or_default().to_owned()
}

/// Types a field anew and leaves it by Enter, which goes on to the next.
fn fill(app: &App, field: &str, text: &str) {
    let css = format!("#{field}");
    app.page.text(&css);
    app.page.run(
        "const field = document.getElementById(arguments[0]); field.focus(); field.select()",
        &[serde_json::json!(field)],
    );
    app.page.types(&css, text);
    app.page.press(&["Enter"]);
}

#[test]
fn a_request_is_edited_checked_at_the_field_and_taken_back() {
    let app = App::start(&[]);
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "5"]);
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    let before = value(&app, "field-Acknowledged-On");
    fill(&app, "field-Acknowledged-On", "soon");
    app.page.sees("\"soon\"");
    fill(&app, "field-Acknowledged-On", "2026-06-01");
    app.page
        .sees("Acknowledged On 2026-06-01 is before Requested On 2026-07-01");
    // A log with an impossible date blocks the pack, and says which request.
    app.page.press(&["Control", "3"]);
    app.page.sees("Request date order: R-001");
    app.page.press(&["Control", "z"]);
    app.page.press(&["Control", "5"]);
    app.page.text("#field-Acknowledged-On");
    assert!(soon(|| value(&app, "field-Acknowledged-On") == before));
    // Amounts of the form move the figures above it.
    let kept = app.page.text("main[aria-label='negotiations'] ul");
    fill(&app, "field-ARR-After", "8875");
    assert!(soon(
        || app.page.text("main[aria-label='negotiations'] ul") != kept
    ));
}

#[test]
fn a_movement_nobody_logged_is_logged_and_the_log_leaves_as_a_spreadsheet() {
    let app = App::start(&[]);
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "5"]);
    app.page.sees("Downsell and churn without a request");
    let unlogged = "return document.querySelector('[aria-labelledby=unlogged] tbody').rows.length";
    let before = app.page.run(unlogged, &[]).as_u64().unwrap();
    app.page.click("Log it");
    app.page.sees("Movement of the customer");
    crate::screens::shown(&app, "request-logged");
    assert!(value(&app, "field-Notes").contains("Logged from the movement"));
    let after = || app.page.run(unlogged, &[]).as_u64().unwrap_or(before);
    assert!(soon(|| after() == before - 1));
    // And a new one, by keyboard: customer, day, ARR as the ledger has it.
    app.page.click("New request");
    app.page.types("#new-customer", "birch bak");
    app.page.text("#new-found-0");
    app.page.press(&["Enter"]);
    app.page.types("#new-on", "2026-09-20");
    app.page.press(&["Enter"]);
    app.page.sees(" · Birch Bakeries");
    app.page.sees("Counter: ");
    app.page.click("Export log…");
    let file = app.desktop.home.path().join("log.xlsx");
    app.desktop.choose_path("Save the negotiation log", &file);
    app.page.sees(&format!("Saved {}", file.display()));
    let limits = Limits {
        worker: Some(crate::app::binary()),
        ..Limits::default()
    };
    let book = read(&file, &limits, &Unwatched).unwrap();
    let (log, _) = read_requests(&book.tables);
    assert_eq!(log.requests.len(), 41, "39 of the sample and two new ones");
    assert_eq!(log.requests[40].customer, "Birch Bakeries");
}

/// The requests are read whole beside the form, and without it, what waits first and with its clock: at the
/// window's usual width and at 1280 px.
#[test]
fn the_requests_fit_their_panel_beside_the_form_and_without_it() {
    let app = App::sample();
    app.step("Negotiations");
    app.page.sees("R-001");
    let first = app
        .page
        .asks("return document.querySelector('[aria-labelledby=requests] tbody tr').innerText");
    assert!(
        first.contains("Open\t47, late\tResolve: 17 days late"),
        "{first}"
    );
    let hidden = || {
        let script = "const box = document.querySelector('[aria-labelledby=requests] .scroll');
            return String(box.scrollWidth - box.clientWidth)";
        app.page.asks(script)
    };
    assert_eq!(hidden(), "0");
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    for width in [1360, 1280] {
        app.resized(width, 835);
        crate::screens::settled(&app);
        assert_eq!(hidden(), "0", "{width}");
        let heads = app.page.text("[aria-labelledby=requests] thead");
        for caption in ["Customer", "Cut asked", "Outcome", "Days", "Next step"] {
            assert!(heads.contains(caption), "{heads}");
        }
        // Its clock is read whole too.
        let cut = app.page.asks(
            "return [...document.querySelectorAll('[aria-labelledby=requests] tbody td:last-child')]
                .filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText).join('|')",
        );
        assert_eq!(cut, "", "{width}");
        crate::screens::keep(&app, &format!("request-{width}"));
    }
}
