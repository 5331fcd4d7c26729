import { flushSync, mount, unmount } from "svelte";
import { expect, it, vi } from "vitest";

vi.mock("../src/ipc", () => ({ ipc: {}, asFailure: vi.fn() }));

import Grid from "../src/parts/Grid.svelte";
import type { Link } from "../src/types";
import { cell, grid } from "./made";

const link: Link = { to: "figure", opening: "2026-06", closing: "2026-09", metric: "downsell_arr", segment: null };

function shown(follow = vi.fn()) {
  const table = grid(["$K", "Q3", "Q2"], [
    [cell("<b>Downsell</b>"), cell("−241", link), cell("−165", link)],
    [cell("Churn"), cell("−318", link), cell("n/a")],
  ]);
  const target = document.createElement("div");
  document.body.replaceChildren(target);
  const component = mount(Grid, { target, props: { grid: table, follow } });
  flushSync();
  return { target, follow, end: () => unmount(component) };
}

it("sets words as text, whatever they say", () => {
  const { target, end } = shown();
  expect(target.querySelector("tbody th")?.textContent?.trim()).toBe("<b>Downsell</b>");
  expect(target.querySelector("b")).toBeNull();
  void end();
});

it("has headers for columns and rows", () => {
  const { target, end } = shown();
  expect(target.querySelectorAll('th[scope="col"]')).toHaveLength(3);
  expect(target.querySelectorAll('th[scope="row"]')).toHaveLength(2);
  void end();
});

it("leads behind a figure", () => {
  const { target, follow, end } = shown();
  target.querySelector("button")?.click();
  expect(follow).toHaveBeenCalledWith(link);
  void end();
});

it("walks from figure to figure by arrow keys", () => {
  const { target, end } = shown();
  const [first, second, below] = target.querySelectorAll("button");
  const press = (key: string) =>
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  first?.focus();
  press("ArrowRight");
  expect(document.activeElement).toBe(second);
  press("ArrowLeft");
  press("ArrowDown");
  expect(document.activeElement).toBe(below);
  void end();
});
