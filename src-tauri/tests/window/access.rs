//! Every screen by the rules of WCAG, checked by axe inside the real web view.

use crate::app::App;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Complains of every violation that axe finds serious or worse on the page as it stands.
pub fn check(app: &App, screen: &str) {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    let script = fs::read_to_string(axe).expect("axe-core: run `npm ci` in ui/");
    app.page.run(&script, &[]);
    let result = app.page.run_async(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'] }).then(
           (r) => done(r.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
             .map((v) => v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join(' | '))),
           (e) => done(['axe failed: ' + e]))",
        &[],
    );
    let found: Vec<&str> = result
        .as_array()
        .map(|a| a.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    assert!(found.is_empty(), "{screen}:\n{}", found.join("\n"));
}
