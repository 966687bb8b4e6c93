// Brings a stack up, tests it and takes it down, with Pulumi's Automation API: for pipelines that own the lab.
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { loadFabric, type Lab } from "macvlan-fabric/harness";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** The project with the stack files. */
const workDir = process.env["LAB_PROJECT"] ?? join(__dirname, "..", "..");

let stack: Stack;
let lab: Lab;

beforeAll(async () => {
  stack = await LocalWorkspace.createOrSelectStack({ stackName: process.env["LAB_STACK"] ?? "dev", workDir });
  const { outputs } = await stack.up({ policyPacks: ["policy"] });
  lab = await loadFabric({ output: outputs["fabric"]?.value });
}, 1_800_000);

afterAll(async () => {
  lab.close();
  await stack.destroy({ remove: true });
}, 900_000);

describe("the lab", { timeout: 120_000 }, () => {
  it("has the hosts of its plan", () => {
    expect(Object.keys(lab.output.hosts)).toEqual(["docker01", "docker02"]);
  });

  it("connects what it should, and nothing else", async () => {
    await lab.expectReach("bbox10", "bbox11");
    await lab.expectBlocked("bbox10", "bbox20");
  });
});
