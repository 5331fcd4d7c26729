// What the whole window shares: the step shown, the open project, a running job, a failure, the drawer.
import { asFailure, ipc, type FileKind, type OnProgress } from "../ipc";
import { painted } from "./frames.svelte";
import { preferences } from "./preferences.svelte";
import type { AddedView, ChangedFile, FailureView, Link, Overview, ProgressView } from "../types";

export const STEPS = [
  { id: "data", name: "Data" },
  { id: "map", name: "Map" },
  { id: "issues", name: "Issues" },
  { id: "metrics", name: "Metrics" },
  { id: "negotiations", name: "Negotiations" },
  { id: "pack", name: "Pack" },
  { id: "export", name: "Export" },
] as const;

export type StepId = (typeof STEPS)[number]["id"];
export type View = "start" | StepId;
export type Theme = "system" | "light" | "dark";

interface Job {
  title: string;
  progress: ProgressView | null;
}

/** A value on its way from Rust, and the value once it is there. */
interface Kept {
  promise: Promise<unknown>;
  value?: unknown;
}

/** Where work goes on: at the figures, at what stops them, or at the columns where nothing can be read yet. */
function firstStep(overview: Overview): StepId {
  if (!overview.noFigures) return "metrics";
  const logged = overview.steps.some((step) => step.id === "negotiations" && step.state === "done");
  return overview.asOf || logged ? "issues" : "map";
}

class Session {
  view = $state<View>("start");
  overview = $state.raw<Overview | null>(null);
  /** Grows with every change of the inputs; screens load again when it does. */
  revision = $state(0);
  job = $state.raw<Job | null>(null);
  /** A change whose figures are being computed. */
  changing = $state.raw<{ progress: ProgressView | null } | null>(null);
  /** Whether the job or change under way was cancelled. */
  stopping = $state(false);
  /** The end of the changes asked for. */
  #line: Promise<unknown> = Promise.resolve();
  failure = $state.raw<FailureView | null>(null);
  /** Whether the failure is of a file which was to be opened. */
  unopened = $state(false);
  /** Said once, read by screen readers: "Saved…", "Copied…". */
  notice = $state("");
  drawer = $state.raw<Link[]>([]);
  overlay = $state<"palette" | "shortcuts" | null>(null);
  hovering = $state(false);
  changedFiles = $state.raw<ChangedFile[]>([]);
  closing = $state<string | null>(null);
  attribute = $state<string | null>(null);
  /** The page of the pack on screen. */
  page = $state<string | null>(null);
  /** The request in the form; "new" for one that is not there yet. */
  request = $state<number | "new" | null>(null);
  /** The issue looked at last, and how far to go on from it. */
  issue = $state("");
  issueStep = $state(0);
  /** What an export writes. */
  formats = $state({ pdf: true, xlsx: true });
  /** Whether the look of the pack is to be shown. */
  setup = $state(false);
  /** Whether the find bar is shown; counts the calls for the next hit. */
  finding = $state(false);
  findNext = $state(0);
  /** The sheet which Data shows. */
  sheet = $state(0);
  /** The source row which Data shows. */
  spot = $state.raw<{ source: number; row: number } | null>(null);

  /** What the screens have loaded for the inputs as they stand. */
  #kept = { revision: 0, values: new Map<string, Kept>() };

  #keptNow(): Map<string, Kept> {
    if (this.#kept.revision !== this.revision) this.#kept = { revision: this.revision, values: new Map() };
    return this.#kept.values;
  }

  /** Loads a value once for the inputs as they stand: asked for again, it is there, or on its way already. */
  keep<T>(key: string, load: () => Promise<T>): Promise<T> {
    const values = this.#keptNow();
    const there = values.get(key);
    if (there) return there.promise as Promise<T>;
    const promise = load();
    const kept: Kept = { promise };
    values.set(key, kept);
    promise.then(
      (value) => (kept.value = value),
      () => values.delete(key),
    );
    return promise;
  }

  /** A value which is loaded already. */
  known<T>(key: string): T | undefined {
    return this.#keptNow().get(key)?.value as T | undefined;
  }

  go(view: View): void {
    if (view !== "start" && !this.overview) return;
    if (view === this.view) this.drawer = [];
    this.overlay = null;
    if (view === "start") this.finding = false;
    this.view = view;
  }

  /** Takes over what a change of the inputs gave. */
  changed(overview: Overview): void {
    this.overview = overview;
    this.revision += 1;
    if (!overview.periods.some((period) => period.closing === this.closing)) this.closing = null;
    if (!overview.attributes.includes(this.attribute ?? "")) this.attribute = null;
  }

