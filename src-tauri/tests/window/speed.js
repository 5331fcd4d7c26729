// Does something as a user does, and says after how many milliseconds the window has answered: with what was
// asked for, or with a sign that it is at work; and when what was asked for stands painted.
const done = arguments[arguments.length - 1];
const busy = () => document.querySelector("[aria-busy='true'], [role='status'].wait, dialog[open] progress") !== null;
const settled = () => Boolean(SETTLED);
let answered = null;
let start = 0;
const look = () => {
  const there = settled() && !busy();
  if (answered === null && (there || busy())) setTimeout(() => (answered ??= performance.now() - start));
  if (there) setTimeout(() => done([answered ?? performance.now() - start, performance.now() - start]));
  else requestAnimationFrame(look);
};
// A user looks at what the last click gave before the next one.
setTimeout(() => {
  start = performance.now();
  ACT;
  requestAnimationFrame(look);
}, 600);
