// Values for tests.
import type { GridCell, GridView, Link, Overview } from "../src/types";

export function cell(text: string, link: Link | null = null): GridCell {
  return { text, tone: "plain", mono: false, link, spark: [] };
}

export function grid(columns: string[], rows: GridCell[][]): GridView {
  return {
    caption: "Made",
    columns: columns.map((caption, index) => ({ caption, figures: index > 0, hint: "" })),
    rows: rows.map((cells) => ({ kind: "normal", cells })),
    footnote: "",
  };
}

export function overview(more: Partial<Overview> = {}): Overview {
  return {
    title: "Alder Analytics",
    sample: false,
    asOf: "30 Sep 2026",
    rows: "12 rows",
    checks: "4 of 4 checks",
    checksOk: true,
    unit: "$K",
    steps: [],
    periods: [{ closing: "2026-09", label: "Q3 2026", partial: false }],
    attributes: ["Region"],
    noFigures: "",
    packName: "",
    undo: "",
    redo: "",
    waiting: "",
    saved: "",
    readOnly: "",
    file: "alder.holdfast",
    ...more,
  };
}
