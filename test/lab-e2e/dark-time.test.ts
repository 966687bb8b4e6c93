import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportFiles } from "../../commands/verify";
import type { FabricOutput } from "../../harness/contract";
import type { DarkTime, EndpointDarkTime } from "../../harness/dark-time/dark-time-report";
import { reportSchema } from "../../harness/report";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";
import { eventually, LabProject, on, transcript } from "../support/lab-project";

const STACK = "e2e-dark";
const HOSTS = ["docker01", "docker02"] as const;
const project = new LabProject();
const image = "busybox";
const input: FabricInput = devInput((fresh) => {
  fresh.containers = {
    ...fresh.containers,
    near: { host: "docker01", image, attach: { vlan10: "172.16.10.12" } },
    both: {
      ...{ host: "docker01", image, attach: { flat: "172.22.16.12", vlan20: "172.16.20.12" } },
      defaultGateway: "flat",
    },
  };
});
let fabric: FabricOutput;

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, input);
  await project.command("down", "--stack", STACK);
  const { exitCode, text } = await project.command("up", "--measure", "--stack", STACK);
  expect(exitCode, text).toBe(0);
  expect(text).toMatch(/Dark time is not measured: nothing is up that could go dark/);
  fabric = await project.output(STACK);
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

/** Runs `up --measure` after an edit; resolves to what the report says. */
async function measure(): Promise<{ darkTime: DarkTime; text: string }> {
  project.configure(STACK, input);
  const { exitCode, text } = await project.command("up", "--measure", "--stack", STACK);
  expect(exitCode, text).toBe(0);
  console.log(text.slice(text.indexOf("Dark time during")));
  const { darkTime } = reportSchema.parse(JSON.parse(readFileSync(reportFiles(STACK).json, "utf8")));
  expect(darkTime).toBeDefined();
  return { darkTime: darkTime ?? { seconds: 0, touchedHosts: [], endpoints: [] }, text };
}

function of({ endpoints }: DarkTime, name: string): EndpointDarkTime[] {
  return endpoints.filter((endpoint) => endpoint.name === name);
}

async function watchersOn(host: string): Promise<string> {
  return on(host, fabric, "pgrep -f print_beat || true");
}

describe("up --measure", () => {
  it("finds nothing dark when nothing changes", async () => {
    const { darkTime } = await measure();
    expect(darkTime.touchedHosts).toEqual([]);
    expect(darkTime.endpoints.filter(({ outcome }) => outcome !== "answered")).toEqual([]);
  });

  it("tells which endpoints were dark, and that the others were not, on one host and the other", async () => {
    const containers = input.containers ?? {};
    const { bbox10, both, bbox20 } = containers;
    if (bbox10 === undefined || both === undefined || bbox20 === undefined) throw new Error("no such containers");
    bbox10.attach = { vlan10: "172.16.10.13" };
    both.command = ["sleep", "100000"];
    containers["more"] = { ...bbox20, attach: { vlan20: "172.16.20.13" } };
    delete containers["bbox20"];
    const { darkTime, text } = await measure();
    expect(darkTime.touchedHosts).toEqual(["docker01"]);
    const [moved] = of(darkTime, "bbox10");
    expect(moved).toMatchObject({
      ...{ outcome: "dark", askedFrom: ["docker02"], why: "gets other addresses" },
      before: { host: "docker01", address: "172.16.10.10" },
      after: { host: "docker01", address: "172.16.10.13" },
    });
    expect(moved?.darkSeconds).toBeGreaterThan(0);
    const ends = of(darkTime, "both");
    expect(ends.map(({ segment, outcome }) => [segment, outcome])).toEqual([
      ["flat", "dark"],
      ["vlan20", "dark"],
    ]);
    for (const { darkSeconds } of ends) expect(darkSeconds).toBeGreaterThan(0);
    expect(of(darkTime, "more")).toMatchObject([{ outcome: "new" }]);
    expect(of(darkTime, "bbox20")).toMatchObject([{ outcome: "gone" }]);
    for (const name of ["near", "bbox1", "bbox2", "bbox11", "bbox21", ...HOSTS])
      for (const endpoint of of(darkTime, name))
        expect(endpoint).toMatchObject({ outcome: "answered", darkSeconds: 0 });
    expect(text).toMatch(/bbox10 +vlan10 +172\.16\.10\.10 -> 172\.16\.10\.13 +docker02 +\d+\.\d s/);
    for (const host of HOSTS) expect(await watchersOn(host)).toBe("");
  });

  it("leaves nothing running on the hosts when it is killed", async () => {
    Object.assign(input.containers?.["near"] ?? {}, { command: ["sleep", "100001"] });
    project.configure(STACK, input);
    const child = project.start("up", "--measure", "--stack", STACK);
    const text = transcript(child);
    await eventually(120, async () => {
      expect(text()).toMatch(/Asking every endpoint/);
      for (const host of HOSTS) expect(await watchersOn(host)).not.toBe("");
    });
    process.kill(-(child.pid ?? 0), "SIGKILL");
    await eventually(30, async () => {
      for (const host of HOSTS) expect(await watchersOn(host)).toBe("");
    });
    const { exitCode, text: again } = await project.command("up", "--stack", STACK);
    expect(exitCode, again).toBe(0);
  });
});

// Automates F3.
describe("a change that would leave its host dark for good", () => {
  it("is taken back by the host, refused, and forgotten with the next stack file", async () => {
    const vlan10 = input.segments["vlan10"];
    if (vlan10 === undefined) throw new Error("there is no segment vlan10");
    const before = { ...vlan10 };
    delete vlan10.hostGateway;
    // Answers to the login, which comes from 10.0.2.2 to the guest's other NIC, then leave by the VLAN.
    vlan10.hostAddresses = { docker01: "10.0.2.99/25" };
    project.configure(STACK, input);
    const cut = await project.command("up", "--stack", STACK);
    expect(cut.exitCode, cut.text).not.toBe(0);
    expect(cut.text).toMatch(/docker01: no new login reached this host within 90 s after ens33\.10 had changed/);
    const addresses = await on("docker01", fabric, "ip -o -4 address show dev ens33.10");
    expect(addresses).toContain("192.168.10.10/24");
    expect(addresses).not.toContain("10.0.2.99");
    input.segments["vlan10"] = before;
    project.configure(STACK, input);
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).not.toMatch(/Repairing what has drifted/);
  });
});
