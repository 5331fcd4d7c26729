//! The native menu. Each item is an action of the page (`ui/src/lib/actions.ts`), named by its id;
//! keys which a text field needs for itself are left to the page.

use tauri::menu::{Menu, MenuBuilder, MenuItem, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Runtime};

/// Id, words, keys (none: not shown), and a line before it.
type Item = (&'static str, &'static str, &'static str, bool);

const FILE: [Item; 9] = [
    ("new", "New Project…", "CmdOrCtrl+N", false),
    ("open", "Open…", "CmdOrCtrl+O", false),
    ("sample", "Open the Sample", "", false),
    ("copy", "Save a Copy…", "CmdOrCtrl+S", true),
    ("export", "Export PDF and XLSX…", "CmdOrCtrl+E", true),
    ("export-xlsx", "Export XLSX…", "CmdOrCtrl+Shift+E", false),
    ("page-setup", "Page Setup…", "", false),
    ("close", "Close Project", "CmdOrCtrl+W", true),
    ("quit", "Quit", "CmdOrCtrl+Q", false),
];
const EDIT: [Item; 3] = [
    ("undo", "Undo", "", false),
    ("redo", "Redo", "", false),
    ("palette", "Find…", "CmdOrCtrl+K", true),
];
const VIEW: [Item; 6] = [
    ("zoom-in", "Zoom In", "", false),
    ("zoom-out", "Zoom Out", "", false),
    ("zoom-reset", "Actual Size", "CmdOrCtrl+0", false),
    ("light", "Light", "", true),
    ("dark", "Dark", "", false),
    ("system", "As the System", "", false),
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
const DATA: [Item; 6] = [
    ("import", "Import the New Export…", "CmdOrCtrl+I", false),
    ("add", "Add Files…", "", false),
    ("log", "Add a Negotiation Log…", "", true),
    ("plan", "Add Plan Figures…", "", false),
    ("rates", "Add Exchange Rates…", "", false),
    ("customers", "Add Renames and Mergers…", "", false),
];
const HELP: [Item; 2] = [
    ("shortcuts", "Keyboard Shortcuts", "F1", false),
    ("logs", "Logs Folder", "", false),
];

/// The whole menu.
pub fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let menus: [(&str, &[Item]); 6] = [
        ("File", &FILE),
        ("Edit", &EDIT),
        ("View", &VIEW),
        ("Go", &GO),
        ("Data", &DATA),
        ("Help", &HELP),
    ];
    let mut builder = MenuBuilder::new(app);
    for (name, items) in menus {
        builder = builder.item(&submenu(app, name, items)?);
    }
    builder.build()
}

fn submenu<R: Runtime>(
    app: &AppHandle<R>,
    name: &str,
    items: &[Item],
) -> tauri::Result<Submenu<R>> {
    let mut builder = SubmenuBuilder::new(app, name);
    for item in items {
        if item.3 {
            builder = builder.separator();
        }
        builder = builder.item(&entry(app, item)?);
    }
    builder.build()
}

fn entry<R: Runtime>(
    app: &AppHandle<R>,
    (id, words, keys, _): &Item,
) -> tauri::Result<MenuItem<R>> {
    let builder = MenuItemBuilder::with_id(*id, *words);
    match *keys {
        "" => builder.build(app),
        keys => builder.accelerator(keys).build(app),
    }
}

/// Hands a chosen item to the page.
pub fn chosen<R: Runtime>(app: &AppHandle<R>, id: &str) {
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
            .chain(&HELP);
        for (id, ..) in items.filter(|i| i.0 != "quit" && !i.0.starts_with("go-")) {
            assert!(actions.contains(&format!("id: \"{id}\"")), "{id}");
        }
    }
}
