import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UpdateSteps, watchForStall } from "../../commands/stalled-update";

type Kind = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";

function event(kind: Kind, op: string, urn: string, custom = true): string {
  return JSON.stringify({ sequence: 1, [kind]: { metadata: { op, urn, old: { urn, type: "t", custom }, new: null } } });
}

const PATIENCE = { quiet: 3, command: (seconds: number) => seconds + 10 };

/** A step of a command on a host, whose script gets 60 s, or 30 s to remove what it made. */
function remote(kind: Kind, op: string, urn: string): string {
  const inputs = { create: "sudo -n timeout 60 sh -s -- apply", delete: "timeout 30 sh -s -- remove" };
  const resource = { urn, type: "command:remote:Command", custom: true, inputs };
  const states = op === "delete" ? { old: resource, new: null } : { old: null, new: resource };
  return JSON.stringify({ sequence: 1, [kind]: { metadata: { op, urn, ...states } } });
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
    const steps = new UpdateSteps(PATIENCE);
    for (const line of lines) steps.add(line);
    expect(steps.isWaiting).toBe(waits);
  }); // prettier-ignore
});

it("what may have been created although it failed is known", () => {
  const failed = (op: string, status: number): string => {
    const created = { urn: `${op} ${String(status)}`, type: "t", inputs: { name: "n" } };
    return JSON.stringify({ resOpFailedEvent: { metadata: { op, urn: "a", old: null, new: created }, status } });
  };
  const steps = new UpdateSteps(PATIENCE);
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

  const told: string[] = [];
  const listener = {
    onStall: () => void told.push("stall"),
    onHang: (commands: readonly string[]) => void told.push(commands.join()),
  };
  beforeEach(() => {
    told.length = 0;
  });

  it("calls back once, after the given time without any event", () => {
    const log = join(folder, "events.jsonl");
    const end = watchForStall(log, listener, PATIENCE);
    vi.advanceTimersByTime(5000);
    // A line counts once it is whole.
    appendFileSync(log, FAILS.join("\n"));
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([]);
    appendFileSync(log, "\n");
    vi.advanceTimersByTime(3000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(["stall"]);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual(["stall"]);
    expect([...end().stuck]).toEqual(["a"]);
  });

  it.each<[string, string[], number, string[]]>([
    ["names a command that takes longer than its script may", [remote("resourcePreEvent", "update", "u::a")], 70, ["u::a"]],
    ["gives a deletion its own time", [remote("resourcePreEvent", "delete", "u::a")], 40, ["u::a"]],
    ["waits for the last of several", [remote("resourcePreEvent", "update", "u::a"), remote("resourcePreEvent", "delete", "u::b")], 70, ["u::a,u::b"]],
    ["waits while anything else is under way", [remote("resourcePreEvent", "update", "u::a"), event("resourcePreEvent", "create", "u::b")], 500, []],
    ["leaves alone a command that ends in time", [remote("resourcePreEvent", "update", "u::a"), remote("resOutputsEvent", "update", "u::a")], 500, []],
  ])("%s", (_, lines, seconds, expected) => {
    const log = join(folder, "events.jsonl");
    appendFileSync(log, `${lines.join("\n")}\n`);
    const end = watchForStall(log, listener, PATIENCE);
    vi.advanceTimersByTime(seconds * 1000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual(expected);
    end();
  }); // prettier-ignore
});
