// Small behaviours put on elements.
import { drawing } from "./svg";

/** Hears keys pressed anywhere while the element is shown. */
export function keys(hear: (event: KeyboardEvent) => void): () => () => void {
  return () => {
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  };
}

/** Fills the element with a drawing. */
export function drawn(svg: string, themed: boolean): (box: HTMLElement) => void {
  return (box) => {
    const element = drawing(svg, themed);
    box.replaceChildren(...(element ? [element] : []));
  };
}
