import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";
import { expectNothingElse, type Restarted } from "../support/edits";
import { LabProject, on, snapshot } from "../support/lab-project";
import { rename, swap } from "../support/maps";
import { running, type Lab } from "../support/running";

const STACK = "e2e-edits";
const HOSTS = ["docker01", "docker02"] as const;
const project = new LabProject();
/** What the stack file says now: each edit changes it further. */
const input: FabricInput = devInput(withCompany);
let fabric: FabricOutput;
/** The hosts without containers and segments. */
let bare: string[];

/** A second container of a segment on one host, a shim and a bridge. */
function withCompany(fresh: FabricInput): void {
  fresh.bridges = { nat: { network: "nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
  fresh.containers = {
    ...fresh.containers,
    near: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.12" } },
    both: {
      ...{ host: "docker01", image: "busybox", attach: { flat: "172.22.16.12" }, bridges: { nat: "172.30.0.10" } },
      defaultGateway: "nat",
    },
  };
}

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, { lan: input.lan, hosts: input.hosts, segments: {} });
  await project.command("down", "--stack", STACK);
  await up();
  bare = await Promise.all(HOSTS.map((host) => snapshot(host, fabric)));
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

/** Brings the stack up and proves it. */
async function up(): Promise<void> {
  const { exitCode, text } = await project.command("up", "--stack", STACK);
  expect(exitCode, text).toBe(0);
  expect(text).not.toMatch(/Repairing what has drifted/);
  fabric = await project.output(STACK);
}

const hostsOfLab = (): Lab => ({ stack: STACK, fabric });

const containers = (): NonNullable<FabricInput["containers"]> => input.containers ?? {};

function container(name: string): NonNullable<FabricInput["containers"]>[string] {
  const found = containers()[name];
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}

function segment(name: string): FabricInput["segments"][string] {
  const found = input.segments[name];
  if (found === undefined) throw new Error(`there is no segment ${name}`);
  return found;
}

describe("one up applies, and a second has nothing to do after,", () => {
  it("the first configuration", async () => {
    project.configure(STACK, input);
    await up();
    await expectNothingElse(hostsOfLab(), input);
  });

  it.each<[string, Restarted, () => void]>([
    ["a segment less", ["bbox20", "bbox21"], () => { delete containers()["bbox20"]; delete containers()["bbox21"]; delete input.segments["vlan20"]; }],
    ["a segment more", [], () => { Object.assign(input.segments, { iot: { network: "mac_net30", vlan: 30, subnet: "172.16.30.0/24", gateway: "172.16.30.1" } }); Object.assign(containers(), { iot1: { ...container("bbox10"), attach: { iot: "172.16.30.10" } }, iot2: { ...container("bbox11"), attach: { iot: "172.16.30.11" } } }); }],
    ["a segment renamed", [], () => { rename(input.segments, "iot", "things"); for (const name of ["iot1", "iot2"]) rename(container(name).attach as Record<string, unknown>, "iot", "things"); }],
    ["network names swapped", ["bbox10", "bbox11", "near", "iot1", "iot2"], () => { swap(segment("vlan10"), segment("things"), "network"); }],
    ["VLANs swapped", ["bbox10", "bbox11", "near", "iot1", "iot2"], () => { swap(segment("vlan10"), segment("things"), "vlan"); }],
    ["subnets swapped", ["bbox10", "bbox11", "near", "iot1", "iot2"], () => { swap(segment("vlan10"), segment("things"), "subnet", "gateway"); container("near").attach = { vlan10: "172.16.30.12" }; swap(container("bbox10"), container("iot1"), "attach"); swap(container("bbox11"), container("iot2"), "attach"); for (const name of ["bbox10", "bbox11"]) rename(container(name).attach as Record<string, unknown>, "things", "vlan10"); for (const name of ["iot1", "iot2"]) rename(container(name).attach as Record<string, unknown>, "vlan10", "things"); }],
    ["another name of a subinterface", ["iot1"], () => (segment("things").links = { docker01: "things0" })],
    ["another VLAN", ["iot1", "iot2"], () => (segment("things").vlan = 31)],
    ["another subnet", ["iot1", "iot2"], () => { Object.assign(segment("things"), { subnet: "172.16.31.0/24", gateway: "172.16.31.1" }); container("iot1").attach = { things: "172.16.31.10" }; container("iot2").attach = { things: "172.16.31.11" }; }],
    ["a router more, on another gateway", ["iot1", "iot2"], () => { segment("things").gateway = "172.16.31.2"; input.routers = { main: { host: "docker01", segments: ["vlan10", "things"], allow: { vlan10: ["things"] } } }; }],
    ["a router renamed, on another host", [], () => (input.routers = { edge: { host: "docker02", segments: ["vlan10", "things"], allow: { things: ["vlan10"] } } })],
    ["a router less, and another driver", ["iot1", "iot2"], () => { segment("things").driver = "ipvlan"; delete input.routers; }],
    ["another MTU", ["iot1", "iot2"], () => (segment("things").mtu = 1400)],
    ["one host less in a segment", ["iot2"], () => { delete containers()["iot2"]; segment("things").hosts = ["docker01"]; }],
    ["another port of the registry", "all", () => { if (input.registry !== undefined) input.registry.port = 5001; }],
    ["a container more", [], () => (containers()["more"] = { ...container("bbox1"), attach: { flat: "172.22.16.14" } })],
    ["a container less", ["more"], () => delete containers()["more"]],
    ["a container renamed, address kept", ["near"], () => { rename(containers(), "near", "nearby"); }],
    ["a container moved, address kept", ["nearby"], () => (container("nearby").host = "docker02")],
    ["a container moved, with another address", ["nearby"], () => { Object.assign(container("nearby"), { host: "docker01", attach: { vlan10: "172.16.30.13" } }); }],
    ["addresses swapped on one host", ["bbox10", "nearby"], () => { swap(container("bbox10"), container("nearby"), "attach"); }],
    ["addresses swapped across hosts", ["bbox10", "bbox11"], () => { swap(container("bbox10"), container("bbox11"), "attach"); }],
    ["an address taken over from a container that goes", ["bbox1", "nearby"], () => { container("bbox1").attach = container("nearby").attach; delete containers()["nearby"]; }],
    ["back to the segment that it was on", ["bbox1"], () => (container("bbox1").attach = { flat: "172.22.16.10" })],
    ["an option that restarts nothing", [], () => (container("bbox1").memory = 96)],
    ["an option that needs a new container", ["bbox1"], () => (container("bbox1").command = ["sleep", "100000"])],
    ["an image with another tag, and the same content", [], () => (input.images = { busybox: { tag: "v2" } })],
    ["everything at once", "all", () => { rename(containers(), "bbox1", "first"); container("first").host = "docker02"; swap(container("bbox10"), container("bbox11"), "attach"); delete containers()["iot1"]; delete input.segments["things"]; Object.assign(container("bbox2"), { attach: { flat: "172.22.16.10", vlan10: "172.16.30.20" }, defaultGateway: "flat" }); container("first").attach = { flat: "172.22.16.20" }; }],
  ])("%s", async (_, restarted, edit) => {
    const before = await running(hostsOfLab());
    edit();
    project.configure(STACK, input);
    await up();
    const after = await running(hostsOfLab());
    const plan = Object.entries(containers()).map(([name, { host }]) => `${host}/${name}`);
    expect([...after.keys()].filter((name) => !name.includes("registry")).sort()).toEqual(plan.sort());
    if (restarted !== "all") {
      const keeps = [...before].filter(([name]) => !restarted.includes(name.split("/")[1] ?? ""));
      for (const [name, line] of keeps) expect(after.get(name)).toBe(line);
    }
    await expectNothingElse(hostsOfLab(), input);
    const second = await project.command("pulumi", "preview", "--expect-no-changes", "--stack", STACK);
    expect(second.exitCode, second.text).toBe(0);
  }); // prettier-ignore
  it("a container whose start failed, once its address is free", async () => {
    const squat = "docker run --detach --name squatter --network mac_net1 --ip 172.22.16.30";
    const image = "$(docker inspect --format '{{.Image}}' $(docker ps --quiet --filter name=bbox10))";
    await on("docker01", fabric, `${squat} --entrypoint sleep "${image}" 1000`);
    containers()["late"] = { ...container("bbox10"), attach: { flat: "172.22.16.30" } };
    project.configure(STACK, input);
    const failed = await project.command("up", "--stack", STACK);
    expect(failed.exitCode, failed.text).not.toBe(0);
    expect(failed.text).toMatch(/Address already in use/);
    await on("docker01", fabric, "docker rm --force squatter");
    await up();
    expect([...(await running(hostsOfLab())).keys()]).toContain("docker01/late");
  });
});

/** The segment that drifts, whatever the edits above have made of it. */
interface Vlan10 {
  readonly network: string;
  readonly link: string;
  /** An address of its subnet that nobody has. */
  readonly free: string;
}

function vlan10(): Vlan10 {
  const { network, vlan, subnet = "" } = segment("vlan10");
  return { network, link: `ens33.${String(vlan)}`, free: subnet.replace(/\.0\/\d+$/, ".99") };
}

/** What somebody does by hand on docker01, several things at once, and the containers that are then made anew or restarted. */
// Automates F7, F8.
describe("what has drifted is repaired by heal, and nothing else is touched:", () => {
  const netns = (name: string): string => `nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${name})" -n`;
  const drifts = {
    "a container stopped": { by: () => "docker stop -t 1 bbox10", restarts: ["bbox10"], seen: () => "container bbox10, state" },
    "a container removed": { by: () => "docker rm -f bbox10", restarts: ["bbox10"], seen: () => "container bbox10, state" },
    "a container off its network": { by: ({ network }: Vlan10) => `docker network disconnect -f ${network} bbox10`, restarts: ["bbox10"], seen: () => "container bbox10" },
    "a container at another address": { by: ({ network, free }: Vlan10) => `docker network disconnect -f ${network} bbox10; docker network connect --ip ${free} ${network} bbox10`, restarts: ["bbox10"], seen: () => "container bbox10" },
    "an address removed inside a container": { by: () => `${netns("bbox10")} ip address flush dev eth0`, restarts: ["bbox10"], seen: () => "bbox10" },
    "a network removed": { by: ({ network }: Vlan10) => `for name in bbox10 near; do docker network disconnect -f ${network} $name || true; done; docker network rm ${network}`, restarts: ["bbox10", "near"], seen: ({ network }: Vlan10) => `network ${network}` },
    "a subinterface deleted": { by: ({ link }: Vlan10) => `ip link delete ${link}`, restarts: ["bbox10", "near"], seen: ({ link }: Vlan10) => `link ${link}` },
    "a subinterface down": { by: ({ link }: Vlan10) => `ip link set ${link} down`, restarts: [], seen: ({ link }: Vlan10) => `link ${link}, state` },
    "an address of a subinterface gone": { by: ({ link }: Vlan10) => `ip address flush dev ${link}`, restarts: [], seen: ({ link }: Vlan10) => `link ${link}, addresses` },
    "an address that nobody planned": { by: ({ link, free }: Vlan10) => `ip address add ${free}/24 dev ${link}`, restarts: [], seen: ({ link }: Vlan10) => `link ${link}, addresses` },
    "files of a subinterface deleted": { by: ({ link }: Vlan10) => `rm /var/lib/macvlan-fabric/links/${link}.up`, restarts: [], seen: ({ link }: Vlan10) => `link ${link}, boot files` },
    "promiscuous mode off": { by: () => "systemctl stop 'macvlan-fabric-promisc@*' 2>/dev/null; ip link set ens33 promisc off", restarts: [], seen: () => "link ens33, promiscuous" },
  }; // prettier-ignore

  it.each<(keyof typeof drifts)[][]>([
    [["a container stopped", "files of a subinterface deleted", "promiscuous mode off"]],
    [["a container removed", "an address that nobody planned"]],
    [["a container off its network", "an address of a subinterface gone"]],
    [["a container at another address", "a subinterface down"]],
    [["an address removed inside a container"]],
    [["a network removed"]],
    [["a subinterface deleted"]],
  ])("%s", async (names) => {
    const before = await running(hostsOfLab());
    const restarted: string[] = names.flatMap((name) => drifts[name].restarts);
    await on("docker01", fabric, names.map((name) => drifts[name].by(vlan10())).join("\n"));
    const healed = await project.command("heal", "--stack", STACK);
    expect(healed.exitCode, healed.text).toBe(0);
    // What the verification before it found.
    const [found = ""] = healed.text.split("Repairing what has drifted");
    for (const name of names) expect(found).toContain(drifts[name].seen(vlan10()));
    const after = await running(hostsOfLab());
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, line] of before)
      if (!restarted.includes(name.split("/")[1] ?? "")) expect(after.get(name), healed.text).toBe(line);
    const second = await project.command("pulumi", "preview", "--expect-no-changes", "--stack", STACK);
    expect(second.exitCode, second.text).toBe(0);
  }); // prettier-ignore

  it("a daemon that is stopped is named, and started by nobody", async () => {
    await on("docker01", fabric, "systemctl stop docker.socket docker");
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(1);
    expect(text).toMatch(/docker01, Docker, state: .*: start it there \(`sudo systemctl start docker`\)/);
    await on("docker01", fabric, "systemctl start docker");
  });
});

