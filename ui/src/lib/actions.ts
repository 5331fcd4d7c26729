// Every action of the window once: menu, shortcut and command palette all come here.
import { ipc } from "../ipc";
import { preferences } from "./preferences.svelte";
import { session, STEPS, type StepId } from "./session.svelte";

export interface Action {
  id: string;
  name: string;
  group: "File" | "Edit" | "View" | "Go" | "Data" | "Help";
  /** As shown: "Ctrl+O". */
  keys?: string;
  /** Needs an open project. */
  project?: boolean;
  run: () => unknown;
}

function steps(): Action[] {
  return STEPS.map((step, index) => ({
    id: `go-${step.id}`,
    name: step.name,
    group: "Go" as const,
    keys: `Ctrl+${index + 1}`,
    project: true,
    run: () => session.go(step.id as StepId),
  }));
}

function unit(value: string): Promise<boolean> {
  return session.change(() => ipc.setPack("unit", value));
}

function figures(value: typeof preferences.figures): Promise<void> {
  preferences.setFigures(value);
  return session.restyle();
}

function days(value: typeof preferences.days): Promise<void> {
  preferences.setDays(value);
  return session.restyle();
}

/** Export, with what it writes chosen. */
function exporting(pdf: boolean): void {
  session.formats = { pdf, xlsx: true };
  session.go("export");
}

/** The look of the pack, with the focus on its first choice. */
function pageSetup(): void {
  session.go("pack");
  session.setup = true;
}

async function paste(): Promise<void> {
  if (document.execCommand("paste")) return;
  const text = await navigator.clipboard.readText().catch(() => "");
  if (text) document.execCommand("insertText", false, text);
}

export const ACTIONS: Action[] = [
  { id: "open", name: "Open…", group: "File", keys: "Ctrl+O", run: () => session.choose("open") },
  { id: "new", name: "New project…", group: "File", keys: "Ctrl+N", run: () => session.begin() },
  { id: "copy", name: "Save a copy…", group: "File", keys: "Ctrl+S", project: true, run: () => session.saveCopy() },
  { id: "sample", name: "Open the sample", group: "File", run: () => session.sample() },
  { id: "export", name: "Export PDF and XLSX…", group: "File", keys: "Ctrl+E", project: true, run: () => exporting(true) },
  { id: "export-xlsx", name: "Export XLSX…", group: "File", keys: "Ctrl+Shift+E", project: true, run: () => exporting(false) },
  { id: "page-setup", name: "Page setup…", group: "File", project: true, run: () => pageSetup() },
  { id: "close", name: "Close project", group: "File", keys: "Ctrl+W", project: true, run: () => session.close() },
  { id: "undo", name: "Undo", group: "Edit", keys: "Ctrl+Z", project: true, run: () => session.change(ipc.undo) },
  { id: "redo", name: "Redo", group: "Edit", keys: "Ctrl+Shift+Z", project: true, run: () => session.change(ipc.redo) },
  { id: "edit-cut", name: "Cut", group: "Edit", run: () => document.execCommand("cut") },
  { id: "edit-copy", name: "Copy", group: "Edit", run: () => document.execCommand("copy") },
  { id: "edit-paste", name: "Paste", group: "Edit", run: () => paste() },
  { id: "edit-all", name: "Select all", group: "Edit", run: () => document.execCommand("selectAll") },
  { id: "find", name: "Find on this screen…", group: "Edit", keys: "Ctrl+F", project: true, run: () => session.find(false) },
  { id: "find-next", name: "Find next", group: "Edit", keys: "F3", project: true, run: () => session.find(true) },
  { id: "light", name: "Light", group: "View", run: () => preferences.setTheme("light") },
  { id: "dark", name: "Dark", group: "View", run: () => preferences.setTheme("dark") },
  { id: "system", name: "Light or dark as the system", group: "View", run: () => preferences.setTheme("system") },
  { id: "zoom-in", name: "Zoom in", group: "View", keys: "Ctrl++", run: () => preferences.zoomBy(1) },
  { id: "zoom-out", name: "Zoom out", group: "View", keys: "Ctrl+-", run: () => preferences.zoomBy(-1) },
  { id: "zoom-reset", name: "Actual size", group: "View", keys: "Ctrl+0", run: () => preferences.zoomBy(0) },
  { id: "unit-auto", name: "Unit of money: by size", group: "View", project: true, run: () => unit("auto") },
  { id: "unit-units", name: "Unit of money: 1", group: "View", project: true, run: () => unit("units") },
  { id: "unit-thousands", name: "Unit of money: thousands", group: "View", project: true, run: () => unit("thousands") },
  { id: "unit-millions", name: "Unit of money: millions", group: "View", project: true, run: () => unit("millions") },
  { id: "figures-system", name: "Figures as the system writes them", group: "View", run: () => figures("system") },
  { id: "figures-point", name: "Figures as 1,234.5", group: "View", run: () => figures("point") },
  { id: "figures-comma", name: "Figures as 1.234,5", group: "View", run: () => figures("comma") },
  { id: "figures-space", name: "Figures as 1 234,5", group: "View", run: () => figures("space") },
  { id: "figures-apostrophe", name: "Figures as 1’234.5", group: "View", run: () => figures("apostrophe") },
  { id: "days-system", name: "Dates as the system writes them", group: "View", run: () => days("system") },
  { id: "days-words", name: "Dates as 30 Sep 2026", group: "View", run: () => days("words") },
  { id: "days-dots", name: "Dates as 30.09.2026", group: "View", run: () => days("dots") },
  { id: "days-day-first", name: "Dates as 30/09/2026", group: "View", run: () => days("day-first") },
  { id: "days-month-first", name: "Dates as 09/30/2026", group: "View", run: () => days("month-first") },
  { id: "days-iso", name: "Dates as 2026-09-30", group: "View", run: () => days("iso") },
  ...steps(),
  { id: "import", name: "Import the new export…", group: "Data", keys: "Ctrl+I", run: () => session.choose(session.overview ? "reimport" : "open") },
  { id: "add", name: "Add files…", group: "Data", project: true, run: () => session.choose("sources") },
  { id: "compare", name: "Compare with the last pack", group: "Data", project: true, run: () => session.compare() },
  { id: "log", name: "Add a negotiation log…", group: "Data", project: true, run: () => session.choose("negotiations") },
  { id: "customers", name: "Add renames and mergers…", group: "Data", project: true, run: () => session.choose("customers") },
  { id: "plan", name: "Add plan figures…", group: "Data", project: true, run: () => session.choose("plan") },
  { id: "rates", name: "Add exchange rates…", group: "Data", project: true, run: () => session.choose("rates") },
  { id: "issue-next", name: "Next issue", group: "Go", keys: "F8", project: true, run: () => session.issueFrom(1) },
  { id: "issue-before", name: "Previous issue", group: "Go", keys: "Shift+F8", project: true, run: () => session.issueFrom(-1) },
  { id: "palette", name: "Find anything…", group: "Help", keys: "Ctrl+K", run: () => (session.overlay = "palette") },
  { id: "shortcuts", name: "Keyboard shortcuts", group: "Help", keys: "F1", run: () => (session.overlay = "shortcuts") },
  { id: "logs", name: "Show the logs folder", group: "Help", run: () => session.attempt(ipc.showLogs) },
];

