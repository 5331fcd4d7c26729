// Charts come as SVG text from the pack's renderer. Only drawing elements and attributes pass; names
// from a customer's file stay text; a link keeps the page it names and loses its address. Colours become roles, so that a chart follows the theme.

const ELEMENTS = new Set(["svg", "g", "path", "rect", "line", "polyline", "polygon", "circle", "ellipse", "text", "tspan", "title", "desc", "defs", "clipPath", "a", "image"]);
const ATTRIBUTES = new Set([
  "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "width", "height",
  "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "fill-opacity", "stroke-opacity", "opacity", "fill-rule", "clip-rule", "clip-path", "id",
  "font-size", "font-weight", "font-family", "font-style", "text-anchor", "dominant-baseline", "data-page", "xml:space", "textLength", "lengthAdjust", "preserveAspectRatio",
]);

const ROLES: Record<string, string> = {
  "#ffffff": "--paper",
  "#1f2933": "--ink-axis",
  "#52606d": "--ink-rule",
  "#6b7785": "--muted",
  "#2f3b45": "--ink-ac",
  "#949494": "--ink-py",
  "#4a97cf": "--ink-new",
  "#00588c": "--ink-expansion",
  "#d9730d": "--ink-downsell",
  "#8c2d04": "--ink-churn",
  "#a84300": "--bad",
  "#d9dee3": "--line",
  "#fbe3cc": "--tint",
  "#dceaf5": "--ink-area",
  "#1d6f42": "--ok",
  "#8a5a00": "--warn",
  "#a4262c": "--fail",
};

/** A logo: the bytes of a PNG within the drawing, never an address. */
const PICTURE = /^data:image\/png;base64,[A-Za-z0-9+/=]+$/;

function safe(element: Element, name: string, value: string): boolean {
  if (element.localName === "image" && (name === "href" || name === "xlink:href")) return PICTURE.test(value);
  if (!ATTRIBUTES.has(name)) return false;
  return !/url\((?!#)|javascript:/i.test(value);
}

/** A picture from anywhere but the drawing itself. */
function foreign(element: Element): boolean {
  const address = element.getAttribute("href") ?? element.getAttribute("xlink:href") ?? "";
  return element.localName === "image" && !PICTURE.test(address);
}

function clean(element: Element): void {
  for (const attribute of [...element.attributes]) {
    if (!safe(element, attribute.name, attribute.value)) element.removeAttribute(attribute.name);
  }
  for (const child of [...element.children]) {
    if (ELEMENTS.has(child.localName) && !foreign(child)) clean(child);
    else child.remove();
  }
}

function paint(element: SVGElement): void {
  for (const property of ["fill", "stroke"] as const) {
    const role = ROLES[element.getAttribute(property)?.toLowerCase() ?? ""];
    if (role) element.style.setProperty(property, `var(${role})`);
  }
  for (const child of element.children) paint(child as SVGElement);
}

/** The drawing as an element of its own; null where the text is no drawing. */
export function drawing(svg: string, themed: boolean): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.localName !== "svg" || parsed.querySelector("parsererror")) return null;
  clean(parsed);
  const element = document.importNode(parsed, true) as unknown as SVGSVGElement;
  const width = element.getAttribute("width");
  const height = element.getAttribute("height");
  if (!element.hasAttribute("viewBox") && width && height) {
    element.setAttribute("viewBox", `0 0 ${parseFloat(width)} ${parseFloat(height)}`);
  }
  element.removeAttribute("width");
  element.removeAttribute("height");
  if (themed) paint(element);
  return element;
}
