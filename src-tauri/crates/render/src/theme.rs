//! Colours, type sizes and the marks of each scenario and movement (pack.md 3.2 and 4). Nothing else
//! in this crate names a colour.

use crate::fonts::Face;
use crate::geometry::Bounds;
use crate::shapes::{Rgb, Shape, Stroke, hatch};
use holdfast_pack::model::{Ink, Tone};

/// Text.
pub const TEXT: Rgb = Rgb::hex(0x001F_2933);
/// Second text: captions, notes.
pub const TEXT2: Rgb = Rgb::hex(0x0052_606D);
/// Muted text and marks inside the materiality band.
pub const MUTED: Rgb = Rgb::hex(0x006B_7785);
/// Actual.
pub const ACTUAL: Rgb = Rgb::hex(0x002F_3B45);
/// Prior year.
pub const PRIOR: Rgb = Rgb::hex(0x0094_9494);
/// New logo.
pub const NEW: Rgb = Rgb::hex(0x004A_97CF);
/// Expansion, and good.
pub const GOOD: Rgb = Rgb::hex(0x0000_588C);
/// Downsell, and bad as a mark.
pub const BAD: Rgb = Rgb::hex(0x00D9_730D);
/// Bad as text.
pub const BAD_TEXT: Rgb = Rgb::hex(0x00A8_4300);
/// Churn.
pub const CHURN: Rgb = Rgb::hex(0x008C_2D04);
/// A check that holds.
pub const OK: Rgb = Rgb::hex(0x001D_6F42);
/// A warning.
pub const WARN: Rgb = Rgb::hex(0x008A_5A00);
/// A check that fails.
pub const FAIL: Rgb = Rgb::hex(0x00A4_262C);
/// Tint of the highlighted row and of the guardrail band.
pub const TINT: Rgb = Rgb::hex(0x00FB_E3CC);
/// Grid lines.
pub const GRID: Rgb = Rgb::hex(0x00D9_DEE3);
/// The area between NRR and GRR.
pub const GAP: Rgb = Rgb::hex(0x00DC_EAF5);
/// Paper.
pub const WHITE: Rgb = Rgb::hex(0x00FF_FFFF);
/// Outline of the watermark's letters.
pub const WATERMARK: Rgb = Rgb::hex(0x00C9_D0D7);

/// Sequential ramp from 70 to 100 % (C8, GRR).
pub const SEQUENTIAL: [Rgb; 5] = [WHITE, GAP, Rgb::hex(0x00A9_CCE6), NEW, GOOD];
/// Ramp of the heat map, from no downsell to the highest rate of the map (S-3).
pub const HEAT: [Rgb; 4] = [WHITE, TINT, Rgb::hex(0x00F3_B377), BAD];
/// Diverging ramp around 100 % (C8, NRR) with the value of each colour in percent.
pub const DIVERGING: [(f64, Rgb); 9] = [
    (0.70, CHURN),
    (0.80, BAD),
    (0.90, Rgb::hex(0x00F3_B377)),
    (0.97, TINT),
    (1.00, WHITE),
    (1.03, GAP),
    (1.10, Rgb::hex(0x00A9_CCE6)),
    (1.20, NEW),
    (1.30, GOOD),
];

/// A way to set text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Style {
    /// Face.
    pub face: Face,
    /// Size in points, at least [`SMALLEST`].
    pub size: f64,
    /// Colour.
    pub color: Rgb,
}

impl Style {
    /// Regular.
    pub const fn regular(size: f64, color: Rgb) -> Self {
        Self {
            face: Face::Regular,
            size,
            color,
        }
    }

    /// Semibold.
    pub const fn bold(size: f64, color: Rgb) -> Self {
        Self {
            face: Face::SemiBold,
            size,
            color,
        }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn colored(self, color: Rgb) -> Self {
        Self { color, ..self }
    }

    /// The same in another size.
    #[must_use]
    pub const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }
}

/// Body text and table figures.
pub const BODY: Style = Style::regular(9.5, TEXT);
/// Totals.
pub const BODY_BOLD: Style = Style::bold(9.5, TEXT);
/// Captions of columns and axes.
pub const CAPTION: Style = Style::regular(8.5, TEXT2);
/// Heading above a block.
pub const HEADING: Style = Style::bold(10.0, TEXT);
/// Main label of a mark.
pub const LABEL: Style = Style::bold(11.0, TEXT);
/// Label of a part.
pub const PART: Style = Style::regular(9.5, TEXT);
/// Notes under the page.
pub const NOTE: Style = Style::regular(8.0, TEXT2);
/// The smallest type on any page.
pub const SMALLEST: f64 = 8.0;

