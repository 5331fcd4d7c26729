//! One file of TypeScript types, generated. Refresh: `HOLDFAST_BLESS=1 cargo test -p holdfast-app --lib`.

use super::*;
use ts_rs::{Config, TS};

macro_rules! declarations {
    ($($name:ty),+ $(,)?) => {{
        let config = Config::default();
        let mut out = String::from("// Generated from src-tauri/src/view; refreshed by HOLDFAST_BLESS=1 cargo test -p holdfast-app --lib.\n");
        $(out.push_str(&format!("\nexport {}\n", <$name>::decl(&config)));)+
        out
    }};
}

#[test]
fn typescript_types_are_current() {
    let wanted = declarations![
        grid::GridView,
        grid::GridColumn,
        grid::GridRow,
        grid::RowKind,
        grid::GridCell,
        grid::ToneView,
        grid::ChartView,
        grid::TileView,
        grid::Link,
        failure::FailureView,
        start::Preferences,
        start::Welcome,
        start::RecentView,
        start::FiredView,
        start::ChangedFile,
        start::ProgressView,
        start::Overview,
        start::StepView,
        start::StepState,
        start::PeriodView,
        data::DataView,
        data::SourceView,
        data::UnreadView,
        data::SetAsideView,
        data::QuestionView,
        data::ChoiceView,
        data::FactView,
        mapping::MappingView,
        mapping::TableMapping,
        mapping::ColumnView,
        issues::IssuesView,
        issues::IssueView,
        issues::SeverityView,
        issues::RepairView,
        issues::DecisionView,
        issues::EffectView,
        metrics::MetricsView,
        metrics::StatusView,
        metrics::CheckView,
        metrics::DrillView,
        negotiations::NegotiationsView,
        negotiations::RequestView,
        negotiations::BadgeView,
        negotiations::FieldGroup,
        negotiations::FieldView,
        negotiations::FieldKind,
        negotiations::AddedView,
        negotiations::CustomerView,
        pack::PackView,
        pack::LookView,
        pack::NoteView,
        pack::PageItem,
        pack::PageView,
        pack::TokenView,
        pack::AskView,
        pack::PictureOf,
        export::ExportView,
        export::FileView,
        export::IssuedView,
        restatement::RestatementView,
        restatement::ChangeView,
        data::CellEdit,
    ];
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/types.ts");
    if std::env::var_os("HOLDFAST_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "ui/src/types.ts is not current; refresh it as its first line says"
    );
}
