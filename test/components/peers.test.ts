import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPeers } from "../../components/load-peers";
import { problemText } from "../../support/problem";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan } from "../../topology/plan/exported-plan";
import { devTopology } from "../support/dev-stack";

const plan = exportPlan("office", addressPlan(devTopology().topology));
const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-peers-"));
const asked: string[] = [];

beforeAll(async () => {
  writeFileSync(join(folder, "office.json"), JSON.stringify(plan));
  writeFileSync(join(folder, "broken.json"), "{");
  writeFileSync(join(folder, "other.json"), JSON.stringify({ hello: 1 }));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ inputs, id }) => {
        const name = String((inputs as Record<string, unknown>)["name"]);
        asked.push(name);
        const outputs = name.endsWith("/office") ? { plan } : {};
        return { id: id ?? "", state: { ...inputs, outputs, secretOutputNames: [] } };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "macvlan-fabric",
    "dev",
    false,
    "organization",
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("peers", () => {
  it("are read from stacks, a bare name being one of this project, and from files", async () => {
    const found = await loadPeers([
      { name: "one", stack: "office" },
      { name: "two", stack: "acme/labs/office" },
      { name: "three", plan: join(folder, "office.json") },
    ]);
    expect(found).toEqual({ plans: ["one", "two", "three"].map((name) => ({ name, plan })), problems: [] });
    expect(asked).toEqual(["organization/macvlan-fabric/office", "acme/labs/office"]);
  });

  it("that cannot be read are all named, with what to do", async () => {
    const { plans, problems } = await loadPeers([
      { name: "empty", stack: "hall" },
      { name: "gone", plan: "nowhere.json" },
      { name: "broken", plan: join(folder, "broken.json") },
      { name: "other", plan: join(folder, "other.json") },
    ]);
    expect(plans).toEqual([]);
    expect(problems.map(problemText)).toEqual([
      "peers.empty.stack: stack hall has no output plan: bring it up first, or name an exported plan",
      expect.stringMatching(/^peers\.gone\.plan: nowhere\.json cannot be read as JSON: create it with/),
      expect.stringMatching(/^peers\.broken\.plan: .*broken\.json cannot be read as JSON: create it with/),
      expect.stringMatching(
        /^peers\.other\.plan: .*other\.json does not contain a valid address plan \(at schemaVersion\): create it with/,
      ),
    ]);
  });
});
