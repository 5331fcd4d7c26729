//! The native menu. Each item is an action of the page (`ui/src/lib/actions.ts`), named by its id;
//! keys which a text field needs for itself are left to the page.

use std::sync::{Mutex, PoisonError};
use tauri::menu::{Menu, MenuBuilder, MenuItem, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Manager, Wry};

/// Id, words, keys (none: not shown), and a line before it.
type Item = (&'static str, &'static str, &'static str, bool);

const FILE: [Item; 9] = [
    ("new", "New Project…", "CmdOrCtrl+N", false),
    ("open", "Open…", "CmdOrCtrl+O", false),
    ("import", "Import…", "CmdOrCtrl+I", true),
    ("copy", "Save a Copy…", "CmdOrCtrl+S", false),
    ("export", "Export PDF and XLSX…", "CmdOrCtrl+E", true),
    ("export-xlsx", "Export XLSX…", "CmdOrCtrl+Shift+E", false),
    ("page-setup", "Page Setup…", "", false),
    ("close", "Close Project", "CmdOrCtrl+W", true),
    ("quit", "Quit", "CmdOrCtrl+Q", false),
];
const EDIT: [Item; 9] = [
    ("undo", "Undo", "", false),
    ("redo", "Redo", "", false),
    ("edit-cut", "Cut", "", true),
    ("edit-copy", "Copy", "", false),
    ("edit-paste", "Paste", "", false),
    ("edit-all", "Select All", "", false),
    ("find", "Find…", "", true),
    ("find-next", "Find Next", "", false),
    ("palette", "Find Anything…", "CmdOrCtrl+K", false),
];
const VIEW: [Item; 6] = [
    ("zoom-in", "Zoom In", "", false),
    ("zoom-out", "Zoom Out", "", false),
    ("zoom-reset", "Actual Size", "CmdOrCtrl+0", false),
    ("light", "Light", "", true),
    ("dark", "Dark", "", false),
    ("system", "As the System", "", false),
];
const UNIT: [Item; 4] = [
    ("unit-auto", "By Size", "", false),
    ("unit-units", "1", "", false),
    ("unit-thousands", "Thousands", "", false),
    ("unit-millions", "Millions", "", false),
];
const FIGURES: [Item; 5] = [
    ("figures-system", "As the System", "", false),
    ("figures-point", "1,234.5", "", false),
    ("figures-comma", "1.234,5", "", false),
    ("figures-space", "1 234,5", "", false),
    ("figures-apostrophe", "1\u{2019}234.5", "", false),
];
const DAYS: [Item; 6] = [
    ("days-system", "As the System", "", false),
    ("days-words", "30 Sep 2026", "", false),
    ("days-dots", "30.09.2026", "", false),
    ("days-day-first", "30/09/2026", "", false),
    ("days-month-first", "09/30/2026", "", false),
    ("days-iso", "2026-09-30", "", false),
];
const GO: [Item; 7] = [
    ("go-data", "Data", "CmdOrCtrl+1", false),
    ("go-map", "Map", "CmdOrCtrl+2", false),
    ("go-issues", "Issues", "CmdOrCtrl+3", false),
    ("go-metrics", "Metrics", "CmdOrCtrl+4", false),
    ("go-negotiations", "Negotiations", "CmdOrCtrl+5", false),
    ("go-pack", "Pack", "CmdOrCtrl+6", false),
    ("go-export", "Export", "CmdOrCtrl+7", false),
];
const DATA: [Item; 7] = [
    ("import", "Re-import…", "", false),
    ("add", "Add Files…", "", false),
    ("compare", "Compare with the Last Pack", "", false),
    ("log", "Add a Negotiation Log…", "", true),
    ("plan", "Add Plan Figures…", "", false),
    ("rates", "Add Exchange Rates…", "", false),
    ("customers", "Add Renames and Mergers…", "", false),
];
const HELP: [Item; 3] = [
    ("shortcuts", "Keyboard Shortcuts", "F1", false),
    ("sample", "Open the Sample", "", false),
    ("logs", "Logs Folder", "", false),
];

/// Menus within a menu, before the item named.
type Nested = (&'static str, &'static str, &'static [Item]);
const NESTED: [Nested; 3] = [
    ("light", "Unit of Money", &UNIT),
    ("light", "Figures", &FIGURES),
    ("light", "Dates", &DAYS),
];

/// The submenu of recent projects, and what it lists.
pub struct RecentMenu {
    menu: Submenu<Wry>,
    listed: Mutex<Vec<RecentItem>>,
}

/// A recent project: its number, its title, whether its file is missing.
pub type RecentItem = (u32, String, bool);

/// The whole menu.
pub fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let menus: [(&str, &[Item]); 6] = [
        ("File", &FILE),
        ("Edit", &EDIT),
        ("View", &VIEW),
        ("Go", &GO),
        ("Data", &DATA),
        ("Help", &HELP),
    ];
    let recents = SubmenuBuilder::with_id(app, "recents", "Open Recent").build()?;
    recents.set_enabled(false)?;
    let mut builder = MenuBuilder::new(app);
    for (name, items) in menus {
        builder = builder.item(&submenu(app, name, items, &recents)?);
    }
    app.manage(RecentMenu {
        menu: recents,
        listed: Mutex::default(),
    });
    builder.build()
}

fn submenu(
    app: &AppHandle,
    name: &str,
    items: &[Item],
    recents: &Submenu<Wry>,
) -> tauri::Result<Submenu<Wry>> {
    let mut builder = SubmenuBuilder::new(app, name);
    for item in items {
        if item.3 {
            builder = builder.separator();
        }
        for (_, name, items) in NESTED.iter().filter(|n| n.0 == item.0) {
            builder = builder.item(&submenu(app, name, items, recents)?);
        }
        builder = builder.item(&entry(app, item)?);
        if item.0 == "open" {
            builder = builder.item(recents);
        }
    }
    builder.build()
}

/// Lists the recent projects; a file that is missing is greyed, the start screen offers to locate it.
pub fn list_recents(app: &AppHandle, recents: Vec<RecentItem>) -> tauri::Result<()> {
    let Some(state) = app.try_state::<RecentMenu>() else {
        return Ok(());
    };
    let mut listed = state.listed.lock().unwrap_or_else(PoisonError::into_inner);
    if *listed == recents {
        return Ok(());
    }
    for item in state.menu.items()? {
        state.menu.remove(&item)?;
    }
    for (id, title, missing) in &recents {
        // A single & would mark the letter after it.
        let title = title.replace('&', "&&");
        let words = match missing {
            true => format!("{title} (not found)"),
            false => title,
        };
        let item = MenuItemBuilder::with_id(format!("recent-{id}"), words);
        state.menu.append(&item.enabled(!missing).build(app)?)?;
    }
    state.menu.set_enabled(!recents.is_empty())?;
    *listed = recents;
    Ok(())
}

fn entry(app: &AppHandle, (id, words, keys, _): &Item) -> tauri::Result<MenuItem<Wry>> {
    let builder = MenuItemBuilder::with_id(*id, *words);
    match *keys {
        "" => builder.build(app),
        keys => builder.accelerator(keys).build(app),
    }
}

/// Hands a chosen item to the page.
pub fn chosen(app: &AppHandle, id: &str) {
    match id {
        "quit" => app.exit(0),
        id => {
            // A page that is gone has nothing to do.
            let _ = app.emit("menu", id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_an_action_of_the_page() {
        let actions = include_str!("../../ui/src/lib/actions.ts");
        let items = FILE
            .iter()
            .chain(&EDIT)
            .chain(&VIEW)
            .chain(&GO)
            .chain(&DATA)
            .chain(&HELP)
            .chain(&UNIT)
            .chain(&FIGURES)
            .chain(&DAYS);
        for (id, ..) in items.filter(|i| i.0 != "quit" && !i.0.starts_with("go-")) {
            assert!(actions.contains(&format!("id: \"{id}\"")), "{id}");
        }
    }
}
