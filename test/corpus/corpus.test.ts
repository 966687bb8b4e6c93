import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { UserError } from "../../support/errors";
import { problemText } from "../../support/problem";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { normalise } from "../../topology/model/normalise";
import { findTargetProblems } from "../../topology/problems/test-targets";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan } from "../../topology/plan/exported-plan";
import { configurationProblems, parseFabric } from "../../topology/schema/parse-configuration";
import { analyze } from "../policy/analyze";
import * as make from "../policy/resources";

/** A topology that is the base one but for a change. */
interface Entry {
  /** What somebody did, in a few words. */
  readonly case: string;
  /** Merged into the base; null removes a key. */
  readonly change: unknown;
  /** Another stack on the LAN, named `office`: the base, but for this change. */
  readonly peer?: unknown;
}

interface BadEntry extends Entry {
  /** Every message, word for word. */
  readonly expect: readonly string[];
}

const base = read("base.yaml");
const bad = load<BadEntry>("bad");
const good = load<Entry>("good");

describe("bad topologies: each draws one message that names path, value, both owners and the fix", () => {
  it("are eighty or more, all different", () => {
    expect(bad.length).toBeGreaterThanOrEqual(80);
    expect(new Set(bad.map((entry) => entry.case)).size).toBe(bad.length);
    expect(new Set(bad.map((entry) => JSON.stringify([entry.change, entry.peer]))).size).toBe(bad.length);
  });

  it.each(bad.map((entry) => [entry.case, entry] as const))("%s", async (_, entry) => {
    expect(entry.expect).toHaveLength(1);
    expect(await judge(entry)).toEqual(entry.expect);
  });
});

describe("good topologies that look suspicious: none is refused", () => {
  it("are twenty or more, all different", () => {
    expect(good.length).toBeGreaterThanOrEqual(20);
    expect(new Set(good.map((entry) => JSON.stringify([entry.change, entry.peer]))).size).toBe(good.length);
  });

  it.each(good.map((entry) => [entry.case, entry] as const))("%s", async (_, entry) => {
    expect(await judge(entry)).toEqual([]);
  });
});

it("the base itself is sound", async () => {
  expect(await judge({ case: "base", change: {} })).toEqual([]);
});

/** What the program and the pack say to a topology, each message once. */
async function judge({ change, peer }: Entry): Promise<string[]> {
  try {
    const { topology, problems } = normalise(parseFabric(merge(base, change)), "corpus");
    const peers = peer === undefined ? [] : [{ name: "office", plan: planOf(merge(base, peer)) }];
    const plan = addressPlan(topology, peers);
    const conflicts = findConflicts(plan).map(problemText);
    const refused = [...[...problems, ...findTargetProblems(topology, plan)].map(problemText), ...conflicts];
    const heard = await analyze([
      make.fabric(plan),
      ...topology.hosts.map(({ name, docker }) =>
        make.dockerHost({ host: name, ...(docker === undefined ? {} : { docker }) }),
      ),
    ]);
    // The pack has to say alone what the program says, as it stops more than that one program.
    const said = heard.map(({ message }) => message.split("\n").at(-1) ?? "");
    expect(said).toEqual(expect.arrayContaining(conflicts));
    return [...new Set([...refused, ...said])];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [heading = "", ...lines] = error.message.split("\n");
    expect(heading).toBe(configurationProblems(lines.map(() => ({ path: "", message: "" }))).split("\n")[0]);
    return lines.map((line) => line.replace(/^ {2}- /, ""));
  }
}

function planOf(fabric: unknown) {
  const { topology } = normalise(parseFabric(fabric), "office");
  return exportPlan("office", addressPlan(topology));
}

/** As a person would edit the file: maps are merged, everything else is replaced, null takes a key away. */
function merge(value: unknown, change: unknown): unknown {
  if (!isMap(value) || !isMap(change)) return change;
  const kept = Object.entries(value).filter(([key]) => change[key] !== null);
  const parts = Object.entries(change).filter(([, part]) => part !== null);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(parts.map(([key, part]) => [key, merge(value[key], part)])),
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return value instanceof Object && !Array.isArray(value);
}

function load<T>(folder: string): T[] {
  return readdirSync(join(__dirname, folder)).flatMap((file) => read(join(folder, file)) as T[]);
}

function read(file: string): unknown {
  return parse(readFileSync(join(__dirname, file), "utf8"), { merge: true });
}
