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

/// A colour in linear light.
fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.040_45 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// As somebody without green receptors sees it (Machado, Oliveira and Fernandes 2009, severity 100).
fn deuteranopia(color: Rgb) -> [f64; 3] {
    let rows = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];
    let from = linear(color);
    rows.map(|row| {
        row.iter()
            .zip(from)
            .map(|(k, v)| k * v)
            .sum::<f64>()
            .clamp(0.0, 1.0)
    })
}

/// As a grey print shows it.
fn grey(color: Rgb) -> [f64; 3] {
    [luminance(color); 3]
}

/// CIE L*a*b* (D65) of linear light.
fn lab(light: [f64; 3]) -> [f64; 3] {
    let to_xyz = [
        [0.412_4 / 0.950_47, 0.357_6 / 0.950_47, 0.180_5 / 0.950_47],
        [0.212_6, 0.715_2, 0.072_2],
        [0.019_3 / 1.088_83, 0.119_2 / 1.088_83, 0.950_5 / 1.088_83],
    ];
    let xyz = to_xyz.map(|row| row.iter().zip(light).map(|(k, v)| k * v).sum::<f64>());
    let [x, y, z] = xyz.map(|t| {
        if t > 0.008_856 {
            t.cbrt()
        } else {
            7.787 * t + 16.0 / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (lab(a), lab(b));
    a.iter()
        .zip(b)
        .map(|(p, q)| (p - q).powi(2))
        .sum::<f64>()
        .sqrt()
}

/// Classes whose colours meet somewhere in a pack.
const PAIRS: [(Ink, Ink); 7] = [
    (Ink::Expansion, Ink::Downsell),
    (Ink::Downsell, Ink::Churn),
    (Ink::New, Ink::Expansion),
    (Ink::Expansion, Ink::Churn),
    (Ink::Actual, Ink::PriorYear),
    (Ink::Good, Ink::Bad),
    (Ink::New, Ink::Downsell),
];

/// Issue 6, shows 4. A distance of 20 is told apart at a glance; 2 is the least that is seen at all.
#[test]
fn classes_stay_apart_without_green_receptors() {
    for (a, b) in PAIRS {
        let apart = distance(
            deuteranopia(theme::ink_color(a)),
            deuteranopia(theme::ink_color(b)),
        );
        assert!(apart >= 20.0, "{a:?} and {b:?}: {apart:.1}");
    }
}

/// In grey, classes whose lightness is alike need another mark: expansion points up and churn down, and
/// new is never beside downsell in a stack (pack.md 4).
#[test]
fn classes_stay_apart_in_grey_or_by_their_direction() {
    let by_direction = [(Ink::New, Ink::Downsell), (Ink::Expansion, Ink::Churn)];
    for (a, b) in PAIRS {
        let apart = distance(grey(theme::ink_color(a)), grey(theme::ink_color(b)));
        assert_eq!(
            apart < 20.0,
            by_direction.contains(&(a, b)),
            "{a:?} and {b:?}: {apart:.1}"
        );
    }
}
