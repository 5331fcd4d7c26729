//! Files and entries which are refused: each in words with its code and the next step, the work before it whole.

use crate::app::App;
use crate::files::{self, BRIDGE};
use crate::screens::shown;
use std::fs;
use std::path::Path;

/// A file which can't be read: its name, what is in it, the code of the refusal.
struct Unread {
    name: &'static str,
    bytes: fn(&Path) -> Vec<u8>,
    code: &'static str,
}

const UNREAD: [Unread; 5] = [
    Unread {
        name: "secret.xlsx",
        bytes: locked,
        code: "password-protected",
    },
    Unread {
        name: "cut.xlsx",
        bytes: |folder| {
            let whole = fs::read(files::months(folder)).unwrap();
            whole[..whole.len() / 2].to_vec()
        },
        code: "file-truncated",
    },
    Unread {
        name: "picture.xlsx",
        bytes: |_| b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
        code: "not-a-spreadsheet",
    },
    Unread {
        name: "empty.csv",
        bytes: |_| Vec::new(),
        code: "file-empty",
    },
    Unread {
        name: "captions.csv",
        bytes: |_| b"Customer ID,Customer,Date,ARR (USD)\n".to_vec(),
        code: "no-rows",
    },
];

/// A workbook whose parts are marked as encrypted.
fn locked(folder: &Path) -> Vec<u8> {
    let mut bytes = fs::read(files::months(folder)).unwrap();
    for at in 0..bytes.len() - 10 {
        if bytes[at..].starts_with(b"PK\x03\x04") {
            bytes[at + 6] |= 1;
        } else if bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 8] |= 1;
        }
    }
    bytes
}

#[test]
fn files_which_cannot_be_read_are_refused_on_the_start_screen_and_beside_the_work() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    let home = app.desktop.home.path().to_path_buf();
    for unread in &UNREAD {
        let path = home.join(unread.name);
        fs::write(&path, (unread.bytes)(&home)).unwrap();
        app.hand_over(&path);
        app.page.sees("Next:");
        assert!(app.page.page().contains(unread.name), "{}", app.page.page());
        assert_eq!(app.page.text(".failure code"), unread.code);
        app.page.sees("Show in folder");
        shown(&app, &format!("refused-{}", unread.code));
        app.page.press(&["Escape"]);
        app.page.sees_no_more("Next:");
    }
    app.hand_over(&files::quarter(&home));
    app.page.sees(BRIDGE);
    app.hand_over(&home.join("secret.xlsx"));
    app.page.sees("Next:");
    shown(&app, "refused-beside-the-work");
    app.page.click("Dismiss");
    app.page.sees(BRIDGE);
}

/// Two tables side by side on one sheet: which of them is read is the user's choice.
const TWO_TABLES: &str = "Customer ID,Customer,Date,ARR (USD),,Customer ID,Date,ARR (USD)
C1,Alder,2025-12-31,1000,,C8,2025-12-31,70
C2,Birch,2025-12-31,500,,C9,2025-12-31,80
C1,Alder,2026-03-31,1200,,C8,2026-03-31,90
C2,Birch,2026-03-31,350,,C9,2026-03-31,60
";

#[test]
fn two_tables_on_a_sheet_are_a_choice() {
    let app = App::on("two-tables.csv", TWO_TABLES);
    // It blocks the pack until it is answered, on Data or among the issues.
    app.step("Issues");
    app.page.sees("A second ledger on a sheet: table 2");
    app.step("Map");
    shown(&app, "map-two-tables");
    app.step("Data");
    let imported = || {
        let row = "main[aria-label='data'] section[aria-labelledby='totals'] tbody tr";
        app.page.text(row).replace(['\t', '\n'], " ")
    };
    let closing = |amount: &str| app.page.until(amount, || imported().contains(amount));
    closing("1,700.00");
    shown(&app, "data-two-tables");
    let data = || {
        app.page
            .asks("return document.querySelector('nav[aria-label=Steps] li').innerText")
    };
    assert!(data().contains("has issues"), "{}", data());
    app.page.click("Only the second");
    closing("150.00");
    app.page.click("Only the first");
    closing("1,550.00");
    app.page.sees("Not read: two-tables.csv");
    app.page.click("Both");
    closing("1,700.00");
    app.page.sees_no_more("Open");
    app.page.until("Data done", || data().contains("done"));
    app.step("Issues");
    app.page.sees("Decisions");
}

/// A rate over fewer customers than the basis asks for is not shown in the drawer either (S-4): its money and its
/// customers are, and why.
#[test]
fn a_rate_over_few_customers_opens_its_amounts_and_says_why() {
    let app = App::quarter();
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "churn rate");
    app.page.sees("Churn rate");
    app.page.press(&["Enter"]);
    assert_eq!(app.page.text(".drawer .value"), "n=3");
    app.page
        .sees("Not shown: it rests on 3 customers, and a rate needs 5 (S-4).");
    let drawer = app.page.text(".drawer");
    assert!(
        drawer.contains("Cedar") && drawer.contains("300.00"),
        "{drawer}"
    );
    assert!(
        !drawer.contains("Exactly") && !drawer.contains("16.7"),
        "{drawer}"
    );
    shown(&app, "behind-few");
}

/// The answers to a command wait until they are let go, as on a ledger of a million rows; what is asked for is noted.
const HELD: &str = "const real = window.fetch;
    const held = [];
    window.asked = [];
    window.letGo = () => held.splice(0).forEach((go) => go());
    window.fetch = async (url, ...rest) => {
      window.asked.push(String(url).split('/').pop());
      const answer = await real(url, ...rest);
      if (String(url).endsWith('/' + arguments[0])) await new Promise((go) => held.push(go));
      return answer;
    }";

