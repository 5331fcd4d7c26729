// Generated from src-tauri/src/view; refreshed by HOLDFAST_BLESS=1 cargo test -p holdfast-app --lib.

export type GridView = { 
/**
 * What it shows; read by screen readers.
 */
caption: string, columns: Array<GridColumn>, rows: Array<GridRow>, 
/**
 * A muted line under the table; empty: none.
 */
footnote: string, };

export type GridColumn = { caption: string, 
/**
 * Figures are right-aligned, always.
 */
figures: boolean, 
/**
 * Words shown on hover; empty: none.
 */
hint: string, };

export type GridRow = { kind: RowKind, cells: Array<GridCell>, };

export type RowKind = "normal" | "total" | "highlight" | "sub" | "section";

export type GridCell = { text: string, tone: ToneView, 
/**
 * Monospaced: hashes.
 */
mono: boolean, 
/**
 * Where a click leads.
 */
link: Link | null, 
/**
 * A sparkline: lines of points in a box of 100 × 20.
 */
spark: Array<string>, };

export type ToneView = "plain" | "muted" | "good" | "bad" | "ok" | "warn" | "fail";

export type ChartView = { svg: string, 
/**
 * Text alternative.
 */
alt: string, 
/**
 * Sentence instead of a chart where there is nothing to draw.
 */
empty: string | null, };

export type TileView = { name: string, value: string, delta: string, 
/**
 * −1, 0 (none), 1.
 */
direction: number, tone: ToneView, spark: Array<string>, foot: string, link: Link | null, };

export type Link = { "to": "figure", 
/**
 * Opening close, `2026-06`.
 */
opening: string, 
/**
 * Closing close.
 */
closing: string, 
/**
 * Metric id of the registry (`downsell_arr`, `nrr_ttm`, …).
 */
metric: string, 
/**
 * Segment: attribute and value.
 */
segment: [string, string] | null, } | { "to": "customer", 
/**
 * Opening close.
 */
opening: string, 
/**
 * Closing close.
 */
closing: string, 
/**
 * Index into the ledger's customers.
 */
customer: number, } | { "to": "row", 
/**
 * Index of the source.
 */
source: number, 
/**
 * Spreadsheet row.
 */
row: number, } | { "to": "request", 
/**
 * Index into the log.
 */
index: number, } | { "to": "unlogged", 
/**
 * Index into the ledger's customers.
 */
customer: number, } | { "to": "page", 
/**
 * Page id.
 */
id: string, };

export type FailureView = { 
/**
 * Stable code.
 */
code: string, 
/**
 * Where in the input; empty: nowhere in particular.
 */
place: string, 
/**
 * What is wrong and why it matters.
 */
message: string, 
/**
 * What to do next.
 */
hint: string, };

export type Preferences = { theme: string, zoom: string, figures: string, days: string, };

export type Welcome = { version: string, recents: Array<RecentView>, 
/**
 * Re-engagement triggers which have fired and wait for somebody (N-40).
 */
fired: Array<FiredView>, 
/**
 * Names of files already handed over (command line, dropped, second start).
 */
offered: Array<string>, };

export type RecentView = { 
/**
 * Number to open it by.
 */
id: number, 
/**
 * Company or file name.
 */
title: string, 
/**
 * File names.
 */
files: string, 
/**
 * Folder, as the user would recognise it.
 */
folder: string, missing: boolean, pinned: boolean, };

export type FiredView = { 
/**
 * Number of the project.
 */
project: number, title: string, customer: string, condition: string, on: string, };

export type ChangedFile = { name: string, missing: boolean, };

export type ProgressView = { 
/**
 * "rows", "sheets", "pages".
 */
what: string, done: number, total: number | null, 
/**
 * "Page 9 of 17".
 */
text: string, };