describe("heal leaves to the next up", () => {
  afterAll(async () => {
    project.configure(STACK, input);
    await up();
    await expectNothingElse(hostsOfLab(), input);
  });

  it("what would begin an edit of the stack file, and repairs the rest", async () => {
    const late = { network: "mac_net90", vlan: 90, subnet: "172.16.90.0/24", gateway: "172.16.90.1" };
    const docker03 = { address: "192.168.1.15", nic: "ens33", vm: { kind: "lab" as const } };
    project.configure(STACK, {
      ...{ ...input, hosts: { ...input.hosts, docker03 }, segments: { ...input.segments, late } },
    });
    await on("docker01", fabric, `docker rm -f bbox10; rm /var/lib/macvlan-fabric/links/${vlan10().link}.up`);
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(1);
    expect(text).toContain(
      `- bbox10 on docker01: Pulumi.${STACK}.yaml has changed since the last update; run \`npm run up -- --stack ${STACK}\``,
    );
    const [found = "", left = ""] = text.split("Repairing what has drifted");
    expect(found).toContain("boot files");
    expect(left).not.toContain("boot files");
    project.configure(STACK, input);
    const healed = await project.command("heal", "--stack", STACK);
    expect(healed.exitCode, healed.text).toBe(0);
  });

  it("what a failed update could not make, which the other commands work without", async () => {
    const odd = { ...container("bbox10"), image: "nosuch", attach: { vlan10: vlan10().free } };
    project.configure(STACK, {
      ...{ ...input, images: { ...input.images, nosuch: { tag: "v1" } }, containers: { ...input.containers, odd } },
    });
    const failed = await project.command("up", "--stack", STACK);
    expect(failed.exitCode, failed.text).not.toBe(0);
    expect(failed.text).toContain("images.nosuch: nosuch is not on this host");
    // Of what was not even tried, the engine has nothing to say.
    expect(failed.text).not.toMatch(/fabric-odd-container|missing required property/);
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(1);
    expect(text).toContain("- docker01, image nosuch, last update: failed, planned: completed");
    expect(text).toContain("- the last update did not finish (image nosuch); run");
    expect(text).not.toContain("Repairing what has drifted");
    const logs = await project.command("logs", "bbox10", "--stack", STACK);
    expect(logs.exitCode, logs.text).toBe(0);
  });
});

describe("a state that the engine would refuse", () => {
  it("is repaired by up, with a copy, and no stack trace is shown", async () => {
    const file = join(project.folder, "state", ".pulumi", "stacks", "macvlan-fabric", `${STACK}.json`);
    const state = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest: { resources: { urn: string; dependencies?: string[] }[] } };
    };
    const limits = state.checkpoint.latest.resources.find(({ urn }) => urn.endsWith("docker01-limits"));
    limits?.dependencies?.push(`urn:pulumi:${STACK}::macvlan-fabric::docker:index/container:Container::gone`);
    writeFileSync(file, JSON.stringify(state));
    const refused = await project.command("preview", "--stack", STACK);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toMatch(/stopped because of a fault of its own .*; its report is in/);
    expect(refused.text).not.toMatch(/goroutine|\.go:\d/);
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/the state of stack e2e-edits is broken, .* a copy is in /);
  });
});

describe("in the end", () => {
  it("everything goes, which leaves the hosts as they were", async () => {
    project.configure(STACK, { lan: input.lan, hosts: input.hosts, segments: {} });
    await up();
    expect(await Promise.all(HOSTS.map((host) => snapshot(host, fabric)))).toEqual(bare);
  });
});
