import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { TOKENS } from "../components/tokens";
import { record, type Row } from "./support/record";

const FOLDER = join(__dirname, "..", "examples");
const programs = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, "Pulumi.yaml")));

const recorded = new Map<string, Row[]>();

beforeAll(async () => {
  for (const name of programs) recorded.set(name, await record(() => run(name)));
});

/** Runs a program as the engine does: a function that it exports is called. */
async function run(name: string): Promise<void> {
  const program: unknown = ((await import(join(FOLDER, name, "index.ts"))) as { default: unknown }).default;
  if (typeof program === "function") await (program as () => unknown)();
}

function rowsOf(name: string): readonly Row[] {
  const rows = recorded.get(name);
  if (rows === undefined) throw new Error(`there is no examples/${name}`);
  return rows;
}

describe("the example programs", () => {
  it.each(programs)("%s registers components and what they make", (name) => {
    const rows = rowsOf(name);
    expect(rows.filter(({ custom }) => !custom).length).toBeGreaterThan(4);
    expect(rows.filter(({ type }) => type === "docker:index/container:Container").length).toBeGreaterThan(0);
    for (const { urn, parent, custom } of rows) if (custom) expect(parent, urn).toMatch(/^macvlan-fabric:index:/);
    const urns = rows.map(({ urn }) => urn);
    expect(urns).toEqual([...new Set(urns)]);
  });

  it("show the whole fabric and the single components", () => {
    const types = (name: string): string[] => rowsOf(name).map(({ type }) => type);
    expect(types("fabric-program")).toContain(TOKENS.fabric);
    const single = types("single-components");
    expect(single).not.toContain(TOKENS.fabric);
    const shown = [TOKENS.segmentNetwork, TOKENS.vlanSubinterface, TOKENS.bridgeNetwork];
    expect(single).toEqual(expect.arrayContaining(shown));
  });

  it("give a segment that is used alone the default mode", () => {
    const networks = rowsOf("single-components").filter(({ inputs }) => inputs["driver"] === "macvlan");
    const mode = expect.objectContaining({ macvlan_mode: "bridge" });
    expect(networks.map(({ inputs }) => inputs["options"])).toEqual([mode, mode]);
  });
});
