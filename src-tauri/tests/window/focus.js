const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
// The colour behind: the nearest ancestor's that is painted and whole.
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = numbers(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || (colour[3] ?? 1) === 1) return colour;
  }
  return [255, 255, 255];
};
// A field of a label is as large as the label.
const target = (element) => (element.matches("[type=checkbox], [type=radio]") ? (element.closest("label") ?? element) : element);
const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);

// The part of an element which is scrolled into view.
function shown(element) {
  let { left, right, top, bottom } = element.getBoundingClientRect();
  const within = (l, r, t, b) => {
    [left, right, top, bottom] = [Math.max(left, l), Math.min(right, r), Math.max(top, t), Math.min(bottom, b)];
  };
  within(0, innerWidth, 0, innerHeight);
  for (let e = element.parentElement; e; e = e.parentElement) {
    if (getComputedStyle(e).overflowY === "visible") continue;
    const box = e.getBoundingClientRect();
    within(box.left, box.right, box.top, box.bottom);
  }
  return { left, right, top, bottom };
}

function fault(element) {
  if (document.activeElement !== element) return "takes no focus";
  if (!element.matches(":focus-visible")) return "shows no focus";
  const style = getComputedStyle(element);
  const [width, offset] = [parseFloat(style.outlineWidth), parseFloat(style.outlineOffset)];
  if (style.outlineStyle === "none" || width < 2) return `ring of ${style.outlineWidth} ${style.outlineStyle}`;
  const ring = contrast(numbers(style.outlineColor), behind(offset < 0 ? element : element.parentElement));
  if (ring < 3) return `ring at ${ring.toFixed(2)} to 1`;
  const room = target(element).getBoundingClientRect();
  if (room.width < 23.5 || room.height < 23.5) return `target of ${room.width.toFixed(1)} × ${room.height.toFixed(1)}`;
  // What lies in the part which the window and its scrolling parts show must be itself, or what it stands in.
  const seen = shown(element);
  if (seen.right - seen.left < 2 || seen.bottom - seen.top < 2) return "is outside the window";
  for (const [x, y] of [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]]) {
    const hit = document.elementFromPoint(seen.left + (seen.right - seen.left) * x, seen.top + (seen.bottom - seen.top) * y);
    if (hit && !element.contains(hit) && !hit.contains(element) && !target(element).contains(hit)) return `lies under ${named(hit)}`;
  }
  return null;
}

const modal = document.querySelector("dialog[open]") ?? document;
// What the check opens and scrolls is afterwards as it was.
const closed = [...modal.querySelectorAll("details:not([open])")];
for (const part of closed) part.open = true;
const before = document.activeElement;
const places = new Map([...document.querySelectorAll("body *")].map((e) => [e, [e.scrollLeft, e.scrollTop]]));
const restore = () => {
  for (const part of closed) part.open = false;
  before?.focus({ preventScroll: true });
  for (const [element, [left, top]] of places) {
    if (element.scrollLeft !== left || element.scrollTop !== top) element.scrollTo(left, top);
  }
};
const controls = [...modal.querySelectorAll("a[href], summary, button, input, select, textarea, [tabindex='0']")].filter(
  (e) => !e.disabled && e.tabIndex >= 0 && e.getClientRects().length > 0,
);
const done = arguments[arguments.length - 1];
(async () => {
  const faults = [];
  for (const control of controls) {
    control.focus();
    let what = fault(control);
    // A focus scrolls with one of the next frames.
    for (let frames = 0; what && frames < 4; frames += 1) {
      await new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
      what = fault(control);
    }
    if (what) faults.push(`${what}: ${named(control)}`);
  }
  restore();
  done({ count: controls.length, faults: faults.slice(0, 20) });
})();
