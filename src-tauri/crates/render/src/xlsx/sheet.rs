//! One sheet: cells, streamed rows, notes, links, conditional formats, print setup.

use super::chart;
use super::format::Formats;
use super::numbers::{float, serial};
use super::text::{looks_like_formula, printable};
use crate::RenderError;
use holdfast_pack::workbook::spec::{
    Cell, Condition, Formula, Outcome, Place, Role, Rule, Sheet, Shown, Style, Tab, Value, Workbook,
};
use rust_xlsxwriter as xl;
use xl::{Color, ConditionalFormatCell, ConditionalFormatCellRule, Worksheet};

/// Paper A4, landscape; prints on Letter just as well, because pages are fitted to width.
const A4: u8 = 9;

/// Writes a sheet, all but its streamed rows.
pub(super) fn write(
    page: &mut Worksheet,
    sheet: &Sheet<'_>,
    workbook: &Workbook<'_>,
) -> Result<(), RenderError> {
    page.set_name(sheet.name)?;
    // The engine caches 0 for a result that is empty; every formula here has a result, which may be "".
    page.set_formula_result_default("");
    set_columns(page, sheet)?;
    let mut formats = Formats::new(workbook.presentation);
    for ((row, column), cell) in &sheet.cells {
        put(page, &mut formats, *row, *column, &cell.value, cell.style)?;
        add_note(page, *row, *column, cell)?;
    }
    if let Some(body) = &sheet.body {
        leave_room(page, &mut formats, sheet, body.first)?;
    }
    for condition in &sheet.conditions {
        add_condition(page, condition)?;
    }
    for native in &sheet.charts {
        chart::insert(page, sheet.name, native)?;
    }
    add_lists(page, sheet)?;
    set_up(page, sheet, &workbook.pack_id)
}

fn set_columns(page: &mut Worksheet, sheet: &Sheet<'_>) -> Result<(), RenderError> {
    for (index, column) in sheet.columns.iter().enumerate() {
        let index = index as u16;
        page.set_column_width(index, column.width)?;
    }
    for (row, height) in &sheet.heights {
        page.set_row_height(*row, *height)?;
    }
    Ok(())
}

/// Leaves room for streamed rows: one sample row a kind of cell, whose formats the rows will carry.
fn leave_room(
    page: &mut Worksheet,
    formats: &mut Formats,
    sheet: &Sheet<'_>,
    first: u32,
) -> Result<(), RenderError> {
    for (at, column) in sheet.columns.iter().enumerate() {
        let own = column.style;
        let link = Style {
            role: Role::Link,
            ..own
        };
        let date = Style {
            shown: Shown::Date,
            ..own
        };
        let samples = [(own, false), (own, true), (link, false), (date, false)];
        let inner = at > 0 && own.shown == Shown::Text;
        for (row, (style, quoted)) in samples.into_iter().enumerate() {
            page.write_blank(
                first + row as u32,
                at as u16,
                formats.get(style, quoted, inner),
            )?;
        }
    }
    Ok(())
}

fn put(
    page: &mut Worksheet,
    formats: &mut Formats,
    row: u32,
    column: u16,
    value: &Value<'_>,
    style: Style,
) -> Result<(), RenderError> {
    let quoted = matches!(value, Value::Text(t) if looks_like_formula(&printable(t)));
    let format = formats.get(style, quoted, column > 0 && is_words(value));
    match value {
        Value::Blank => page.write_blank(row, column, format)?,
        Value::Text(text) => page.write_string_with_format(row, column, printable(text), format)?,
        Value::Number(number) => {
            page.write_number_with_format(row, column, float(*number), format)?
        }
        Value::Count(count) => page.write_number_with_format(row, column, *count, format)?,
        Value::Date(date) => page.write_number_with_format(row, column, serial(*date), format)?,
        Value::Formula(formula) if formula.array => page.write_array_formula_with_format(
            row,
            column,
            row,
            column,
            compiled(formula),
            format,
        )?,
        Value::Formula(formula) => {
            page.write_formula_with_format(row, column, compiled(formula), format)?
        }
        Value::Link(text, place) => {
            let url = xl::Url::new(target(place)).set_text(printable(text).as_ref());
            page.write_url_with_format(row, column, &url, format)?
        }
    };
    Ok(())
}

/// Whether a cell shows words rather than a figure.
fn is_words(value: &Value<'_>) -> bool {
    match value {
        Value::Text(_) | Value::Link(..) => true,
        Value::Formula(formula) => matches!(formula.result, Outcome::Text(_)),
        _ => false,
    }
}

