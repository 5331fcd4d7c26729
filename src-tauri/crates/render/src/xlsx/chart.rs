//! Native Excel charts over the sheet's own cells: the bridge as stacked columns on an invisible base
//! (real waterfalls are not in the file format this engine writes), trends as lines and columns.

use super::format::number_format;
use super::numbers::float;
use crate::RenderError;
use holdfast_pack::workbook::spec::{ChartKind, Labels, NativeChart, NativeSeries, Range};
use rust_xlsxwriter as xl;
use xl::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartPoint, ChartSolidFill, ChartType, Color, Worksheet,
};

pub(super) fn insert(
    page: &mut Worksheet,
    sheet: &str,
    native: &NativeChart,
) -> Result<(), RenderError> {
    let (columns, lines) = match native.kind {
        ChartKind::Stacked | ChartKind::Bridge => (native.series.as_slice(), [].as_slice()),
        ChartKind::Lines => ([].as_slice(), native.series.as_slice()),
    };
    let mut line_chart = Chart::new(ChartType::Line);
    for series in lines {
        add_series(&mut line_chart, sheet, native, series, true);
    }
    let mut chart = if columns.is_empty() {
        line_chart
    } else {
        let mut chart = Chart::new(ChartType::ColumnStacked);
        for series in columns {
            add_series(&mut chart, sheet, native, series, false);
        }
        if !lines.is_empty() {
            chart.combine(&line_chart);
        }
        chart
    };
    set_frame(&mut chart, native);
    page.insert_chart(native.at.0, native.at.1, &chart)?;
    Ok(())
}

fn add_series(
    chart: &mut Chart,
    sheet: &str,
    native: &NativeChart,
    series: &NativeSeries,
    line: bool,
) {
    let at = |range: Range| (sheet, range.0, range.1, range.2, range.3);
    let drawn = chart
        .add_series()
        .set_name(series.name.as_str())
        .set_categories(at(series.categories))
        .set_values(at(series.values));
    if !line {
        drawn.set_gap(60).set_overlap(100);
    }
    drawn.set_format(&mut look(line, series.colour));
    if !series.points.is_empty() {
        let points: Vec<ChartPoint> = series.points.iter().map(|c| point(*c)).collect();
        drawn.set_points(&points);
    }
    match &series.labels {
        Labels::None => {}
        Labels::Values => {
            drawn.set_data_label(&label(native, line));
        }
        Labels::Within => {
            let mut font = small();
            font.set_color(Color::White);
            drawn.set_data_label(
                label(native, line)
                    .set_font(&font)
                    .set_position(ChartDataLabelPosition::InsideEnd),
            );
        }
        Labels::Over(code) => {
            drawn.set_data_label(
                label(native, line)
                    .set_num_format(*code)
                    .set_position(ChartDataLabelPosition::InsideBase),
            );
        }
    }
}

fn look(line: bool, colour: Option<u32>) -> ChartFormat {
    let mut format = ChartFormat::new();
    match (line, colour) {
        (_, None) => {
            format.set_no_fill().set_no_line();
        }
        (false, Some(colour)) => {
            format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
        }
        (true, Some(colour)) => {
            format.set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(2));
        }
    }
    format
}

fn point(colour: u32) -> ChartPoint {
    let fill = ChartSolidFill::new().set_color(Color::RGB(colour)).clone();
    ChartPoint::new().set_format(ChartFormat::new().set_solid_fill(&fill))
}

/// Values which are 0 or not available get no label.
fn label(native: &NativeChart, line: bool) -> ChartDataLabel {
    let code = match number_format(native.shown) {
        Some("0.0%") | None => "0.0%".to_owned(),
        Some(_) => "#,##0;-#,##0;".to_owned(),
    };
    let mut label = ChartDataLabel::new();
    label.show_value().set_num_format(code).set_font(&small());
    if line {
        label.set_position(ChartDataLabelPosition::Above);
    }
    label
}

fn small() -> ChartFont {
    let mut font = ChartFont::new();
    font.set_size(9).set_color(Color::RGB(0x001F_2933));
    font
}

fn set_frame(chart: &mut Chart, native: &NativeChart) {
    let mut title = small();
    title.set_bold().set_size(11);
    chart
        .title()
        .set_name(native.title.as_str())
        .set_font(&title);
    chart.set_width(native.size.0).set_height(native.size.1);
    chart.set_alt_text(native.alt.as_str());
    // An extension of the format, which only a broken line needs.
    if native.gaps {
        chart.show_na_as_empty_cell();
    }
    chart
        .x_axis()
        .set_font(&small())
        .set_label_position(ChartAxisLabelPosition::Low);
    let shown = number_format(native.shown).unwrap_or("General");
    let grid = ChartLine::new().set_color(Color::RGB(0x00D9_DEE3)).clone();
    let axis = chart.y_axis();
    axis.set_font(&small())
        .set_num_format(shown)
        .set_major_gridlines_line(&grid);
    if let Some(floor) = native.floor {
        axis.set_min(float(floor));
    }
    let drawn = native.series.iter().filter(|s| s.colour.is_some()).count();
    if drawn < 2 || native.series.iter().any(|s| s.colour.is_none()) {
        chart.legend().set_hidden();
    } else {
        chart
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&small());
    }
}