export function perform(id: string): void {
  // A project of the menu Open Recent, by its number.
  const recent = /^recent-(\d+)$/.exec(id)?.[1];
  if (recent && !session.job) return void session.recent(Number(recent));
  const action = ACTIONS.find((candidate) => candidate.id === id);
  if (!action || session.job || (action.project && !session.overview)) return;
  void action.run();
}

/** The combination of a key press as the actions name it: "Ctrl+Shift+Z". */
export function combination(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const control = event.ctrlKey || event.metaKey;
  // "+" needs Shift on most keyboards.
  const shift = event.shiftKey && !["+", "?", "="].includes(key);
  return `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key === "=" ? "+" : key}`;
}

const ALIASES: Record<string, string> = { "Ctrl+Y": "redo", "?": "shortcuts", "Ctrl+G": "find-next" };

/** Whether keys belong to a text field rather than to the window. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox],[type=radio]), textarea, select");
}

export function onKey(event: KeyboardEvent): void {
  const keys = combination(event);
  if (keys === "Escape" || keys === "Alt+ArrowLeft") return escape(event);
  if (typing(event.target) && !/^(Shift\+)?F\d/.test(keys) && (!event.ctrlKey || ["Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z"].includes(keys))) return;
  const action = ACTIONS.find((candidate) => candidate.keys === keys);
  const id = action?.id ?? ALIASES[keys];
  if (!id) return;
  event.preventDefault();
  perform(id);
}

function escape(event: KeyboardEvent): void {
  if (session.overlay) session.overlay = null;
  else if (session.finding && combination(event) !== "Alt+ArrowLeft") session.finding = false;
  else if (session.drawer.length > 0) session.back();
  else if (session.failure) session.failure = null;
  else if (session.view === "negotiations" && session.request !== null) session.request = null;
  else return;
  event.preventDefault();
}
