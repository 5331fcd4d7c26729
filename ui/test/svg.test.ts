import { describe, expect, it } from "vitest";
import { drawing } from "../src/lib/svg";

const svg = (inner: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">${inner}</svg>`;

describe("drawing", () => {
  it("keeps marks and texts, and fits its box", () => {
    const element = drawing(svg('<rect x="1" y="2" width="3" height="4" fill="#D9730D"/><text x="1">Alder &amp; Co</text>'), false);
    expect(element?.getAttribute("viewBox")).toBe("0 0 640 360");
    expect(element?.hasAttribute("width")).toBe(false);
    expect(element?.querySelector("rect")?.getAttribute("fill")).toBe("#D9730D");
    expect(element?.querySelector("text")?.textContent).toBe("Alder & Co");
  });

  it("drops whatever could act", () => {
    const hostile = svg(
      '<script>alert(1)</script><foreignObject><b/></foreignObject><a href="javascript:alert(1)"><text>x</text></a>' +
        '<rect onclick="alert(1)" fill="url(https://example.com/a)" style="fill:red" width="1"/><image href="https://example.com/b"/>',
    );
    const element = drawing(hostile, true);
    expect([...(element?.querySelectorAll("*") ?? [])].map((child) => child.localName)).toEqual(["a", "text", "rect"]);
    const rect = element?.querySelector("rect");
    expect(element?.querySelector("a")?.getAttributeNames()).toEqual([]);
    expect(rect?.getAttributeNames()).toEqual(["width"]);
  });

  it("keeps a logo which is in the drawing itself", () => {
    const logo = '<image href="data:image/png;base64,iVBORw0KGgo=" width="1"/>';
    const script = '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="1"/>';
    expect(drawing(svg(logo + script), false)?.querySelectorAll("image")).toHaveLength(1);
  });

  it("lets colours follow the theme where asked", () => {
    const element = drawing(svg('<rect fill="#00588C" stroke="#FFFFFF"/><path fill="#123456"/>'), true);
    expect(element?.querySelector("rect")?.style.getPropertyValue("fill")).toBe("var(--ink-expansion)");
    expect(element?.querySelector("rect")?.style.getPropertyValue("stroke")).toBe("var(--paper)");
    expect(element?.querySelector("path")?.style.getPropertyValue("fill")).toBe("");
  });

  it("gives nothing for what is no drawing", () => {
    expect(drawing("<p>no</p>", false)).toBeNull();
  });
});
