import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differs } from "../../commands/heal/is-edited";
import { leaveReplacements } from "../../commands/heal/leave-replacements";
import type { Repair } from "../../commands/heal/plan-repairs";
import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { normalise } from "../../topology/model/normalise";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan, type ExportedPlan } from "../../topology/plan/exported-plan";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { outputOf } from "../harness/fixture";
import { devInput, readFabric } from "../support/dev-stack";

const FILES = ["Pulumi.dev.yaml", ...readdirSync(join(__dirname, "..", "..", "examples")).flatMap(exampleOf)];

function exampleOf(file: string): string[] {
  return /^Pulumi\..*\.yaml$/.test(file) ? [`examples/${file}`] : [];
}

const topologyOf = (input: unknown): Topology => normalise(parseFabric(input), "dev").topology;

/** As the CLI prints outputs: with the keys of every object in alphabetical order. */
function printed<T>(value: T): T {
  const sorted = (_: string, each: unknown): unknown =>
    each instanceof Object && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each;
  return JSON.parse(JSON.stringify(value, sorted)) as T;
}

/** What is up, as its outputs tell it, with a digest for each image. */
function upWith(topology: Topology): [FabricOutput, ExportedPlan] {
  const fabric = outputOf(topology);
  const reference = (name: string): string => `192.168.1.11:5000/${name}@sha256:${"a".repeat(64)}`;
  for (const [name, image] of Object.entries(fabric.images)) image.reference = reference(name);
  for (const { name, image } of topology.containers)
    Object.assign(fabric.containers[name] ?? {}, { image: reference(image) });
  return [printed(fabric), printed(exportPlan(topology.stack, addressPlan(topology)))];
}

describe("what is up differs from the stack file", () => {
  it.each(FILES)("not while nobody has edited it: %s", (file) => {
    const topology = topologyOf(readFabric(file));
    expect(differs(topology, ...upWith(topology))).toBe(false);
  });

  it("not for the order of its hosts, as numbers sort and as letters do", () => {
    const input = devInput(({ hosts, containers = {}, segments }) => {
      const rename = { docker01: "docker10", docker02: "docker9" } as const;
      const to = (host: string): string => rename[host as keyof typeof rename];
      for (const each of Object.values(containers)) each.host = to(each.host);
      for (const segment of Object.values(segments)) Reflect.deleteProperty(segment, "hostAddresses");
      for (const segment of Object.values(segments)) Reflect.deleteProperty(segment, "hostGateway");
      const [one, two] = [hosts["docker01"], hosts["docker02"]];
      for (const name of Object.keys(hosts)) Reflect.deleteProperty(hosts, name);
      Object.assign(hosts, { docker9: two, docker10: one });
    });
    if (input.registry !== undefined) input.registry.host = "docker10";
    const topology = topologyOf(input);
    expect(differs(topology, ...upWith(topology))).toBe(false);
  });

  it.each<[string, (input: FabricInput) => void]>([
    ["a host more", ({ hosts }) => void (hosts["docker03"] = { address: "192.168.1.15", nic: "ens33", vm: { kind: "lab" } })],
    ["a segment more", ({ segments }) => void (segments["late"] = { network: "n", vlan: 90, subnet: "172.16.90.0/24", gateway: "172.16.90.1" })],
    ["another address", ({ containers = {} }) => Object.assign(containers["bbox1"] ?? {}, { attach: { flat: "172.22.16.99" } })],
    ["another tag", ({ images = {} }) => void (images["busybox"] = { tag: "v2" })],
    ["an image more", ({ images = {} }) => void (images["other"] = { tag: "v1" })],
    ["another image of a container", ({ images = {}, containers = {} }) => { images["other"] = { tag: "v1" }; Object.assign(containers["bbox1"] ?? {}, { image: "other" }); }],
  ])("by %s", (_, edit) => {
    const up = upWith(topologyOf(devInput()));
    expect(differs(topologyOf(devInput(edit)), ...up)).toBe(true);
  }); // prettier-ignore
});

describe("what cannot be made anew is left", () => {
  const repairs: Repair[] = [
    { kind: "script", host: "docker01", name: "docker01-release" },
    { kind: "replace", host: "docker01", name: "mac_net10-docker01" },
    { kind: "script", host: "docker02", name: "docker02-release" },
    { kind: "replace", host: "docker02", name: "mac_net10-docker02" },
    { kind: "start", host: "docker01", container: "web" },
  ];
  const planned = { repairs, left: ["a daemon"] };

  it("not, if all can be", () => {
    expect(leaveReplacements(planned, { stack: "dev", isEdited: false, failed: new Set(["other"]) })).toEqual(planned);
  });

  it("after an edit, and nothing is freed for it", () => {
    expect(leaveReplacements(planned, { stack: "dev", isEdited: true, failed: new Set() })).toEqual({
      repairs: [repairs[4]],
      left: [
        "a daemon",
        "mac_net10-docker01, mac_net10-docker02: Pulumi.dev.yaml has changed since the last update; run `npm run up -- --stack dev`",
      ],
    });
  });

  it("after it has failed, on its host alone", () => {
    const failed = new Set(["mac_net10-docker02"]);
    expect(leaveReplacements(planned, { stack: "dev", isEdited: false, failed })).toEqual({
      repairs: [repairs[0], repairs[1], repairs[4]],
      left: [
        "a daemon",
        "mac_net10-docker02: could not be made anew; once the cause is gone, run `npm run up -- --stack dev`",
      ],
    });
  });
});
