import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Cause } from "../../harness/causes/cause";
import type { FabricOutput } from "../../harness/contract";
import { reportSchema } from "../../harness/report";
import { labFolder, switchFolder } from "../../lab/guest/folders";
import { endProcess } from "../../lab/guest/launch";
import { isAlive, type ProcessId } from "../../lab/guest/record";
import type { PolicyOptions } from "../../lab/switch/policy-options";
import { runningSwitch } from "../../lab/switch/record";
import { showOrSet } from "../../lab/switch/show-or-set";
import { cacheRoot } from "../../support/cache";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";
import { LabProject, on } from "../support/lab-project";

const STACK = "e2e-switch";
/** Containers of docker01 on the untagged segment, and one of docker02. */
const HERE = { bbox1: "172.22.16.10", near1: "172.22.16.11", near2: "172.22.16.12" };
const OUTSIDE = "172.22.16.20";
const project = new LabProject();
let fabric: FabricOutput;

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, devInput(withNeighbours));
  await project.command("down", "--stack", STACK);
  const { exitCode, text } = await project.command("up", "--stack", STACK);
  expect(exitCode, text).toBe(0);
  fabric = await project.output(STACK);
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

/** One segment less, which keeps the lab small, and two containers more beside bbox1. */
function withNeighbours(input: FabricInput): void {
  delete input.segments["vlan20"];
  const { bbox1, bbox2, bbox10, bbox11 } = input.containers ?? {};
  if (bbox1 === undefined || bbox2 === undefined || bbox10 === undefined || bbox11 === undefined)
    throw new Error("the reference topology has these");
  const near = (address: string): typeof bbox1 => ({ ...bbox1, attach: { flat: address } });
  input.containers = { bbox1, bbox2, bbox10, bbox11, near1: near(HERE.near1), near2: near(HERE.near2) };
}

/** A command that pings from a container, which may not do so itself, with the host's ping. */
function pingFrom(container: string, options: string, inBackground = false): string {
  const command = `nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${container})" -n ping ${options}`;
  return inBackground ? `nohup ${command} </dev/null >/dev/null 2>&1 &` : command;
}

function serving(): ProcessId {
  const id = runningSwitch(switchFolder(STACK));
  if (id === undefined) throw new Error("there is no switch");
  return id;
}

describe("containers of one host on the untagged segment", () => {
  it("reach each other while each of them talks to the outside", async () => {
    const names = Object.keys(HERE);
    const beside = names.map((name) => pingFrom(name, `-i 0.2 ${OUTSIDE}`, true));
    const towards = Object.values(HERE).map((to) => pingFrom("bbox2", `-i 0.2 ${to}`, true));
    await on("docker02", fabric, towards.join("\n"));
    const pings = names.flatMap((from) =>
      Object.entries(HERE).flatMap(([to, address]) =>
        to === from ? [] : [`${pingFrom(from, `-c 5 -i 0.3 -W 3 ${address}`)} | grep 'packet loss'`],
      ),
    );
    const printed = await on("docker01", fabric, [...beside, "sleep 3", ...pings].join("\n"));
    for (const host of ["docker01", "docker02"]) await on(host, fabric, "pkill -x ping || true");
    const losses = printed.trim().split("\n");
    expect(losses).toHaveLength(6);
    for (const loss of losses) expect(loss).toContain("5 packets transmitted, 5 received, 0% packet loss");
  });
});

/** What verify says about the network, and whether it passes; undefined where chance decides. */
interface Verified {
  readonly causes: readonly (readonly [kind: Cause["kind"], ...hosts: string[]])[];
  readonly exitCode?: 0 | 1;
  /** Set for it in place of what the doctor sees. */
  readonly options?: PolicyOptions;
}

const BOTH = ["docker01", "docker02"] as const;

async function verified(): Promise<{ causes: readonly (readonly string[])[]; exitCode: number; text: string }> {
  const { exitCode, text } = await project.command("verify", "--stack", STACK);
  const file = join(cacheRoot(), "reports", STACK, "verify.json");
  const { causes } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return { exitCode, text, causes: causes.map(({ kind, hosts }) => [kind, ...hosts]) };
}

