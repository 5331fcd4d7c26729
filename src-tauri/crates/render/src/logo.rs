//! The company's logo at the top right of every page.

use crate::geometry::Bounds;
use holdfast_pack::brand::Logo;
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

/// Largest space of a logo in points.
const WIDEST: f64 = 110.0;
const HIGHEST: f64 = 18.0;
/// Its bottom edge: a little under the baseline of the banner left of it.
const BOTTOM: f64 = 35.0;

/// A logo at its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed {
    /// Where.
    pub area: Bounds,
    /// What.
    pub logo: Logo,
}

/// The place of a logo whose right edge is at `right`.
pub fn place(logo: &Logo, right: f64) -> Placed {
    let (width, height) = logo.size();
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (WIDEST / width).min(HIGHEST / height);
    let (wide, high) = (width * scale, height * scale);
    Placed {
        area: Bounds::new(right - wide, BOTTOM - high, right, BOTTOM),
        logo: logo.clone(),
    }
}

/// The picture's pixels, red, green and blue, on white. `None` where the file is damaged.
pub fn pixels(logo: &Logo) -> Option<Vec<u8>> {
    let picture = Pixmap::decode_png(logo.png()).ok()?;
    let on_white = |premultiplied: u8, alpha: u8| premultiplied.saturating_add(255 - alpha);
    let rgb = picture.pixels().iter().flat_map(|p| {
        let part = |v| on_white(v, p.alpha());
        [part(p.red()), part(p.green()), part(p.blue())]
    });
    Some(rgb.collect())
}

/// Draws a logo on a picture.
pub fn draw(placed: &Placed, onto: &mut Pixmap, scale: Transform) {
    let Ok(picture) = Pixmap::decode_png(placed.logo.png()) else {
        return;
    };
    let (width, height) = placed.logo.size();
    let (x, y) = (placed.area.left as f32, placed.area.top as f32);
    let to = scale.pre_translate(x, y).pre_scale(
        placed.area.width() as f32 / width as f32,
        placed.area.height() as f32 / height as f32,
    );
    let paint = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    onto.draw_pixmap(0, 0, picture.as_ref(), &paint, to, None);
}

/// Bytes as base64, for a picture inside an SVG.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place > chunk.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(super::base64(bytes.as_bytes()), text);
        }
    }
}
