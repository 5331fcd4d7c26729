import { beforeEach, describe, expect, it, vi } from "vitest";

const ipc = vi.hoisted(() => ({
  chooseFiles: vi.fn(),
  chooseSample: vi.fn(),
  open: vi.fn(),
  closeProject: vi.fn(),
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
    expect([session.view, session.spot?.row, session.drawer.length]).toEqual(["data", 42, 0]);
  });

  it("forgets a period which is no longer there", () => {
    session.closing = "2020-03";
    session.attribute = "Gone";
    session.changed(overview());
    expect([session.closing, session.attribute]).toEqual([null, null]);
  });
});
