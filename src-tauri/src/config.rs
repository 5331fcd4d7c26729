//! Small files in the user's configuration folder: what was opened before, how the window looks.

use crate::view::failure::FailureView;
use holdfast_workspace::atomic;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// Reads a file; a missing or damaged one is as good as none, not a failure.
pub fn load<T: DeserializeOwned + Default>(folder: &Path, file: &str) -> T {
    fs::read(folder.join(file))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Writes a file, whole or not at all.
pub fn save<T: Serialize>(folder: &Path, file: &str, value: &T) -> Result<(), FailureView> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| {
        FailureView::new(
            "config-unwritten",
            format!("{file} can't be saved: {error}."),
            "The project itself is not affected.",
        )
    })?;
    Ok(atomic::write_file(&folder.join(file), &bytes, true)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::start::Preferences;

    #[test]
    fn what_is_kept_comes_back_and_damage_is_as_good_as_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new");
        let dark = Preferences {
            theme: "dark".into(),
            ..Preferences::default()
        };
        save(&folder, "a.json", &dark).unwrap();
        assert_eq!(load::<Preferences>(&folder, "a.json"), dark);
        fs::write(folder.join("a.json"), "{").unwrap();
        assert_eq!(
            load::<Preferences>(&folder, "a.json"),
            Preferences::default()
        );
    }
}
