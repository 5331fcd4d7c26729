import { describe, expect, it } from "vitest";
import { systemDays, systemFigures } from "../src/lib/locale";

describe("a language of the system", () => {
  it("has its marks", () => {
    const marks = ["en-US", "de-DE", "fr-FR", "de-CH", "sv-SE"].map(systemFigures);
    expect(marks).toEqual(["point", "comma", "space", "apostrophe", "space"]);
  });

  it("is English where the system names none", () => {
    expect([systemFigures("C"), systemDays("C")]).toEqual(["point", "words"]);
  });

  it("has its days, in words where figures would be misread", () => {
    const days = ["en-US", "en-GB", "de-DE", "fr-FR", "sv-SE"].map(systemDays);
    expect(days).toEqual(["words", "words", "dots", "day-first", "iso"]);
  });
});
