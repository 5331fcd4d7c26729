//! Styles to cell formats: fonts, colours, number formats, borders (section 2.4).

use holdfast_pack::workbook::spec::{Look, Role, Shown, Style};
use rust_xlsxwriter as xl;
use std::collections::HashMap;
use xl::{Color, Format, FormatAlign, FormatBorder};

/// Inputs.
const BLUE: u32 = 0x0000_00FF;
/// Formulas over other sheets.
const GREEN: u32 = 0x0000_703C;
const TEXT: u32 = 0x001F_2933;
const MUTED: u32 = 0x0052_606D;
const LINK: u32 = 0x0000_588C;
const RULE: u32 = 0x002F_3B45;
const TINT: u32 = 0x00FB_E3CC;
const BAND: u32 = 0x00EE_F1F4;

/// The format of every cell which has no other.
pub(super) fn base() -> Format {
    Format::new().set_font_name("Calibri").set_font_size(10)
}

/// Formats made so far, by style and quote prefix.
pub(super) struct Formats {
    made: HashMap<(Style, bool, bool), Format>,
    presentation: bool,
}

impl Formats {
    /// None yet; in a presentation copy inputs and formulas look alike.
    pub(super) fn new(presentation: bool) -> Formats {
        Formats {
            made: HashMap::new(),
            presentation,
        }
    }

    /// The format of a style; `quoted` marks text which must never become a formula, `inner` text which
    /// stands right of another column and is kept off its figures.
    pub(super) fn get(&mut self, style: Style, quoted: bool, inner: bool) -> &Format {
        let style = match style.role {
            Role::Input | Role::Local | Role::Remote if self.presentation => Style {
                role: Role::Plain,
                ..style
            },
            _ => style,
        };
        self.made.entry((style, quoted, inner)).or_insert_with(|| {
            let mut format = of(style);
            if inner && matches!(style.shown, Shown::Text | Shown::Plain) {
                format = format.set_indent(1);
            }
            if quoted {
                format.set_quote_prefix()
            } else {
                format
            }
        })
    }
}

/// The format of a style.
pub(super) fn of(style: Style) -> Format {
    let format = with_role(base(), style.role);
    let format = match number_format(style.shown) {
        Some(code) => with_alignment(format.set_num_format(code), style),
        None => format.set_align(FormatAlign::VerticalCenter),
    };
    with_look(format, style.look)
}

fn with_role(format: Format, role: Role) -> Format {
    match role {
        Role::Plain => format.set_font_color(Color::RGB(TEXT)),
        Role::Muted => format.set_font_color(Color::RGB(MUTED)),
        Role::Input => format.set_font_color(Color::RGB(BLUE)),
        Role::Local => format.set_font_color(Color::Black),
        Role::Remote => format.set_font_color(Color::RGB(GREEN)),
        Role::Link => format
            .set_font_color(Color::RGB(LINK))
            .set_underline(xl::FormatUnderline::Single),
        Role::Header => format
            .set_bold()
            .set_font_color(Color::RGB(TEXT))
            .set_background_color(Color::RGB(BAND))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(RULE))
            .set_text_wrap(),
        Role::Title => format
            .set_bold()
            .set_font_size(14)
            .set_font_color(Color::RGB(TEXT)),
    }
}

fn with_alignment(format: Format, style: Style) -> Format {
    match style.shown {
        Shown::Text | Shown::Plain => format.set_align(FormatAlign::Left),
        _ => format.set_align(FormatAlign::Right),
    }
    .set_align(FormatAlign::VerticalCenter)
}

fn with_look(format: Format, look: Look) -> Format {
    match look {
        Look::Normal => format,
        Look::Total => format
            .set_bold()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(Color::RGB(RULE)),
        Look::Highlight => format.set_background_color(Color::RGB(TINT)),
        Look::Sub => format.set_indent(1),
        Look::Section => format.set_bold(),
        Look::Wrapped => format.set_text_wrap(),
        Look::Small => format.set_font_size(9),
    }
}

/// The number format code; `None` leaves the cell general.
pub(super) fn number_format(shown: Shown) -> Option<&'static str> {
    Some(match shown {
        Shown::Plain => return None,
        Shown::Text => "@",
        Shown::Money => "#,##0;-#,##0;\"–\"",
        Shown::Cents => "#,##0.00;-#,##0.00;\"–\"",
        Shown::Change => "+#,##0;-#,##0;\"–\"",
        Shown::Percent => "0.0%",
        Shown::WholePercent => "0%",
        Shown::PercentChange => "+0.0%;-0.0%;0.0%",
        Shown::Points => "+0.0;-0.0;0.0",
        Shown::Count => "#,##0",
        Shown::CountChange => "+#,##0;-#,##0;0",
        Shown::Exact => "#,##0.00####;-#,##0.00####;0",
        Shown::Multiple => "0.0\"x\"",
        Shown::Tenths => "#,##0.0",
        Shown::Date => "yyyy-mm-dd",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presentation_copy_tells_no_inputs_from_formulas() {
        let style = |role| Style {
            role,
            shown: Shown::Money,
            look: Look::Total,
        };
        let (mut shown, mut audited) = (Formats::new(true), Formats::new(false));
        let plain = of(style(Role::Plain));
        for role in [Role::Input, Role::Local, Role::Remote] {
            assert_eq!(*shown.get(style(role), false, false), plain, "{role:?}");
            assert_ne!(*audited.get(style(role), false, false), plain, "{role:?}");
        }
        let link = style(Role::Link);
        assert_eq!(*shown.get(link, false, false), of(link));
    }

    #[test]
    fn text_keeps_off_the_figures_left_of_it() {
        let mut formats = Formats::new(false);
        let style = |shown| Style {
            role: Role::Plain,
            shown,
            look: Look::Normal,
        };
        let text = style(Shown::Plain);
        assert_ne!(formats.get(text, false, true).clone(), of(text));
        assert_eq!(formats.get(text, false, false).clone(), of(text));
        let money = style(Shown::Money);
        assert_eq!(formats.get(money, false, true).clone(), of(money));
    }
}
