import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { BridgedVm, type BridgedVmArgs } from "../../components/bridged-vm";
import { DockerHost } from "../../components/docker-host";
import { Fabric, type FabricArgs } from "../../components/fabric";
import { FabricContainer } from "../../components/fabric-container";
import { refusal } from "../../components/refusal";
import { SegmentNetwork, type SegmentNetworkArgs } from "../../components/segment-network";
import type { FabricInput, VsphereInput } from "../../topology/schema/fabric-schema";
import { useOwnCache } from "../support/cache-home";
import { devInput, readFabric } from "../support/dev-stack";
import { record } from "../support/record";

useOwnCache();

/** Why the fabric refuses its arguments, as the user reads it. */
async function reasonsOf(args: FabricArgs): Promise<string> {
  let said: unknown;
  await record(async () => {
    said = await new Fabric("fabric", args).outputs.catch((error: unknown) => error);
  });
  return inspect(said);
}

describe("a refusal", () => {
  it("renders as its message, whatever the SDK hangs on it", () => {
    const error = Object.assign(refusal("lan.subnet: is missing: add it"), { promise: { with: { the: "program" } } });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(inspect(error, { colors: true })).toBe("lan.subnet: is missing: add it");
  });

  it("comes with every reason once the fabric is registered, and nothing below it is", async () => {
    let said: unknown;
    const rows = await record(async () => {
      const lab = devInput((input) => {
        Object.assign(input.containers?.["bbox11"] ?? {}, { attach: { vlan10: "172.16.10.10" } });
      });
      const { outputs } = new Fabric("fabric", { ...lab, problems: [{ path: "lan.gateway", message: "made up" }] });
      said = await outputs.catch((error: unknown) => error);
    });
    expect(rows.map(({ urn }) => urn)).toEqual(["macvlan-fabric:index:Fabric::fabric"]);
    expect(inspect(said)).toMatch(/^2 problems .*\n +- lan.gateway: made up\n +- containers.bbox11.attach.vlan10: 172/);
  });

  it("names every peer whose plan was not passed, unless the caller has said why", async () => {
    const lab = devInput((input) => {
      input.peers = { hall: { stack: "hall" }, office: { plan: "office.json" } };
    });
    const problems = [{ path: "peers.hall.stack", message: "made up" }];
    const said = await reasonsOf({ ...lab, peerPlans: [], problems });
    expect(said.split("\n").slice(1)).toEqual([
      "  - peers.hall.stack: made up",
      "  - peers.office: its plan was not read: pass peerPlans, as loadConfiguration() returns them",
    ]);
  });

  it("asks for the password of vCenter only if there is a section about vCenter", async () => {
    const onVsphere = (vsphere?: VsphereInput): FabricInput =>
      devInput((input) => {
        for (const host of Object.values(input.hosts)) host.vm = { kind: "vsphere" };
        if (vsphere !== undefined) input.vsphere = vsphere;
      });
    const without = await reasonsOf(onVsphere());
    expect(without).toMatch(/^ +- hosts\.docker01\.vm.*vsphere/m);
    expect(without).not.toContain("vspherePassword");
    const { vsphere } = readFabric("Pulumi.vsphere.yaml") as FabricInput;
    expect(await reasonsOf(onVsphere(vsphere))).toMatch(/^ +- vspherePassword: is missing: pass it/m);
  });
});

describe("a component used alone", () => {
  it.each([
    [
      "a malformed value",
      { kind: "existing", ssh: { hostKey: "none" } },
      /^1 problem in vm of BridgedVm docker01:\n {2}- ssh\.hostKey: "none" is not an ed25519 host key: run .*$/,
    ],
    [
      "a misspelt key",
      { kind: "lab", memry: 512 },
      /^1 problem in vm of BridgedVm docker01:\n {2}- memry: unknown key "memry": did you mean "memory"\?$/,
    ],
  ])(
    "refuses %s as the configuration does, with the component's name and without a stack trace",
    async (_, vm, message) => {
      const wrong = { host: "h", address: "192.0.2.1/24", nic: "ens33", vm };
      const said = await refusalOf(() => new BridgedVm("docker01", wrong as unknown as BridgedVmArgs));
      expect(said).toMatch(message);
    },
  );

  it("refuses a machine on vSphere that is not told where", async () => {
    const vm = { host: "h", address: "192.0.2.1/24", nic: "ens33", vm: { kind: "vsphere" } } as const;
    expect(await refusalOf(() => new BridgedVm("docker01", vm))).toBe(
      "vsphere of BridgedVm docker01: is missing: pass the VsphereSite that it runs on",
    );
  });

  it("refuses a container on a host that does not carry its segment", async () => {
    const said = await refusalOf(() => {
      const segment = new SegmentNetwork("flat", {
        ...{ network: "mac_net1", subnet: "192.0.2.128/25", gateway: "192.0.2.129" },
        carriers: [{ host: existingHost("docker01"), link: "ens33" }],
      });
      const attachments = [{ segment, address: "192.0.2.130" }];
      const host = existingHost("docker02");
      new FabricContainer("probe", { container: "probe", host, image: "busybox", attachments });
    });
    expect(said).toBe(
      "attachments of FabricContainer probe: host docker02 does not carry the network mac_net1: " +
        "add the host to the carriers of its SegmentNetwork",
    );
  });
});