#[test]
fn what_a_repair_would_change_shows_that_it_is_at_work_and_is_wanted_no_more() {
    let app = App::on("two-tables.csv", TWO_TABLES);
    app.step("Issues");
    app.page.sees("Only the first");
    app.page.run(HELD, &["effect".into()]);
    let focus = |which: &str| {
        let script = "[...document.querySelectorAll('.repairs button')].find((b) => b.innerText === arguments[0]).focus()";
        app.page.run(script, &[which.into()]);
    };
    focus("Only the first");
    app.page
        .sees("Computing what “Only the first” would change");
    // Another one is asked for: the first is stopped, and its answer is not shown when it comes.
    focus("Only the second");
    app.page
        .sees("Computing what “Only the second” would change");
    let forgotten = "return String(window.asked.filter((a) => a === 'forget_effect').length)";
    assert_eq!(app.page.asks(forgotten), "1");
    app.page.run("window.letGo()", &[]);
    app.page.sees("What “Only the second” would change");
    app.page.sees_no_more("Computing what");
    let effect = app.page.text("table.effect");
    assert!(effect.contains("$150.00"), "{effect}");
    // Left while it is computed: nothing is shown.
    focus("Only the first");
    app.page
        .sees("Computing what “Only the first” would change");
    app.page.run("document.activeElement.blur()", &[]);
    app.page.sees_no_more("Computing what");
    assert_eq!(app.page.asks(forgotten), "2");
}

#[test]
fn a_bucket_without_customers_says_so() {
    let app = App::on(
        "no-churn.csv",
        "Customer ID,Date,ARR (USD)\nA,2025-12-31,500\nB,2025-12-31,300\nA,2026-03-31,400\nB,2026-03-31,350\n",
    );
    app.page.sees("ARR bridge");
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "churn rate");
    app.page.sees("Churn rate");
    app.page.press(&["Enter"]);
    app.page.text(".drawer .empty");
    shown(&app, "behind-empty");
}

/// A check can't fail by what is in a file; that it would be seen is shown on an answer with one planted.
#[test]
fn a_check_which_fails_is_told_with_both_sides() {
    let app = App::start(&[]);
    let file = files::quarter(app.desktop.home.path());
    app.page.sees("Recent projects");
    app.page.run(
        "const real = window.fetch;
         const check = { name: 'Bridge foots: opening + movements = closing', scope: 'Q1 2026', left: '1,950.00', right: '1,951.00', difference: '−1.00' };
         window.fetch = async (url, ...rest) => {
           const answer = await real(url, ...rest);
           if (!String(url).endsWith('/metrics')) return answer;
           const view = { ...(await answer.json()), checks: [check] };
           return new Response(JSON.stringify(view), { status: answer.status, headers: answer.headers });
         }",
        &[],
    );
    app.page.click("Open file…");
    app.desktop.choose_path("Open an ARR or MRR export", &file);
    app.page.sees("A check fails:");
    app.page.sees("1,950.00 against 1,951.00, difference −1.00");
    shown(&app, "metrics-check-fails");
}

#[test]
fn what_a_request_cannot_be_is_said_at_its_field() {
    let app = App::sample();
    app.step("Negotiations");
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    let enter = |field: &str, text: &str, said: &str| {
        let css = format!("#field-{field}");
        app.page.text(&css);
        app.page.run(
            "const field = document.querySelector(arguments[0]); field.focus(); field.select()",
            &[css.into()],
        );
        app.page.keys(text);
        app.page.press(&["Enter"]);
        app.page.sees(said);
    };
    enter("ARR-After", "-5", "below 0");
    enter("Discount", "140 %", "100%");
    enter(
        "Acknowledged-On",
        "2026-06-01",
        "is before Requested On 2026-07-01",
    );
    shown(&app, "request-refused");
}

#[test]
fn a_message_which_is_too_long_says_by_how_much() {
    let app = App::quarter();
    app.step("Pack");
    app.page.sees("Message of page 1");
    app.page.click_css("[aria-labelledby=message] textarea");
    app.page.press(&["Control", "a"]);
    app.page.keys(&"Fewer seats. ".repeat(40));
    app.page.sees("too long");
    shown(&app, "pack-too-long");
    let keep = "return String([...document.querySelectorAll('button')].find((b) => b.innerText === 'Keep message').disabled)";
    assert_eq!(app.page.asks(keep), "true");
    app.page.click("Discard");
    app.page.sees_no_more("too long");
}

/// No pack goes where nothing can be written, and none over one which is there.
#[test]
fn a_folder_which_takes_no_files_is_told_and_no_version_is_overwritten() {
    let app = App::quarter();
    app.step("Export");
    app.page.sees("No issue blocks the pack");
    // Not even root writes there.
    let locked = app.desktop.home.path().join("locked");
    std::os::unix::fs::symlink("/proc/sys/user", &locked).unwrap();
    app.page.click("Choose a folder and export…");
    app.desktop.choose_path("Export to which folder", &locked);
    app.page.sees("Next:");
    shown(&app, "export-refused");
    app.page.click("Dismiss");
    app.page.click("Choose a folder and export…");
    let [pdf, _] = crate::exports::arrive(&app, "packs");
    let first = fs::read(&pdf).unwrap();
    app.page.click("Choose a folder and export…");
    let folder = pdf.parent().unwrap();
    app.desktop.choose_path("Export to which folder", folder);
    app.page.sees("_v2.pdf");
    let issued =
        "return String(document.querySelectorAll('[aria-labelledby=issued] tbody tr').length)";
    app.page.until("what was not written was not issued", || {
        app.page.asks(issued) == "2"
    });
    shown(&app, "export-done");
    assert_eq!(fs::read(&pdf).unwrap(), first, "the first stays");
}