export type Overview = { 
/**
 * Company or file name.
 */
title: string, sample: boolean, 
/**
 * "30 Sep 2026"; empty without a ledger.
 */
asOf: string, 
/**
 * "12,480 rows".
 */
rows: string, 
/**
 * "41 of 41 checks".
 */
checks: string, checksOk: boolean, 
/**
 * "$K"; empty without a ledger.
 */
unit: string, 
/**
 * What the files of the pack are called, without version and ending; empty without figures.
 */
packName: string, steps: Array<StepView>, 
/**
 * Reported periods, oldest first.
 */
periods: Array<PeriodView>, 
/**
 * Attributes to segment by.
 */
attributes: Array<string>, 
/**
 * Why there are no figures yet; empty where there are.
 */
noFigures: string, 
/**
 * What undo would take back, and redo do again; empty: nothing.
 */
undo: string, redo: string, 
/**
 * Which past figures changed and how many choices the pack waits for; empty: none.
 */
waiting: string, 
/**
 * When it was last saved, in seconds since 1970; empty: never.
 */
saved: string, 
/**
 * Why it can't be changed; empty: it can.
 */
readOnly: string, 
/**
 * Name of the project file.
 */
file: string, };

export type StepView = { id: string, state: StepState, 
/**
 * Open issues; 0: none.
 */
count: number, };

export type StepState = "todo" | "done" | "issues";

export type PeriodView = { 
/**
 * Closing close.
 */
closing: string, label: string, partial: boolean, };

export type DataView = { sources: Array<SourceView>, 
/**
 * Tables which were found and are not read.
 */
unread: Array<UnreadView>, 
/**
 * Control totals.
 */
totals: GridView, 
/**
 * Questions the files left open, and how they are read.
 */
questions: Array<QuestionView>, 
/**
 * "USD, EUR", rates, plan, negotiation log: label and words.
 */
facts: Array<FactView>, };

export type SourceView = { 
/**
 * Number to preview it by.
 */
id: number, file: string, sheet: string, range: string, layout: string, format: string, 
/**
 * First and last four digits.
 */
hashShort: string, hash: string, read: string, used: string, aside: string, setAside: Array<SetAsideView>, 
/**
 * Rows which can be paged through.
 */
rows: number, 
/**
 * Spreadsheet row of the captions; 0: none.
 */
headerRow: number, };

export type UnreadView = { file: string, sheet: string, 
/**
 * Spreadsheet row of its captions; 0: none.
 */
headerRow: number, };

export type SetAsideView = { reason: string, rows: string, 
/**
 * "rows 14, 27, 40 and 3 more".
 */
places: string, amount: string, };

export type QuestionView = { question: string, 
/**
 * How it is read, and why.
 */
reading: string, open: boolean, 
/**
 * Key of the choice which answers it; empty where the mapping does.
 */
key: string, choices: Array<ChoiceView>, 
/**
 * Whether several choices can hold at once.
 */
many: boolean, 
/**
 * What is typed there; `None` where nothing is typed.
 */
input: string | null, };

export type ChoiceView = { value: string, label: string, chosen: boolean, };

export type FactView = { label: string, value: string, tone: ToneView, };

export type MappingView = { tables: Array<TableMapping>, 
/**
 * How amounts and dates are read, and what was asked.
 */
questions: Array<QuestionView>, 
/**
 * The basis of preparation: how figures are made and reported.
 */
basis: Array<QuestionView>, };

export type TableMapping = { 
/**
 * Number to change it by.
 */
id: number, file: string, sheet: string, 
/**
 * "ledger", "negotiation log", …
 */
role: string, 
/**
 * Whether anything of it is read.
 */
used: boolean, 
/**
 * What a table can be.
 */
roles: Array<ChoiceView>, 
/**
 * Spreadsheet row of the captions; 0: none.
 */
headerRow: number, 
/**
 * The file for which another project chose its columns; empty: nothing was remembered.
 */
remembered: string, 
/**
 * How its amounts, dates and labels are to be read.
 */
settings: Array<QuestionView>, 
/**
 * Layouts to choose from.
 */
layouts: Array<ChoiceView>, 
/**
 * What a column can be.
 */
fields: Array<ChoiceView>, columns: Array<ColumnView>, 
/**
 * What is missing or doubled, in sentences.
 */
problems: Array<string>, };