/// `internal:'Sheet'!A1`.
fn target(place: &Place) -> String {
    let Place(sheet, row, column) = place;
    format!(
        "internal:'{sheet}'!{}",
        xl::utility::row_col_to_cell(*row, *column)
    )
}

/// A formula always carries its result: one without would show 0 until recalculated.
fn compiled(formula: &Formula) -> xl::Formula {
    let result = match &formula.result {
        Outcome::Number(number) => float(*number).to_string(),
        Outcome::Text(text) => printable(text).into_owned(),
        Outcome::NotAvailable => "#N/A".to_owned(),
    };
    xl::Formula::new(&formula.text).set_result(result)
}

fn add_note(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), RenderError> {
    let Some(text) = &cell.note else {
        return Ok(());
    };
    let lines = (text.chars().count() / 48 + text.matches('\n').count() + 2) as u32;
    let note = xl::Note::new(printable(text).as_ref())
        .add_author_prefix(false)
        .set_width(300)
        .set_height(16 * lines.min(20));
    page.insert_note(row, column, &note)?;
    Ok(())
}

fn add_condition(page: &mut Worksheet, condition: &Condition) -> Result<(), RenderError> {
    let (r0, c0, r1, c1) = condition.range;
    match &condition.rule {
        Rule::Steps(steps) => {
            // A cell not reached is empty, which a rule on figures takes for 0 (C-1).
            let blank = xl::ConditionalFormatBlank::new()
                .set_format(xl::Format::new())
                .set_stop_if_true(true);
            page.add_conditional_format(r0, c0, r1, c1, &blank)?;
            for (index, step) in steps.iter().enumerate().rev() {
                let text = if step.light { 0x00FF_FFFF } else { 0x001F_2933 };
                let format = xl::Format::new()
                    .set_background_color(Color::RGB(step.fill))
                    .set_font_color(Color::RGB(text));
                let from = if index == 0 {
                    -1e9
                } else {
                    f64::from(step.from) / 100.0
                };
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::GreaterThanOrEqualTo(from))
                    .set_format(format)
                    .set_stop_if_true(true);
                page.add_conditional_format(r0, c0, r1, c1, &rule)?;
            }
        }
        Rule::Fails(word) => {
            let format = xl::Format::new()
                .set_font_color(Color::RGB(0x00A4_262C))
                .set_bold();
            let rule = xl::ConditionalFormatText::new()
                .set_rule(xl::ConditionalFormatTextRule::Contains((*word).to_owned()))
                .set_format(format);
            page.add_conditional_format(r0, c0, r1, c1, &rule)?;
        }
        Rule::Errors => {
            let format = xl::Format::new().set_font_color(Color::RGB(0x006B_7785));
            let rule = xl::ConditionalFormatError::new().set_format(format);
            page.add_conditional_format(r0, c0, r1, c1, &rule)?;
        }
    }
    Ok(())
}

fn add_lists(page: &mut Worksheet, sheet: &Sheet<'_>) -> Result<(), RenderError> {
    for ((r0, c0, r1, c1), values) in &sheet.lists {
        let rule = xl::DataValidation::new().allow_list_strings(values)?;
        page.add_data_validation(*r0, *c0, *r1, *c1, &rule)?;
    }
    Ok(())
}

/// Print area, titles, fit to width, footer, frozen panes, tab colour (section 2.4). The footer names
/// the pack, never the day of printing.
fn set_up(page: &mut Worksheet, sheet: &Sheet<'_>, pack_id: &str) -> Result<(), RenderError> {
    let (last_row, last_column) = sheet.extent();
    page.set_landscape();
    page.set_paper_size(A4);
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    page.set_print_area(0, 0, last_row, last_column)?;
    page.set_repeat_rows(sheet.repeat.0, sheet.repeat.1)?;
    page.set_footer(format!(
        "&L&8Unaudited · pack {pack_id}&C&8&A&R&8page &P of &N"
    ));
    if !sheet.breaks.is_empty() {
        page.set_page_breaks(&sheet.breaks)?;
    }
    page.set_freeze_panes(sheet.freeze.0, sheet.freeze.1)?;
    page.set_screen_gridlines(false);
    page.set_tab_color(Color::RGB(tab_colour(sheet.tab)));
    if let Some((r0, c0, r1, c1)) = sheet.filter {
        page.autofilter(r0, c0, r1, c1)?;
    }
    Ok(())
}

fn tab_colour(tab: Tab) -> u32 {
    match tab {
        Tab::Front => 0x002F_3B45,
        Tab::Figures => 0x0000_588C,
        Tab::Negotiations => 0x00D9_730D,
        Tab::Detail => 0x0094_9494,
        Tab::Proof => 0x001D_6F42,
    }
}
