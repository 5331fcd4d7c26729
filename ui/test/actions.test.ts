import { beforeEach, describe, expect, it, vi } from "vitest";

vi.mock("../src/ipc", () => ({ ipc: { undo: vi.fn(), redo: vi.fn() }, asFailure: vi.fn() }));

import { ACTIONS, combination, onKey, perform } from "../src/lib/actions";
import { session } from "../src/lib/session.svelte";
import { overview } from "./made";

function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, "target", { value: target });
  onKey(event);
  return event;
}

beforeEach(() => {
  session.overview = overview();
  session.overlay = null;
  session.drawer = [];
  session.view = "metrics";
});

describe("keys", () => {
  it("are named as they are shown", () => {
    expect(combination(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, shiftKey: true }))).toBe("Ctrl+Shift+Z");
    expect(combination(new KeyboardEvent("keydown", { key: "+", ctrlKey: true, shiftKey: true }))).toBe("Ctrl++");
    expect(combination(new KeyboardEvent("keydown", { key: "o", metaKey: true }))).toBe("Ctrl+O");
  });

  it("are not taken twice", () => {
    const keys = ACTIONS.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("lead to every step", () => {
    press("6", { ctrlKey: true });
    expect(session.view).toBe("pack");
    press("1", { ctrlKey: true });
    expect(session.view).toBe("data");
  });

  it("open the palette, and Escape closes one thing at a time", () => {
    session.follow({ to: "figure", opening: "2026-06", closing: "2026-09", metric: "nrr", segment: null });
    press("k", { ctrlKey: true });
    expect(session.overlay).toBe("palette");
    press("Escape");
    expect([session.overlay, session.drawer.length]).toEqual([null, 1]);
    press("Escape");
    expect(session.drawer).toHaveLength(0);
  });

  it("leave a text field its own undo and letters", () => {
    const field = document.createElement("textarea");
    expect(press("z", { ctrlKey: true }, field).defaultPrevented).toBe(false);
    expect(press("?", {}, field).defaultPrevented).toBe(false);
    expect(press("k", { ctrlKey: true }, field).defaultPrevented).toBe(true);
    expect(press("F3", {}, field).defaultPrevented, "finds on from the field of the find bar").toBe(true);
  });

  it("are not needed to open a recent project from the menu", () => {
    const recent = vi.spyOn(session, "recent").mockResolvedValue();
    perform("recent-3");
    expect(recent).toHaveBeenCalledWith(3);
  });

  it("do nothing without a project", () => {
    session.overview = null;
    session.view = "start";
    press("7", { ctrlKey: true });
    expect(session.view).toBe("start");
  });
});