export type ColumnView = { index: number, 
/**
 * "C".
 */
letters: string, caption: string, 
/**
 * Our field.
 */
field: string, required: boolean, 
/**
 * "sure", "guess", "none".
 */
confidence: string, 
/**
 * How its values are read: "31/12/2026 → 31 Dec 2026"; empty where there is nothing to say.
 */
reading: string, 
/**
 * Styles in which its dates or figures can be read; empty where there is no choice.
 */
styles: Array<ChoiceView>, 
/**
 * Whether only one column can be this.
 */
single: boolean, samples: Array<string>, 
/**
 * Whether anything is made of it.
 */
used: boolean, };

export type IssuesView = { issues: Array<IssueView>, 
/**
 * "No issues in 12,480 rows."
 */
summary: string, errors: number, warnings: number, infos: number, decisions: Array<DecisionView>, 
/**
 * Rows which were read and not used: they can be saved as a file.
 */
rejected: string, };

export type IssueView = { 
/**
 * What to decide it by.
 */
id: string, code: string, 
/**
 * The code in words.
 */
title: string, severity: SeverityView, place: string, 
/**
 * The first row it is about.
 */
link: Link | null, message: string, hint: string, rows: string, 
/**
 * ARR at stake; empty where it can't be told.
 */
amount: string, examples: Array<string>, repairs: Array<RepairView>, };

export type SeverityView = "error" | "warning" | "info";

export type RepairView = { id: string, label: string, 
/**
 * What has to be typed for it; empty: nothing.
 */
asks: string, };

export type DecisionView = { title: string, repair: string, rows: string, amount: string, reason: string, };

export type EffectView = { label: string, before: string, after: string, changed: boolean, };

export type MetricsView = { 
/**
 * Closing close of the period shown.
 */
closing: string, 
/**
 * "Q3 FY26".
 */
period: string, 
/**
 * "1 Jul 2026 to 30 Sep 2026".
 */
span: string, partial: boolean, status: StatusView, tiles: Array<TileView>, 
/**
 * Sentence of the pack for this period.
 */
message: string, bridge: ChartView, movements: GridView, rates: GridView, 
/**
 * "18,420 + 1,213 … = 19,762".
 */
tie: string, tieOk: boolean, trend: GridView, attribute: string, segments: GridView, checks: Array<CheckView>, };

export type StatusView = { word: string, reason: string, tone: ToneView, };

export type CheckView = { name: string, scope: string, left: string, right: string, difference: string, };

export type DrillView = { 
/**
 * "Downsell".
 */
title: string, 
/**
 * "Q3 FY26 · Tier: SMB".
 */
scope: string, value: string, 
/**
 * To the cent; empty where the value is exact.
 */
exact: string, 
/**
 * The formula in words.
 */
formula: string, 
/**
 * The formula with this period's figures.
 */
terms: GridView, 
/**
 * "What is in": customers, or source rows.
 */
heading: string, rows: GridView, total: number, 
/**
 * Sentence where there is nothing.
 */
empty: string, };

export type NegotiationsView = { 
/**
 * Whether a log was imported or begun.
 */
present: boolean, source: string, tiles: Array<TileView>, requests: GridView, 
/**
 * "39 of the period and open, 52 in the log".
 */
count: string, outcomes: GridView, failures: GridView, triggers: GridView, 
/**
 * Log against ledger.
 */
tie: GridView, 
/**
 * Movements of the ledger without a request.
 */
unlogged: GridView, 
/**
 * Requests which the ledger doesn't show, or shows at another amount.
 */
unmatched: GridView, notes: Array<string>, };

export type RequestView = { index: number, 
/**
 * "R-041 · Birch Bakeries".
 */
title: string, state: BadgeView, 
/**
 * The customer's movement.
 */
link: Link | null, groups: Array<FieldGroup>, 
/**
 * What the playbook advises, with the amounts worked out.
 */
advice: Array<FactView>, };

export type BadgeView = { text: string, tone: ToneView, };

export type FieldGroup = { name: string, fields: Array<FieldView>, };

export type FieldView = { 
/**
 * What to change it by.
 */
key: string, label: string, kind: FieldKind, 
/**
 * As it is typed.
 */
value: string, 
/**
 * The words to choose from.
 */
choices: Array<string>, 
/**
 * How the stage stands on the clock: "day 3", "2 days late".
 */
badge: BadgeView | null, 
/**
 * What is wrong with it; empty: nothing.
 */
problem: string, tone: ToneView, };