  /** Runs something which may fail; a failure is shown, not thrown. */
  async attempt<T>(what: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await what();
      this.failure = null;
      this.unopened = false;
      return result;
    } catch (reason) {
      const failure = asFailure(reason);
      this.unopened = false;
      this.failure = failure.code === "cancelled" ? null : failure;
      this.notice = failure.code === "cancelled" ? failure.message : "";
      return undefined;
    }
  }

  /** The same for a long job: its progress is shown with Cancel. */
  async run<T>(title: string, what: (onProgress: OnProgress) => Promise<T>): Promise<T | undefined> {
    if (this.job) return undefined;
    this.job = { title, progress: null };
    this.stopping = false;
    try {
      return await this.attempt(() =>
        what((progress) => {
          if (this.job) this.job = { title, progress };
        }),
      );
    } finally {
      this.job = null;
    }
  }

  /** Stops the job or change under way. */
  cancel(): void {
    this.stopping = true;
    void ipc.cancel();
  }

  /** Opens what Rust holds ready: files from a dialog, dropped, given on the command line. */
  async openOffered(): Promise<void> {
    const before = this.overview?.file;
    const overview = await this.run("Reading", (onProgress) => ipc.open(onProgress));
    this.unopened = this.failure !== null;
    if (!overview) return;
    this.changed(overview);
    this.changedFiles = [];
    if (before !== overview.file) {
      [this.request, this.page, this.spot, this.issue] = [null, null, null, ""];
      this.sheet = 0;
      this.go(firstStep(overview));
    } else if (this.view === "start") this.go("metrics");
  }

  async choose(kind: FileKind): Promise<void> {
    if (await this.attempt(() => ipc.chooseFiles(kind))) await this.openOffered();
  }

  /** Begins a project where the user says. */
  async begin(): Promise<void> {
    if (!(await this.attempt(() => ipc.chooseNew()))) return;
    await this.openOffered();
    if (this.overview) this.go("data");
  }

  async saveCopy(): Promise<void> {
    const path = await this.attempt(() => ipc.saveCopy());
    if (path) this.notice = `Copy saved: ${path}`;
  }

  /** Looks whether the files are on disk as they were imported. */
  async lookAtFiles(): Promise<void> {
    if (!this.overview || this.job) return;
    // Looked at whenever the window gets the focus: what is on screen, a failure too, stays.
    this.changedFiles = await ipc.changedFiles().catch(() => []);
  }

  async reread(): Promise<void> {
    if (await this.attempt(() => ipc.rereadChanged())) await this.openOffered();
    await this.lookAtFiles();
  }

  async sample(): Promise<void> {
    if (await this.attempt(() => ipc.chooseSample())) await this.openOffered();
  }

  async recent(id: number): Promise<void> {
    if (await this.attempt(() => ipc.chooseRecent(id))) await this.openOffered();
  }

  async locate(id: number): Promise<void> {
    if (await this.attempt(() => ipc.locateRecent(id))) await this.openOffered();
  }

  async close(): Promise<void> {
    await this.attempt(() => ipc.closeProject());
    this.overview = null;
    this.changedFiles = [];
    this.drawer = [];
    this.closing = null;
    this.attribute = null;
    this.page = null;
    this.request = null;
    this.spot = null;
    this.finding = false;
    this.view = "start";
  }

  /** Writes figures and days as the preferences say. */
  async restyle(): Promise<void> {
    const { figures, days } = preferences.style;
    const overview = await this.attempt(() => ipc.setStyle(figures, days));
    if (overview) this.changed(overview);
  }

  /** Opens the find bar, or goes to the next hit. */
  find(next: boolean): void {
    if (this.view === "start") return;
    if (next && this.finding) this.findNext += 1;
    this.finding = true;
  }

  /** Shows what changed since the last pack. */
  async compare(): Promise<void> {
    const packs = await this.attempt(() => ipc.issued());
    if (packs?.length === 0) this.notice = "No pack was issued yet: there is nothing to compare with";
    this.go("export");
    // The step is drawn first, then what changed is computed.
    for (let n = 0; n < 40 && packs?.length && !document.getElementById("restated"); n += 1) await new Promise((later) => setTimeout(later, 50));
    document.getElementById("restated")?.scrollIntoView({ block: "center" });
  }

  async logo(): Promise<void> {
    const overview = await this.attempt(() => ipc.chooseLogo());
    if (overview) this.changed(overview);
  }

  /** Has figures computed again, one change after the other: the old ones stay, dimmed, and Cancel is offered. */
  computing<T>(what: (onProgress: OnProgress) => Promise<T>): Promise<T> {
    const done = this.#line.then(async () => {
      this.changing = { progress: null };
      this.stopping = false;
      // The sign of it first: computing takes every core.
      await new Promise<void>(painted);
      try {
        const answer = what((progress) => {
          if (this.changing) this.changing = { progress };
        });
        // Cancelled while there was only the sign of it.
        if (this.stopping) void ipc.cancel();
        return await answer;
      } finally {
        this.changing = null;
      }
    });
    this.#line = done.catch(() => undefined);
    return done;
  }

  /** Changes the inputs; whether they are changed. */
  async change(what: (onProgress: OnProgress) => Promise<Overview>): Promise<boolean> {
    const overview = await this.attempt(() => this.computing(what));
    if (overview) this.changed(overview);
    return overview !== undefined;
  }

  /** Goes to the issues: to the one after or before the last one looked at. */
  issueFrom(step: 1 | -1): void {
    this.issueStep += step;
    this.go("issues");
  }

  /** Adds a request and opens its form. */
  async added(what: (onProgress: OnProgress) => Promise<AddedView>): Promise<boolean> {
    const added = await this.attempt(() => this.computing(what));
    if (!added) return false;
    this.changed(added.overview);
    this.request = added.index;
    this.go("negotiations");
    return true;
  }

  /** Follows a figure. */
  follow(link: Link): void {
    if (link.to === "page") {
      this.page = link.id;
      this.go("pack");
    } else if (link.to === "row") {
      this.spot = { source: link.source, row: link.row };
      this.go("data");
    } else if (link.to === "request") {
      this.request = link.index;
      this.go("negotiations");
    } else if (link.to === "unlogged") {
      void this.added((onProgress) => ipc.logMovement(link.customer, onProgress));
    } else {
      this.drawer = [...this.drawer, link];
    }
  }

  back(): void {
    this.drawer = this.drawer.slice(0, -1);
  }
}

export const session = new Session();
