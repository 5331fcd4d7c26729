// The one file which talks to Rust. Every command is typed by ui/src/types.ts, which Rust generates.
import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type {
  AddedView,
  AskView,
  CellEdit,
  ChangedFile,
  CustomerView,
  DataView,
  DrillView,
  EffectView,
  ExportView,
  FailureView,
  GridView,
  IssuedView,
  IssuesView,
  Link,
  MappingView,
  MetricsView,
  NegotiationsView,
  Overview,
  PackView,
  PageView,
  PictureOf,
  Preferences,
  ProgressView,
  RequestView,
  RestatementView,
  Welcome,
} from "./types";

export type FileKind = "open" | "sources" | "reimport" | "negotiations" | "plan" | "rates" | "customers";
export type ExportFormat = "pdf" | "xlsx";
export type OnProgress = (progress: ProgressView) => void;

/** What Rust rejects with; anything else is a fault of ours and is shown as such. */
export function asFailure(reason: unknown): FailureView {
  if (typeof reason === "object" && reason !== null && "code" in reason) return reason as FailureView;
  return {
    code: "window-fault",
    place: "",
    message: `The window met something it did not expect: ${String(reason)}.`,
    hint: "Your files are unchanged. Try again; if it comes back, the log (Help, Logs folder) says more.",
  };
}

/** The channel of the newest job: its number says which job Cancel means. */
let newest = 0;

function channel(onProgress: OnProgress): Channel<ProgressView> {
  const progress = new Channel<ProgressView>();
  progress.onmessage = onProgress;
  return progress;
}

function watched<T>(command: string, onProgress: OnProgress, more: Record<string, unknown> = {}): Promise<T> {
  const progress = channel(onProgress);
  newest = progress.id;
  return invoke<T>(command, { ...more, progress });
}

export const ipc = {
  welcome: () => invoke<Welcome>("welcome"),
  chooseFiles: (kind: FileKind) => invoke<boolean>("choose_files", { kind }),
  chooseNew: () => invoke<boolean>("choose_new"),
  saveCopy: () => invoke<string | null>("save_copy"),
  changedFiles: () => invoke<ChangedFile[]>("changed_files"),
  rereadChanged: () => invoke<boolean>("reread_changed"),
  chooseRecent: (id: number) => invoke<boolean>("choose_recent", { id }),
  locateRecent: (id: number) => invoke<boolean>("locate_recent", { id }),
  pinRecent: (id: number, pinned: boolean) => invoke<Welcome>("pin_recent", { id, pinned }),
  forgetRecent: (id: number) => invoke<Welcome>("forget_recent", { id }),
  chooseSample: () => invoke<boolean>("choose_sample"),
  open: (onProgress: OnProgress) => watched<Overview>("open_offered", onProgress),
  setStyle: (figures: string, days: string) => invoke<Overview | null>("set_style", { figures, days }),
  keepPreferences: (preferences: Preferences) => invoke<null>("keep_preferences", { preferences }),
  cancel: () => invoke<null>("cancel", { job: newest }),
  closeProject: () => invoke<null>("close_project"),

  data: () => invoke<DataView>("data"),
  preview: (source: number, from: number) => invoke<GridView>("preview", { source, from }),
  findRow: (source: number, words: string, after: number) => invoke<number | null>("find_row", { source, words, after }),
  mapping: () => invoke<MappingView>("mapping"),
  setField: (table: number, column: number, field: string, onProgress: OnProgress) => watched<Overview>("set_field", onProgress, { table, column, field }),
  setChoice: (key: string, value: string, onProgress: OnProgress) => watched<Overview>("set_choice", onProgress, { key, value }),
  issues: () => invoke<IssuesView>("issues"),
  decide: (issue: string, repair: string, value: string, onProgress: OnProgress) => watched<Overview>("decide", onProgress, { issue, repair, value }),
  editCells: (source: number, edits: CellEdit[], onProgress: OnProgress) => watched<Overview>("edit_cells", onProgress, { source, edits }),
  effect: (issue: string, repair: string, value: string, onProgress: OnProgress) => invoke<EffectView[]>("effect", { issue, repair, value, progress: channel(onProgress) }),
  forgetEffect: () => invoke<null>("forget_effect"),
  exportRejected: () => invoke<string | null>("export_rejected"),
  undo: (onProgress: OnProgress) => watched<Overview>("undo", onProgress),
  redo: (onProgress: OnProgress) => watched<Overview>("redo", onProgress),

  metrics: (closing: string | null, attribute: string | null) =>
    invoke<MetricsView>("metrics", { closing, attribute }),
  drill: (link: Link, from: number) => invoke<DrillView>("drill", { link, from }),

  negotiations: (whole: boolean) => invoke<NegotiationsView>("negotiations", { whole }),
  request: (index: number) => invoke<RequestView>("request", { index }),
  editRequest: (index: number, key: string, text: string, onProgress: OnProgress) => watched<Overview>("edit_request", onProgress, { index, key, text }),
  beginLog: (onProgress: OnProgress) => watched<Overview>("begin_log", onProgress),
  addRequest: (customer: string, requestedOn: string, before: string, onProgress: OnProgress) => watched<AddedView>("add_request", onProgress, { customer, requestedOn, before }),
  logMovement: (customer: number, onProgress: OnProgress) => watched<AddedView>("log_movement", onProgress, { customer }),
  removeRequest: (index: number, onProgress: OnProgress) => watched<Overview>("remove_request", onProgress, { index }),
  customers: (words: string) => invoke<CustomerView[]>("customers", { words }),
  exportLog: (template: boolean) => invoke<string | null>("export_log", { template }),

  pack: () => invoke<PackView>("pack"),
  page: (id: string) => invoke<PageView>("page", { id }),
  setMessage: (id: string, text: string) => invoke<Overview>("set_message", { id, text }),
  setPack: (key: string, value: string) => invoke<Overview>("set_pack", { key, value }),
  chooseLogo: () => invoke<Overview | null>("choose_logo"),
  setAsks: (asks: AskView[]) => invoke<Overview>("set_asks", { asks }),
  picture: (what: PictureOf) => invoke<ArrayBuffer>("picture", { what }),
  savePicture: (what: PictureOf, svg: boolean) => invoke<string | null>("save_picture", { what, svg }),
  exportPack: (formats: ExportFormat[], draft: boolean, note: string, onProgress: OnProgress) =>
    watched<ExportView | null>("export_pack", onProgress, { formats, draft, note }),
  issued: () => invoke<IssuedView[]>("issued"),
  restatement: () => invoke<RestatementView>("restatement"),
  chooseRestatement: (id: string, keep: boolean, onProgress: OnProgress) => watched<Overview>("choose_restatement", onProgress, { id, keep }),
  exportIssued: (id: number) => invoke<ExportView | null>("export_issued", { id }),
  openExported: (file: number) => invoke<null>("open_exported", { file }),
  showExported: (file: number) => invoke<null>("show_exported", { file }),
  showLogs: () => invoke<null>("show_logs"),
  showTried: () => invoke<null>("show_tried"),

  onOffered: (then: () => void) => listen("offered", then),
  onHover: (then: (over: boolean) => void) => listen<boolean>("hover", (event) => then(event.payload)),
  onMenu: (then: (id: string) => void) => listen<string>("menu", (event) => then(event.payload)),
};
