import { flushSync } from "svelte";
import { expect, it, vi } from "vitest";
import { following, painted } from "../src/lib/frames.svelte";

const frame = () => new Promise<void>((done) => painted(done));

it("a value follows its leader once what stands is painted", async () => {
  let leader = $state("data");
  let follower: { readonly now: string } | undefined;
  const stop = $effect.root(() => {
    follower = following(() => leader);
  });
  flushSync();
  expect(follower?.now).toBe("data");
  leader = "map";
  flushSync();
  expect(follower?.now).toBe("data");
  await frame();
  expect(follower?.now).toBe("map");
  stop();
});

it("of two values within a frame only the last is followed", async () => {
  let leader = $state(1);
  const seen: number[] = [];
  const stop = $effect.root(() => {
    const follower = following(() => leader);
    $effect(() => void seen.push(follower.now));
  });
  flushSync();
  leader = 2;
  flushSync();
  leader = 3;
  flushSync();
  await frame();
  flushSync();
  expect(seen).toEqual([1, 3]);
  stop();
});

it("what was taken back is not called", async () => {
  let called = false;
  painted(() => (called = true))();
  await frame();
  expect(called).toBe(false);
});

it("a window which paints nothing does not hold up what comes next", async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  await frame();
  vi.unstubAllGlobals();
});