export type FieldKind = "text" | "date" | "figure" | "word" | "note";

export type AddedView = { overview: Overview, index: number, };

export type CustomerView = { 
/**
 * Index into the ledger's customers.
 */
customer: number, id: string, name: string, arr: string, };

export type PackView = { title: string, packId: string, pages: Array<PageItem>, 
/**
 * How it looks and for whom it is.
 */
look: LookView, 
/**
 * Figures which a message can cite: token and what it says now.
 */
tokens: Array<TokenView>, 
/**
 * Decisions asked of the board, on page 1.
 */
asks: Array<AskView>, 
/**
 * Text of the outlook page, a line a paragraph.
 */
outlook: string, 
/**
 * Pages of the template which the user left out, in its order.
 */
leftOut: Array<ChoiceView>, 
/**
 * Longest message in characters.
 */
longest: number, };

export type LookView = { 
/**
 * Template, paper, readers, names, unit, benchmarks, …
 */
choices: Array<QuestionView>, 
/**
 * "#1A5C8B"; empty: none.
 */
accent: string, 
/**
 * Name of the file of the logo; empty: none.
 */
logo: string, 
/**
 * Who published the benchmarks which are printed, and how their source is graded.
 */
sources: Array<string>, };

export type NoteView = { owner: string, text: string, };

export type PageItem = { id: string, number: string, name: string, 
/**
 * The message as printed.
 */
message: string, 
/**
 * The message as typed, with its tokens.
 */
source: string, 
/**
 * Tokens to which nothing is bound.
 */
unresolved: Array<string>, 
/**
 * Figures which the text cites and which moved since it was written: what each was.
 */
stale: Array<string>, 
/**
 * Whether the user typed it.
 */
manual: boolean, 
/**
 * Characters too many; 0: none.
 */
tooLong: number, 
/**
 * Whether it can be left out: not the summary, nor what proves the figures.
 */
mayGo: boolean, 
/**
 * What its owner notes on it.
 */
note: NoteView, 
/**
 * What each chart of the page shows.
 */
charts: Array<string>, };

export type PageView = { id: string, svg: string, alt: string, };

export type TokenView = { name: string, text: string, };

export type AskView = { text: string, owner: string, due: string, };

export type PictureOf = { "of": "page", 
/**
 * Page id.
 */
id: string, } | { "of": "chart", 
/**
 * Page id.
 */
id: string, 
/**
 * Its place on the page.
 */
chart: number, } | { "of": "bridge", 
/**
 * Closing close.
 */
closing: string | null, };

export type ExportView = { packId: string, files: Array<FileView>, folder: string, };

export type FileView = { name: string, path: string, size: string, };

export type IssuedView = { id: number, title: string, period: string, asOf: string, 
/**
 * When, in seconds since 1970.
 */
at: string, packId: string, draft: boolean, 
/**
 * "PDF, XLSX".
 */
files: string, note: string, };

export type RestatementView = { 
/**
 * Whether a pack was issued: else there is nothing to compare with.
 */
present: boolean, 
/**
 * "Q2 FY26, pack 455714a221dc".
 */
last: string, 
/**
 * "3 past figures changed: NRR Q2 107.9% → 107.4%", or that none did.
 */
summary: string, 
/**
 * Changes which wait for their choice; the pack waits for them.
 */
waiting: number, figures: GridView, changes: Array<ChangeView>, };

export type ChangeView = { id: string, cause: string, 
/**
 * Customer, currency, setting.
 */
subject: string, 
/**
 * What happened to it.
 */
what: string, 
/**
 * Later less earlier amount at the newest close it touches.
 */
amount: string, 
/**
 * "recast", "keep-as-reported"; empty: not chosen.
 */
choice: string, 
/**
 * Whether it can be kept as reported.
 */
canKeep: boolean, };

export type CellEdit = { 
/**
 * Row as a spreadsheet counts.
 */
row: number, 
/**
 * Column from 0.
 */
column: number, 
/**
 * What it should say.
 */
value: string, };
