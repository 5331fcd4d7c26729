const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 130);
const lost = [];
for (const element of document.querySelectorAll("body *")) {
  if (!element.getClientRects().length || element.closest("svg, .visually-hidden, option")) continue;
  const style = getComputedStyle(element);
  // Words for screen readers alone.
  if (style.clipPath !== "none") continue;
  // Cut off in a box which does not scroll. A text whose whole is in a title or in a drawing's words is not lost.
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  const wide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
  if ((wide || high) && !element.closest("[title], [role=img]")) {
    lost.push(`cut off by ${element.scrollWidth - element.clientWidth} × ${element.scrollHeight - element.clientHeight}: ${named(element)}`);
  }
  // Words and controls outside the window, in nothing that scrolls to them.
  if (!element.matches("h1, h2, h3, p, button, select, input, textarea, td, th, dt, dd, label, span")) continue;
  const box = element.getBoundingClientRect();
  const scrolls = (e, axis) => e && (["auto", "scroll"].includes(getComputedStyle(e)[axis]) || scrolls(e.parentElement, axis));
  if (box.right > innerWidth + 1 && !scrolls(element.parentElement, "overflowX")) lost.push(`beyond the right edge: ${named(element)}`);
  if (box.bottom > innerHeight + 1 && !scrolls(element.parentElement, "overflowY")) lost.push(`below the window: ${named(element)}`);
}
return lost.slice(0, 25);
