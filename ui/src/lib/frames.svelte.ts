// What a click shows at once is painted first, then what takes longer: the click is answered within a frame.
import { untrack } from "svelte";

/** Calls back once what stands in the document is painted; what takes the call back. */
export function painted(then: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(then)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** A value which follows another one frame behind: the mark that a click moves is there before what it leads to. */
export function following<T>(leader: () => T): { readonly now: T } {
  let now = $state.raw(untrack(leader));
  $effect(() => {
    const next = leader();
    if (next !== untrack(() => now)) return painted(() => (now = next));
  });
  return {
    get now() {
      return now;
    },
  };
}
