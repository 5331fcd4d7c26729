//! What a user does, from the start to the files on disk.

use crate::access;
use crate::app::App;

#[test]
fn the_start_screen_says_what_to_do() {
    let app = App::start(&[]);
    app.page.sees("Drop an ARR or MRR export here");
    app.page.sees("nothing leaves this computer");
    access::check(&app, "start");
    if let Some(folder) = std::env::var_os("HOLDFAST_PICTURES") {
        std::fs::write(std::path::Path::new(&folder).join("start.png"), app.page.picture()).unwrap();
    }
}
