// Small behaviours put on elements.
import { drawing } from "./svg";

/** Hears keys pressed anywhere while the element is shown. */
export function keys(hear: (event: KeyboardEvent) => void): () => () => void {
  return () => {
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  };
}

/** Gives the focus back to where it was before the element was shown, or to the step. */
export function returning(): () => void {
  const before = document.activeElement;
  const lost = () => document.activeElement === document.body || document.activeElement === null;
  const back = () => {
    const there = before instanceof HTMLElement && before !== document.body && before.isConnected;
    (there ? before : document.querySelector<HTMLElement>("main"))?.focus();
  };
  return () => queueMicrotask(() => lost() && back());
}

/** Fills the element with a drawing. */
export function drawn(svg: string, themed: boolean): (box: HTMLElement) => void {
  return (box) => {
    const element = drawing(svg, themed);
    box.replaceChildren(...(element ? [element] : []));
  };
}