describe("doctor and verify name what a port does", () => {
  afterEach(async () => {
    await showOrSet(STACK, "docker01", { reset: true });
  });

  it.each<[string, PolicyOptions, readonly RegExp[], Verified]>([
    ["nothing", { reset: true }, [], { causes: [], exitCode: 0 }],
    [
      "reject forged transmits",
      { forgedTransmits: "reject" },
      [/^docker01: frames from MACs other than its own do not/],
      { causes: [["forged", "docker01"]], exitCode: 1 },
    ],
    [
      "not be promiscuous",
      { promiscuous: "reject" },
      [/^docker01: frames for MACs other than its own do not reach it/],
      // Which of two hosts it is, only the doctor can tell.
      { causes: [["foreign", ...BOTH]], exitCode: 1 },
    ],
    [
      "pass untagged frames only",
      { vlans: "untagged" },
      [/^docker01 and docker02: frames of VLAN 10 are lost between/],
      { causes: [["tagged", ...BOTH]], exitCode: 1 },
    ],
    [
      "pass tagged frames only",
      { vlans: "10" },
      [/^docker01 and docker02: untagged frames are lost between them, but those of VLAN 10 pass/],
      { causes: [["plain", ...BOTH]], exitCode: 1 },
    ],
    // Its own and those of four containers.
    ["pass as many MACs as there are", { macLimit: "5" }, [], { causes: [], exitCode: 0 }],
    [
      "pass fewer MACs",
      { macLimit: "3" },
      // First come, first served: that of its NIC may be too late.
      [
        /^docker01: frames from (2 of its 4 other MACs leave it, so|3 of its 4 other MACs leave it, and none from that of)/,
      ],
      { causes: [["limit", "docker01"]], exitCode: 1 },
    ],
    [
      "lose frames",
      { loss: "0.3" },
      [/^docker01 and docker02: \d\d % of the frames are lost, at random/],
      { causes: [["loss", ...BOTH]], options: { loss: "0.45" } },
    ],
    [
      "delay frames",
      { delay: "300" },
      // Twice that, but for what the clocks of the two guests drift apart meanwhile, and for a busy machine.
      [/^docker01 and docker02: frames take ([3-9]|1\d)\d\d ms there and back/],
      { causes: [["delay", ...BOTH]], exitCode: 0 },
    ],
    [
      // Automates F12.
      "have no link",
      { link: "down" },
      [/^docker01: ens33 has no carrier: nothing is connected to it\. KVM: /],
      { causes: [["carrier", "docker01"]], exitCode: 1 },
    ],
  ])("%s", async (_, options, findings, { causes, exitCode, options: again }) => {
    await showOrSet(STACK, "docker01", options);
    const doctor = await project.command("doctor", "--stack", STACK);
    const found = doctor.text.split("\n").flatMap((line) => (line.startsWith("- ") ? [line.slice(2)] : []));
    expect(found, doctor.text).toEqual(findings.map((finding) => expect.stringMatching(finding) as string));
    expect(doctor.exitCode, doctor.text).toBe(findings.length === 0 ? 0 : 1);
    if (again !== undefined) await showOrSet(STACK, "docker01", again);
    let report = await verified();
    // What is lost at random may by chance look like something else, or like nothing.
    for (let more = 2; exitCode === undefined && more > 0 && String(report.causes) !== String(causes); more -= 1) {
      report = await verified();
    }
    expect(report.causes, report.text).toEqual(causes);
    expect(report.exitCode, report.text).toBe(exitCode ?? report.exitCode);
  });

  it("and a trace ends where frames are lost, with exit code 1", async () => {
    await showOrSet(STACK, "docker01", { link: "down" });
    const { exitCode, text } = await project.command("trace", "bbox11", "bbox10", "--stack", STACK);
    expect(exitCode, text).toBe(1);
    expect(text.replaceAll(/\s+/g, " ")).toContain("last seen on ens33 on docker02, and not on ens33 on docker01");
  });

  it("and the lab is whole again afterwards", async () => {
    const { exitCode, text, causes } = await verified();
    expect(exitCode, text).toBe(0);
    expect(causes, text).toEqual([]);
    const traced = await project.command("trace", "bbox11", "bbox10", "--stack", STACK);
    expect(traced.exitCode, traced.text).toBe(0);
  });
});

describe("a recording", () => {
  it("has the tagged frames between containers, under the names of both guests", async () => {
    const file = join(project.folder, "lan.pcapng");
    const recording = project.command("capture", "--stack", STACK, "--output", file, "--seconds", "15");
    await on("docker01", fabric, `sleep 4; ${pingFrom("bbox10", "-c 3 172.16.10.11")}`);
    expect((await recording).exitCode).toBe(0);
    const bytes = readFileSync(file);
    expect(bytes.readUInt32LE(0)).toBe(0x0a0d0d0a);
    for (const name of ["docker01", "docker02"]) expect(bytes.includes(name)).toBe(true);
    // VLAN 10, IPv4.
    expect(bytes.includes(Buffer.from("8100000a0800", "hex"))).toBe(true);
  });
});

describe("the switch", () => {
  it("is started again by the next up when it has died, and no container is touched", async () => {
    const ids = (): Promise<string> => on("docker01", fabric, "docker ps --no-trunc --quiet | sort");
    const [before, dead] = [await ids(), serving()];
    await endProcess(dead);
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/fabric-docker01-guest updated/);
    expect(serving()).not.toEqual(dead);
    expect(await ids()).toBe(before);
    const again = ["up", "--yes", "--skip-preview", "--expect-no-changes", "--stack", STACK, "--non-interactive"];
    expect((await project.command("pulumi", ...again)).exitCode).toBe(0);
  });

  it("is gone with the lab", async () => {
    const id = serving();
    const { exitCode, text } = await project.command("down", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(isAlive(id)).toBe(false);
    expect(existsSync(labFolder(STACK))).toBe(false);
  });
});
