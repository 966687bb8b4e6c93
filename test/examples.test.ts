import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { plannedOutput } from "../components/assembly/planned-output";
import { namedAddresses } from "../harness/names/named-addresses";
import { planJson } from "../commands/plan-formats";
import { collectPeers } from "../components/collect-peers";
import { ALLOWED_RANGES, findForbiddenSubnets } from "../topology/allowed-ranges";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { normalise } from "../topology/model/normalise";
import { addressPlan } from "../topology/plan/build-plan";
import { requirementsOf } from "../topology/requirements/find-requirements";
import { FABRIC_KEY, parseFabric } from "../topology/schema/parse-configuration";

const FOLDER = join(__dirname, "..", "examples");
const HEAD = "# yaml-language-server: $schema=../docs/schemas/stack-file.schema.json";

/** What lies in the folder, but for the programs, which are folders with tests of their own. */
const files = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);
const stackFiles = files.filter((name) => name.endsWith(".yaml"));
const planFiles = files.filter((name) => name.endsWith(".plan.json"));

it("holds stack files, their exported plans and a table of them, and nothing else", () => {
  expect(stackFiles.length).toBeGreaterThan(0);
  expect(files.filter((name) => ![...stackFiles, ...planFiles, "README.md"].includes(name))).toEqual([]);
});

describe.each(stackFiles)("%s", (name) => {
  it("is planned without a problem", async () => {
    const { problems, plan } = await planExample(name);
    expect([...problems, ...findConflicts(plan), ...findForbiddenSubnets(plan, ALLOWED_RANGES)]).toEqual([]);
    expect(plan.addresses).not.toEqual([]);
  });

  it("says in two lines what it shows, below the line for editors", () => {
    const lines = readFileSync(join(FOLDER, name), "utf8").split("\n");
    expect(lines[0]).toBe(HEAD);
    expect(lines.slice(1, 3)).toEqual([expect.stringMatching(/^# [A-Z]/), expect.stringMatching(/^# /)]);
    expect(lines[3]).toBe("config:");
  });

  it("has a row in the table", () => {
    expect(readFileSync(join(FOLDER, "README.md"), "utf8")).toContain(`| [\`${stackOf(name)}\`](${name})`);
  });
});

it.each(planFiles)("%s is what its stack file plans: write it again with `npm run -s plan -- --json`", async (name) => {
  const stack = name.replace(/\.plan\.json$/, "");
  const { plan, names, requirements, problems } = await planExample(`Pulumi.${stack}.yaml`);
  const planned: unknown = JSON.parse(
    planJson(stack, plan, names, requirements, [...problems, ...findConflicts(plan)]),
  );
  expect(JSON.parse(readFileSync(join(FOLDER, name), "utf8"))).toEqual(planned);
});

/** Everything that `npm run plan` does with a stack file. */
async function planExample(name: string) {
  const document = parse(readFileSync(join(FOLDER, name), "utf8")) as { config?: Record<string, unknown> } | null;
  const { topology, problems } = normalise(parseFabric(document?.config?.[FABRIC_KEY]), stackOf(name));
  const peers = await collectPeers(topology.peers, (stack) => {
    throw new Error(`no example may need a running stack, such as ${stack}`);
  });
  return {
    plan: addressPlan(topology, peers.plans),
    names: namedAddresses(plannedOutput(topology)),
    requirements: requirementsOf(topology),
    problems: [...problems, ...peers.problems],
  };
}

function stackOf(name: string): string {
  const stack = /^Pulumi\.([a-z0-9-]+)\.yaml$/.exec(name)?.[1];
  if (stack === undefined) throw new Error(`examples/${name}: name it Pulumi.<feature>.yaml`);
  return stack;
}
