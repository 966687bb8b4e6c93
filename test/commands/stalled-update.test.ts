import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UpdateSteps, watchForStall } from "../../commands/stalled-update";

type Kind = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";

function event(kind: Kind, op: string, urn: string, custom = true): string {
  return JSON.stringify({ sequence: 1, [kind]: { metadata: { op, urn, old: { urn, type: "t", custom }, new: null } } });
}

const FAILS = [event("resourcePreEvent", "delete-replaced", "a"), event("resOpFailedEvent", "delete-replaced", "a")];

describe("an update waits for what will never come", () => {
  it.each<[string, string[], boolean]>([
    ["when it could not delete what it replaces", FAILS, true],
    ["not while something else is under way", [...FAILS, event("resourcePreEvent", "create", "b")], false],
    ["once that is done", [...FAILS, event("resourcePreEvent", "create", "b"), event("resOutputsEvent", "create", "b")], true],
    ["although a component is under way", [...FAILS, event("resourcePreEvent", "create", "b", false)], true],
    ["not when it could not delete what it removes", FAILS.map((line) => line.replace("-replaced", "")), false],
    ["not when nothing has failed", [event("resourcePreEvent", "same", "a"), '{"sequence":2,"summaryEvent":{}}'], false],
  ])("%s", (_, lines, waits) => {
    const steps = new UpdateSteps();
    for (const line of lines) steps.add(line);
    expect(steps.isWaiting).toBe(waits);
  }); // prettier-ignore
});

it("what may have been created although it failed is known", () => {
  const failed = (op: string, status: number): string => {
    const created = { urn: `${op} ${String(status)}`, type: "t", inputs: { name: "n" } };
    return JSON.stringify({ resOpFailedEvent: { metadata: { op, urn: "a", old: null, new: created }, status } });
  };
  const steps = new UpdateSteps();
  for (const op of ["create", "create-replacement", "update"])
    for (const status of [0, 1]) steps.add(failed(op, status));
  expect(steps.lost.map(({ urn }) => urn)).toEqual(["create 0", "create-replacement 0"]);
});

describe("watchForStall", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-stall-"));
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  it("calls back once, after the given time without any event", () => {
    const log = join(folder, "events.jsonl");
    let stalls = 0;
    const end = watchForStall(log, () => (stalls += 1), 3);
    vi.advanceTimersByTime(5000);
    // A line counts once it is whole.
    appendFileSync(log, FAILS.join("\n"));
    vi.advanceTimersByTime(5000);
    expect(stalls).toBe(0);
    appendFileSync(log, "\n");
    vi.advanceTimersByTime(3000);
    expect(stalls).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(stalls).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(stalls).toBe(1);
    expect([...end().stuck]).toEqual(["a"]);
  });
});