describe("a container used alone", () => {
  const said = (args: object): Promise<string> =>
    refusalOf(() => {
      const host = existingHost("docker01");
      new FabricContainer("probe", { container: "probe", host, image: "busybox", attachments: [], ...args });
    });

  it.each([
    [
      "a misspelt option",
      { capabilties: [] },
      /- capabilties: unknown key "capabilties": did you mean "capabilities"\?$/,
    ],
    ["a malformed one", { memory: 1 }, /- memory: 1 is below Docker's minimum: give 6 \(MiB\) or more$/],
    [
      "one that Docker's provider does not have",
      { pids: 5 },
      /- pids: unknown key "pids": docs\/configuration.md lists the known ones$/,
    ],
  ])("refuses %s as the configuration does", async (_, args, message) => {
    expect(await said(args)).toMatch(/^1 problem in the options of FabricContainer probe:\n/);
    expect(await said(args)).toMatch(message);
  });

  it.each([
    ["two addresses of a family", { address: ["192.0.2.130", "192.0.2.131"] }, "192.0.2.130 and 192.0.2.131"],
    ["no address", { address: [] }, "no address"],
  ])("refuses %s, of which Docker would take the last or choose one", async (_, attachment, given) => {
    expect(await attached(attachment)).toBe(
      `attachments of FabricContainer probe: ${given} on the network lan: give one address, or one of each family`,
    );
  });

  it("refuses a malformed MAC", async () => {
    expect(await attached({ address: "192.0.2.130", mac: "02:00" })).toMatch(
      /^1 problem in mac of FabricContainer probe on lan:\n.*"02:00" is not a MAC address: write it as 02:42:/,
    );
  });

  function attached(attachment: { address: string | string[]; mac?: string }): Promise<string> {
    return refusalOf(() => {
      const host = existingHost("docker01");
      const subnets = { subnet: "192.0.2.128/25", gateway: "192.0.2.129" };
      const segment = new SegmentNetwork("lan", { network: "lan", ...subnets, carriers: [{ host, link: "ens33" }] });
      const attachments = [{ segment, ...attachment }];
      new FabricContainer("probe", { container: "probe", host, image: "busybox", attachments });
    });
  }
});

describe("a segment used alone", () => {
  const said = (args: Partial<SegmentNetworkArgs>): Promise<string> =>
    refusalOf(() => new SegmentNetwork("lan", { network: "lan", carriers: [], ...args }));

  it("refuses subnets that are given twice, or not at all", async () => {
    const remedy = "subnets of SegmentNetwork lan: give either subnet and gateway, or subnets";
    const subnet = "192.0.2.128/25";
    expect(await said({ subnet, subnets: [{ subnet }] })).toBe(remedy);
    expect(await said({})).toBe(remedy);
  });

  it("refuses a mode of the other driver", async () => {
    expect(await said({ subnet: "192.0.2.128/25", driver: "ipvlan", mode: "vepa" })).toBe(
      "mode of SegmentNetwork lan: vepa is not a mode of ipvlan: use l2, or leave it out",
    );
  });
});

/** Why a program fails, as Pulumi shows it: without a stack trace. */
async function refusalOf(program: () => unknown): Promise<string> {
  let said: unknown;
  await record(() => {
    try {
      program();
    } catch (error) {
      said = error;
    }
  });
  expect(pulumi.RunError.isInstance(said)).toBe(true);
  return inspect(said);
}

function existingHost(host: string): DockerHost {
  const vm = { kind: "existing", ssh: { hostKey: "ssh-ed25519 AAAA" } } as const;
  const machine = new BridgedVm(host, { host, address: "192.0.2.1/24", nic: "ens33", vm });
  return new DockerHost(host, { machine });
}