/// Baseline of charts.
pub fn baseline() -> Stroke {
    Stroke::solid(TEXT, 0.9)
}

/// Rule of tables.
pub fn rule() -> Stroke {
    Stroke::solid(TEXT, 0.9)
}

/// Colour of text in a tone.
pub const fn tone_text(tone: Tone) -> Rgb {
    match tone {
        Tone::Plain => TEXT,
        Tone::Muted => MUTED,
        Tone::Good => GOOD,
        Tone::Bad => BAD_TEXT,
        Tone::Ok => OK,
        Tone::Warn => WARN,
        Tone::Fail => FAIL,
    }
}

/// Colour of a mark in a tone.
pub const fn tone_mark(tone: Tone) -> Rgb {
    match tone {
        Tone::Bad => BAD,
        Tone::Plain | Tone::Muted => MUTED,
        other => tone_text(other),
    }
}

/// Colour of a line or dot.
pub const fn ink_color(ink: Ink) -> Rgb {
    match ink {
        Ink::Actual | Ink::Plan | Ink::Forecast => ACTUAL,
        Ink::PriorYear => PRIOR,
        Ink::New | Ink::Reactivation => NEW,
        Ink::Expansion | Ink::Good => GOOD,
        Ink::Downsell | Ink::StepDown | Ink::Bad => BAD,
        Ink::Churn => CHURN,
        Ink::DataQuality => FAIL,
        Ink::Paused | Ink::Fx | Ink::Transfer | Ink::Muted => MUTED,
    }
}

/// Colour of text that belongs to a mark: the mark's own where it reads on white, else a darker one.
pub const fn ink_text(ink: Ink) -> Rgb {
    match ink {
        Ink::Downsell | Ink::StepDown | Ink::Bad => BAD_TEXT,
        Ink::PriorYear => TEXT2,
        Ink::New | Ink::Reactivation => TEXT,
        other => ink_color(other),
    }
}

/// Whether bars of this ink carry a hatch.
pub const fn is_hatched(ink: Ink) -> bool {
    matches!(
        ink,
        Ink::Forecast | Ink::DataQuality | Ink::Reactivation | Ink::StepDown
    )
}

/// Colour of text inside a solid mark: white where that reads, dark elsewhere (pack.md 3.2, labels).
pub fn inside(ink: Ink) -> Rgb {
    match ink {
        Ink::Actual
        | Ink::Expansion
        | Ink::Churn
        | Ink::Good
        | Ink::Paused
        | Ink::Fx
        | Ink::Muted => WHITE,
        _ => TEXT,
    }
}

/// Colour of text on a colour of the cohort ramps: white on the two end colours only.
pub fn on_ramp(ground: Rgb) -> Rgb {
    if ground == GOOD || ground == CHURN {
        WHITE
    } else {
        TEXT
    }
}

/// A bar in an ink: solid, outlined (plan) or hatched (forecast, reactivation, step-down, data quality).
pub fn bar(bounds: Bounds, ink: Ink) -> Vec<Shape> {
    let color = ink_color(ink);
    match ink {
        Ink::Plan | Ink::Transfer => vec![Shape::outline(bounds, WHITE, Stroke::solid(color, 1.0))],
        Ink::Forecast | Ink::DataQuality => hatched_outline(bounds, color),
        Ink::Reactivation | Ink::StepDown => {
            let mut shapes = vec![Shape::rect(bounds, color)];
            shapes.extend(hatch(bounds, WHITE, 0.8, 4.0));
            shapes
        }
        _ => vec![Shape::rect(bounds, color)],
    }
}

/// A white bar with hatch and outline.
pub fn hatched_outline(bounds: Bounds, color: Rgb) -> Vec<Shape> {
    let mut shapes = vec![Shape::rect(bounds, WHITE)];
    shapes.extend(hatch(bounds, color, 0.8, 4.0));
    shapes.push(Shape::Path {
        points: bounds.inset(0.4, 0.4, 0.4, 0.4).corners(),
        closed: true,
        fill: None,
        stroke: Some(Stroke::solid(color, 0.8)),
    });
    shapes
}
