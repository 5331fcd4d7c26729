//! Every screen, light and dark: no serious fault by axe, nothing wider than the window, a picture.

use crate::access;
use crate::app::App;
use crate::focus;
use std::path::Path;

pub const STEPS: [&str; 7] = [
    "Data",
    "Map",
    "Issues",
    "Metrics",
    "Negotiations",
    "Pack",
    "Export",
];
/// The light one last: it stays.
const THEMES: [&str; 2] = ["dark", "light"];

/// Waits until all that is asked for stands painted; what still keeps the page busy after half a minute.
const SETTLED: &str = "const done = arguments[arguments.length - 1];
    const began = performance.now();
    const busy = () => document.querySelector('[aria-busy=true], [data-coming], .wait')?.outerHTML.slice(0, 300) ?? '';
    // Colours change within 80 ms.
    const moves = () => performance.now() < began + 1000 && document.getAnimations().length > 0;
    const look = () => {
      if (!busy() && !moves()) requestAnimationFrame(() => setTimeout(() => done('')));
      else if (performance.now() > began + 30000) done(busy());
      else requestAnimationFrame(look);
    };
    document.fonts.ready.then(look)";
/// What differs from run to run, in a picture of it: the folder of the test, the time of day.
const STABLE: &str = "const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const same = node.data.replaceAll(arguments[0], '/home/cfo').replace(/^Saved \\d\\d:\\d\\d$/, 'Saved 14:02').replace(/^\\d+ \\w{3} \\d{4}, \\d\\d:\\d\\d$/, '14 Oct 2026, 14:02');
      if (same !== node.data) node.data = same;
    }";

#[test]
fn every_screen_is_accessible_in_light_and_dark() {
    let app = App::start(&[]);
    app.page.sees("Recent projects");
    shown(&app, "start");
    app.page.click("Open the sample");
    app.page.sees("ARR bridge");
    app.each_step(|step| shown(&app, step));
    app.step("Metrics");
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("together");
    shown(&app, "behind");
    app.page.press(&["Escape"]);
    app.step("Negotiations");
    app.page.click("R-001");
    app.page.sees("R-001 · Birch Bakeries");
    shown(&app, "request");
}

#[test]
fn palette_find_bar_and_shortcuts_are_accessible_in_light_and_dark() {
    let app = App::sample();
    app.page.press(&["Control", "f"]);
    app.page.types(".find input", "churn");
    app.page.press(&["Enter"]);
    app.page.sees("1 of");
    shown(&app, "find");
    app.page.press(&["Escape"]);
    app.page.press(&["Control", "k"]);
    app.page.types("dialog input", "churn");
    app.page.sees("Churn:");
    shown(&app, "palette");
    app.page.types("dialog input", "x no such thing");
    app.page.sees("Nothing is called so");
    shown(&app, "palette-nothing");
    app.page.press(&["Escape"]);
    app.page.press(&["F1"]);
    app.page.sees("Keyboard shortcuts");
    shown(&app, "shortcuts");
}

/// The reasons behind a figure are read whole beside its amounts (1360 px wide).
#[test]
fn what_is_behind_a_figure_is_read_without_scrolling_aside() {
    let app = App::sample();
    app.page.click_css("tr.highlight button.figure");
    app.page.sees("together");
    settled(&app);
    let wide = "const all = [...document.querySelectorAll('.drawer, .drawer *')].filter((e) => e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX));
        return all.map((e) => e.outerHTML.slice(0, 80) + ' ' + e.scrollWidth + ' of ' + e.clientWidth).join('|')";
    assert_eq!(app.page.asks(wide), "");
    keep(&app, "behind-whole");
}

/// Keeps the picture of the screen as it stands where one is wanted, and checks it by axe and for its focus, each
/// in the dark and in the light, and that nothing of it is lost at twice its size.
pub fn shown(app: &App, name: &str) {
    for theme in THEMES {
        app.paint(theme);
        settled(app);
        keep(app, &format!("{name}-{theme}"));
        access::check(app, &format!("{name}, {theme}"));
    }
    // The focus goes everywhere, and with it what is scrolled.
    focus::check(app, &format!("{name}, light"));
    app.paint("dark");
    focus::check(app, &format!("{name}, dark"));
    app.paint("light");
    focus::check_whole(app, name);
    settled(app);
}

/// Waits until all that is asked for stands painted.
pub fn settled(app: &App) {
    let busy = app.page.run_async(SETTLED, &[]);
    assert_eq!(busy, "", "still busy");
}

pub fn keep(app: &App, name: &str) {
    let Some(folder) = std::env::var_os("HOLDFAST_PICTURES") else {
        return;
    };
    let home = app.desktop.home.path().display().to_string();
    app.page.run(STABLE, &[home.into()]);
    let picture = Path::new(&folder).join(format!("{name}.png"));
    std::fs::write(picture, app.page.picture()).unwrap();
}
