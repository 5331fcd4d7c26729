import { beforeEach, describe, expect, it, vi } from "vitest";

const ipc = vi.hoisted(() => ({
  chooseFiles: vi.fn(),
  chooseSample: vi.fn(),
  open: vi.fn(),
  closeProject: vi.fn(),
  cancel: vi.fn(),
}));
vi.mock("../src/ipc", async () => {
  const real = await vi.importActual<typeof import("../src/ipc")>("../src/ipc");
  return { asFailure: real.asFailure, ipc };
});
vi.mock("@tauri-apps/api/core", () => ({ invoke: vi.fn(), Channel: vi.fn() }));
vi.mock("@tauri-apps/api/event", () => ({ listen: vi.fn() }));

import { session } from "../src/lib/session.svelte";
import { overview } from "./made";

beforeEach(async () => {
  vi.resetAllMocks();
  await session.close();
  session.failure = null;
});

describe("opening", () => {
  it("leads to the figures", async () => {
    ipc.chooseSample.mockResolvedValue(true);
    ipc.open.mockResolvedValue(overview());
    await session.sample();
    expect(session.view).toBe("metrics");
    expect(session.job).toBeNull();
  });

  it("leads to the issues where there are no figures", async () => {
    ipc.chooseFiles.mockResolvedValue(true);
    ipc.open.mockResolvedValue(overview({ noFigures: "No column holds amounts." }));
    await session.choose("open");
    expect(session.view).toBe("issues");
  });

  it("says what is wrong and stays where it is", async () => {
    ipc.chooseFiles.mockResolvedValue(true);
    ipc.open.mockRejectedValue({ code: "password", place: "a.xlsx", message: "It has a password.", hint: "Save it without." });
    await session.choose("open");
    expect(session.view).toBe("start");
    expect(session.failure?.code).toBe("password");
  });

  it("does nothing where no file was chosen", async () => {
    ipc.chooseFiles.mockResolvedValue(false);
    await session.choose("open");
    expect(ipc.open).not.toHaveBeenCalled();
  });

  it("takes a cancelled job for no failure", async () => {
    ipc.chooseSample.mockResolvedValue(true);
    ipc.open.mockRejectedValue({ code: "cancelled", place: "", message: "Cancelled; nothing was changed.", hint: "" });
    await session.sample();
    expect(session.failure).toBeNull();
    expect(session.notice).toContain("Cancelled");
  });

  it("tells a fault of ours from a finding", async () => {
    ipc.chooseSample.mockRejectedValue("broken pipe");
    await session.sample();
    expect(session.failure?.code).toBe("window-fault");
    expect(session.failure?.message).toContain("broken pipe");
  });
});

describe("moving about", () => {
  it("needs a project for every step", () => {
    session.go("pack");
    expect(session.view).toBe("start");
  });

  it("goes behind a figure and back", () => {
    session.changed(overview());
    session.go("metrics");
    session.follow({ to: "figure", opening: "2026-06", closing: "2026-09", metric: "nrr", segment: null });
    session.follow({ to: "customer", opening: "2026-06", closing: "2026-09", customer: 3 });
    expect(session.drawer).toHaveLength(2);
    session.back();
    expect(session.drawer).toHaveLength(1);
    session.follow({ to: "row", source: 0, row: 42 });
    expect([session.view, session.spot?.row]).toEqual(["data", 42]);
    // On another step the window closes it once that step is there; on the same one it goes at once.
    session.go("data");
    expect(session.drawer).toHaveLength(0);
  });

  it("forgets a period which is no longer there", () => {
    session.closing = "2020-03";
    session.attribute = "Gone";
    session.changed(overview());
    expect([session.closing, session.attribute]).toEqual([null, null]);
  });
});

describe("what the screens load", () => {
  it("is loaded once for the inputs as they stand, and again when they change", async () => {
    const load = vi.fn().mockResolvedValue("rows");
    await Promise.all([session.keep("preview", load), session.keep("preview", load)]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(session.known("preview")).toBe("rows");
    session.changed(overview());
    expect(session.known("preview")).toBeUndefined();
  });

  it("is asked for again where it failed", async () => {
    const load = vi.fn().mockRejectedValueOnce("broken").mockResolvedValue("rows");
    await expect(session.keep("data", load)).rejects.toBe("broken");
    await expect(session.keep("data", load)).resolves.toBe("rows");
  });
});

describe("changes", () => {
  it("are computed one after the other, each with its progress", async () => {
    const order: string[] = [];
    const slow = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      return overview();
    };
    const both = [session.change(slow("first")), session.change(slow("second"))];
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(session.changing).toBeNull();
  });

  it("which are cancelled leave all as it was", async () => {
    session.changed(overview());
    const { revision } = session;
    const cancelled = { code: "cancelled", place: "", message: "Cancelled; nothing was changed.", hint: "" };
    expect(await session.change(() => Promise.reject(cancelled as unknown as Error))).toBe(false);
    expect(session.revision).toBe(revision);
    expect(session.failure).toBeNull();
    expect(session.notice).toContain("Cancelled");
  });
  it("which are cancelled while only their sign is there are cancelled once they are asked for", async () => {
    const asked: string[] = [];
    ipc.cancel.mockImplementation(() => asked.push("cancel"));
    const change = session.change(() => {
      asked.push("change");
      return Promise.resolve(overview());
    });
    while (!session.changing) await Promise.resolve();
    session.cancel();
    await change;
    expect(asked).toEqual(["cancel", "change", "cancel"]);
    await session.change(() => Promise.resolve(overview()));
    expect(asked).toHaveLength(3);
  });
});
