//! The logo as one picture which every page shows, marked as page furniture.

use super::units::rectangle;
use crate::logo;
use crate::shapes::Sheet;
use lopdf::{Document, Error, Stream, dictionary};

/// Adds the logo of these pages.
pub fn add(file: &mut Document, sheets: &[Sheet]) -> Result<(), Error> {
    let Some(first) = sheets.iter().find_map(|s| s.logo.as_ref()) else {
        return Ok(());
    };
    let Some(pixels) = logo::pixels(&first.logo) else {
        return Ok(());
    };
    let (width, height) = first.logo.size();
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
    };
    let picture = file.add_object(Stream::new(dict, pixels));
    for (page, sheet) in file.get_pages().into_values().zip(sheets) {
        let Some(placed) = &sheet.logo else { continue };
        file.add_xobject(page, "Logo", picture)?;
        let [left, bottom, right, top] = rectangle(placed.area, sheet.height);
        let (wide, high) = (right - left, top - bottom);
        let content = format!(
            "/Artifact BMC\nq {wide:.2} 0 0 {high:.2} {left:.2} {bottom:.2} cm /Logo Do Q\nEMC\n"
        );
        file.add_page_contents(page, content.into_bytes())?;
    }
    Ok(())
}
