// Looks, kept by the web view between starts: theme, zoom, how figures and days are written.
import { DAYS, FIGURES, systemDays, systemFigures, type Days, type Figures } from "./locale";
import type { Theme } from "./session.svelte";

const ZOOMS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A private profile forgets; nothing else depends on it.
  }
}

function themeOf(text: string | null): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

function oneOf<T extends string>(all: readonly T[], text: string | null): T | "system" {
  return all.find((one) => one === text) ?? "system";
}

class Preferences {
  figures = $state<Figures | "system">(oneOf(FIGURES, stored("figures")));
  days = $state<Days | "system">(oneOf(DAYS, stored("days")));
  theme = $state<Theme>(themeOf(stored("theme")));
  zoom = $state(ZOOMS.find((step) => String(step) === stored("zoom")) ?? 1);
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
    store("theme", theme);
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
    store("figures", figures);
  }

  setDays(days: Days | "system"): void {
    this.days = days;
    store("days", days);
  }

  /** +1 larger, −1 smaller, 0 back to 100 %. */
  zoomBy(step: number): void {
    const at = ZOOMS.indexOf(this.zoom) + step;
    this.zoom = step === 0 ? 1 : (ZOOMS[Math.min(Math.max(at, 0), ZOOMS.length - 1)] ?? 1);
    store("zoom", String(this.zoom));
    this.apply();
  }
}

export const preferences = new Preferences();
