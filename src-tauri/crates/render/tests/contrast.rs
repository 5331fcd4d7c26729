//! Contrast of all text (4.5:1) and marks (3:1), measured from the theme; and classes that can be told
//! apart in grey.
#![allow(clippy::unwrap_used)]

use holdfast_pack::model::{Ink, Tone};
use holdfast_render::shapes::Rgb;
use holdfast_render::theme;

const TONES: [Tone; 7] = [
    Tone::Plain,
    Tone::Muted,
    Tone::Good,
    Tone::Bad,
    Tone::Ok,
    Tone::Warn,
    Tone::Fail,
];
const INKS: [Ink; 17] = [
    Ink::Actual,
    Ink::PriorYear,
    Ink::Plan,
    Ink::Forecast,
    Ink::New,
    Ink::Reactivation,
    Ink::Expansion,
    Ink::Downsell,
    Ink::StepDown,
    Ink::Paused,
    Ink::Churn,
    Ink::Fx,
    Ink::Transfer,
    Ink::DataQuality,
    Ink::Good,
    Ink::Bad,
    Ink::Muted,
];

fn luminance(Rgb(r, g, b): Rgb) -> f64 {
    let part = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.040_45 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_reads_on_paper() {
    for tone in TONES {
        assert!(
            contrast(theme::tone_text(tone), theme::WHITE) >= 4.5,
            "{tone:?}"
        );
    }
    for ink in INKS {
        assert!(
            contrast(theme::ink_text(ink), theme::WHITE) >= 4.5,
            "{ink:?}"
        );
    }
    assert!(contrast(theme::TEXT2, theme::WHITE) >= 4.5);
}

#[test]
fn text_reads_on_the_tinted_row() {
    for tone in [
        Tone::Plain,
        Tone::Good,
        Tone::Bad,
        Tone::Ok,
        Tone::Warn,
        Tone::Fail,
    ] {
        assert!(
            contrast(theme::tone_text(tone), theme::TINT) >= 4.5,
            "{tone:?}"
        );
    }
}

#[test]
fn marks_stand_out_from_paper() {
    for ink in INKS {
        assert!(
            contrast(theme::ink_color(ink), theme::WHITE) >= 3.0,
            "{ink:?}"
        );
    }
    for tone in TONES {
        assert!(
            contrast(theme::tone_mark(tone), theme::WHITE) >= 3.0,
            "{tone:?}"
        );
    }
}

#[test]
fn labels_read_inside_their_marks() {
    let outlined = [Ink::Plan, Ink::Transfer];
    for ink in INKS {
        let ground = if outlined.contains(&ink) || theme::is_hatched(ink) {
            theme::WHITE
        } else {
            theme::ink_color(ink)
        };
        assert!(contrast(theme::inside(ink), ground) >= 4.5, "{ink:?}");
    }
}

#[test]
fn cells_of_the_cohort_triangle_read() {
    for color in theme::SEQUENTIAL
        .iter()
        .chain(theme::DIVERGING.iter().map(|(_, c)| c))
        .chain(&theme::HEAT)
    {
        assert!(contrast(theme::on_ramp(*color), *color) >= 4.5, "{color:?}");
    }
}

/// Stacked neighbours differ in lightness, so a grey print still tells them apart; new and downsell do
/// not, and are never stacked (pack.md 4).
#[test]
fn classes_that_are_stacked_differ_in_grey() {
    let pairs = [
        (Ink::New, Ink::Expansion),
        (Ink::Downsell, Ink::Churn),
        (Ink::Expansion, Ink::Downsell),
        (Ink::Actual, Ink::PriorYear),
    ];
    for (a, b) in pairs {
        let ratio = contrast(theme::ink_color(a), theme::ink_color(b));
        assert!(ratio >= 2.2, "{a:?} and {b:?}: {ratio:.2}");
    }
}
