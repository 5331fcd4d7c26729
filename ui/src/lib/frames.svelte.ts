// What a click shows at once is painted first, then what takes longer: the click is answered within a frame.
import { untrack } from "svelte";

/** A window which is not on screen paints nothing: then it is waited for no longer, in milliseconds. */
const UNSEEN = 250;

/** Calls back once what stands in the document is painted; what takes the call back. */
export function painted(then: () => void): () => void {
  const call = () => {
    stop();
    then();
  };
  let timer = setTimeout(call, UNSEEN);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(call);
  });
  const stop = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  return stop;
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
