// Which of the styles that Rust writes figures and days in fits a language of the system.
export const FIGURES = ["point", "comma", "space", "apostrophe"] as const;
export const DAYS = ["words", "dots", "day-first", "month-first", "iso"] as const;
export type Figures = (typeof FIGURES)[number];
export type Days = (typeof DAYS)[number];

function part(parts: { type: string; value: string }[], type: string): string {
  return parts.find((one) => one.type === type)?.value ?? "";
}

/** "C" and the like, which a bare system calls its language, stand for English. */
function known(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}

export function systemFigures(system: string): Figures {
  const parts = new Intl.NumberFormat(known(system)).formatToParts(1234567.5);
  const group = part(parts, "group");
  if (part(parts, "decimal") === ".") return /['’]/.test(group) ? "apostrophe" : "point";
  return group === "." ? "comma" : "space";
}

/** English keeps the month in words, which nobody misreads; elsewhere the order and mark of the language. */
export function systemDays(system: string): Days {
  const language = known(system);
  if (language.startsWith("en")) return "words";
  const parts = new Intl.DateTimeFormat(language, { day: "2-digit", month: "2-digit", year: "numeric" }).formatToParts(new Date(2026, 8, 30));
  const order = parts.filter((one) => ["day", "month", "year"].includes(one.type)).map((one) => one.type[0]);
  if (order.join("") !== "dmy") return "iso";
  return part(parts, "literal").includes(".") ? "dots" : "day-first";
}

/** A moment of this computer's clock, its day written in one of the styles: "30 Sep 2026, 14:02". */
export function moment(at: Date, days: Days): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const [day, month, year] = [at.getDate(), at.getMonth() + 1, at.getFullYear()];
  const written: Record<Days, () => string> = {
    words: () => `${day} ${at.toLocaleDateString("en", { month: "short" })} ${year}`,
    dots: () => `${two(day)}.${two(month)}.${year}`,
    "day-first": () => `${two(day)}/${two(month)}/${year}`,
    "month-first": () => `${two(month)}/${two(day)}/${year}`,
    iso: () => `${year}-${two(month)}-${two(day)}`,
  };
  return `${written[days]()}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}
