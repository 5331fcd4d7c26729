// Looks, kept by Rust between starts: theme, zoom, how figures and days are written.
import { ipc } from "../ipc";
import { DAYS, FIGURES, systemDays, systemFigures, type Days, type Figures } from "./locale";
import type { Preferences as Kept } from "../types";
import type { Theme } from "./session.svelte";

declare global {
  interface Window {
    /** What was kept, put there by Rust before the page is loaded. */
    holdfast?: Kept;
  }
}

const ZOOMS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

const THEMES = ["light", "dark"] as const;

function oneOf<T extends string>(all: readonly T[], text: string | undefined): T | "system" {
  return all.find((one) => one === text) ?? "system";
}

class Preferences {
  figures = $state<Figures | "system">(oneOf(FIGURES, window.holdfast?.figures));
  days = $state<Days | "system">(oneOf(DAYS, window.holdfast?.days));
  theme = $state<Theme>(oneOf(THEMES, window.holdfast?.theme));
  zoom = $state(ZOOMS.find((step) => String(step) === window.holdfast?.zoom) ?? 1);
  private kept: Promise<unknown> = Promise.resolve();
  private system = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    this.system.addEventListener("change", () => this.apply());
  }

  get dark(): boolean {
    return this.theme === "dark" || (this.theme === "system" && this.system.matches);
  }

  apply(): void {
    document.documentElement.dataset["theme"] = this.dark ? "dark" : "light";
    document.documentElement.style.setProperty("--zoom", String(this.zoom));
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.keep();
    this.apply();
  }

  /** What "system" stands for here. */
  get style(): { figures: Figures; days: Days } {
    return {
      figures: this.figures === "system" ? systemFigures(navigator.language) : this.figures,
      days: this.days === "system" ? systemDays(navigator.language) : this.days,
    };
  }

  setFigures(figures: Figures | "system"): void {
    this.figures = figures;
    this.keep();
  }

  setDays(days: Days | "system"): void {
    this.days = days;
    this.keep();
  }

  /** +1 larger, −1 smaller, 0 back to 100 %. */
  zoomBy(step: number): void {
    const at = ZOOMS.indexOf(this.zoom) + step;
    this.zoom = step === 0 ? 1 : (ZOOMS[Math.min(Math.max(at, 0), ZOOMS.length - 1)] ?? 1);
    this.keep();
    this.apply();
  }

  /** One after the other, so that the newest is kept. What can't be kept is forgotten; nothing else depends on it. */
  private keep(): void {
    this.kept = this.kept
      .then(() => {
        const { theme, zoom, figures, days } = this;
        return ipc.keepPreferences({ theme, zoom: String(zoom), figures, days });
      })
      .catch(() => undefined);
  }
}

export const preferences = new Preferences();
