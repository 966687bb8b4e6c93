import { describe, expect, it } from "vitest";
import { findAdvice } from "../../components/vsphere/advice";
import { findFaults } from "../../components/vsphere/faults";
import type { InventoryKind, PlannedMachine } from "../../components/vsphere/inventory-names";
import type { FoundPortGroup } from "../../components/vsphere/port-groups";
import type { FoundInventory } from "../../components/vsphere/read-vcenter";
import { disksOf } from "../../components/vsphere/templates";
import { problemText } from "../../support/problem";
import { toVsphere, toVsphereVm, type Vsphere, type VsphereVm } from "../../topology/model/vsphere-model";
import type { VsphereInput } from "../../topology/schema/fabric-schema";
import { vsphere, vsphereVm } from "../../topology/schema/vsphere-schema";

function faultsOf(...args: Parameters<typeof findFaults>): string[] {
  return findFaults(...args).map(problemText);
}

function adviceOn(...args: Parameters<typeof findAdvice>): string[] {
  return findAdvice(...args).map(problemText);
}

const OPEN = { allowPromiscuous: true, allowForgedTransmits: true, allowMacChanges: true };
const CLOSED = { allowPromiscuous: false, allowForgedTransmits: false, allowMacChanges: false };
const ALL = [{ minVlan: 0, maxVlan: 4094 }];

function site(portGroup: VsphereInput["portGroup"], change: Partial<VsphereInput> = {}): Vsphere {
  const input: VsphereInput = {
    ...{ server: "vc", user: "u", datacenter: "Lab", cluster: "c1", datastore: "nvme", template: "debian" },
    ...{ login: {}, portGroup, ...change },
  };
  return toVsphere(vsphere.parse(input), [10]);
}

function machine(change: Partial<VsphereVm> = {}, name = "docker01"): PlannedMachine {
  const vm = toVsphereVm(
    vsphereVm.parse({ kind: "vsphere", template: "debian", datastore: "nvme" }),
    undefined,
    "10.0.0.1",
  );
  return { path: `hosts.${name}.vm`, vm: { ...vm, ...change } };
}

function vcenter(portGroups: readonly FoundPortGroup[], change: Partial<FoundInventory> = {}): FoundInventory {
  const names: [InventoryKind, string[]][] = [
    ["datacenter", ["Lab"]],
    ["cluster", ["c1", "c2"]],
    ["ESXi host", ["esx1", "esx2", "esx9"]],
    ["datastore", ["nvme"]],
    ["template", ["debian", "other"]],
    ["network", ["trunk"]],
    ["distributed switch", ["dvs1", "dvs2"]],
  ];
  return {
    names: new Map(names),
    members: ["esx1", "esx2"],
    switches: new Map([
      ["esx1", ["vSwitch0"]],
      ["esx2", ["vSwitch0"]],
    ]),
    portGroups,
    switchFolders: new Map([
      ["dvs1", "group-n1"],
      ["dvs2", "group-n1"],
      ["dvs9", "group-n9"],
    ]),
    ids: new Map([["vm-43", "production"]]),
    templates: new Map([["debian", { copied: [20], others: 0 }]]),
    ...change,
  };
}

const EXISTING = { kind: "existing", name: "trunk" } as const;

function standard(host: string, change: Partial<FoundPortGroup> = {}): FoundPortGroup {
  return { name: "trunk", host, switch: "vSwitch0", security: OPEN, trunk: ALL, macLearning: false, ...change };
}

function distributed(on: string, change: Partial<FoundPortGroup> = {}): FoundPortGroup {
  return { name: "trunk", switch: on, security: OPEN, trunk: ALL, macLearning: false, ...change };
}

describe("an existing port group", () => {
  it("is looked at where machines may run: on the hosts that they name, or everywhere as soon as one names none", () => {
    const groups = vcenter([standard("esx1"), standard("esx2", { security: CLOSED })]);
    expect(faultsOf(site(EXISTING), [machine({ esxi: "esx1" })], groups)).toEqual([]);
    const closed = [
      expect.stringMatching(/trunk on ESXi host esx2 rejects forged transmits/) as string,
      expect.stringMatching(/trunk on ESXi host esx2 rejects promiscuous mode/) as string,
    ];
    expect(faultsOf(site(EXISTING), [machine({ esxi: "esx1" }), machine({}, "docker02")], groups)).toEqual(closed);
    expect(faultsOf(site(EXISTING), [machine()], vcenter([standard("esx1")]))).toEqual([
      "vsphere.portGroup.name: trunk is not on ESXi host esx2, where a machine may run: add it there, or name the ESXi host of each machine",
    ]);
    // A disconnected host says nothing of its network.
    const silent = vcenter([standard("esx1")], { switches: new Map([["esx1", ["vSwitch0"]]]) });
    expect(faultsOf(site(EXISTING), [machine()], silent)).toEqual([]);
  });

  it("learns MACs only on a distributed switch, and only where that is on", () => {
    const learning = { ...EXISTING, macLearning: true };
    const closed = { security: { ...OPEN, allowPromiscuous: false } };
    expect(faultsOf(site(learning), [machine({ esxi: "esx1" })], vcenter([standard("esx1", closed)]))).toEqual([
      expect.stringMatching(/trunk on ESXi host esx1 cannot learn MACs, because standard switches never do/) as string,
    ]);
    expect(faultsOf(site(learning), [machine()], vcenter([distributed("dvs1", closed)]))).toEqual([
      expect.stringMatching(/trunk on distributed switch dvs1 has MAC learning disabled: enable it/) as string,
    ]);
    expect(
      faultsOf(site(learning), [machine()], vcenter([distributed("dvs1", { ...closed, macLearning: true })])),
    ).toEqual([]);
  });

  it("is told apart from others of its name", () => {
    const two = vcenter([distributed("dvs1"), distributed("dvs2")]);
    expect(faultsOf(site(EXISTING), [machine()], two)).toEqual([
      "vsphere.portGroup.name: trunk is on dvs1, dvs2: choose one with vsphere.portGroup.switch",
    ]);
    expect(faultsOf(site({ ...EXISTING, switch: "dvs2" }), [machine()], two)).toEqual([]);
    expect(faultsOf(site({ ...EXISTING, switch: "dvs2" }), [machine()], vcenter([distributed("dvs1")]))).toEqual([
      "vsphere.portGroup.switch: trunk is not on distributed switch dvs2, but on distributed switch dvs1",
    ]);
    expect(faultsOf(site(EXISTING), [machine()], vcenter([]))).toEqual([
      expect.stringMatching(
        /^vsphere\.portGroup\.name: trunk is neither a standard nor a distributed port group/,
      ) as string,
    ]);
  });

  it("carries the plan's VLANs, as far as one can tell", () => {
    const part = [{ minVlan: 10, maxVlan: 10 }];
    expect(faultsOf(site(EXISTING), [machine()], vcenter([distributed("dvs1", { trunk: part })]))).toEqual([
      expect.stringMatching(
        /does not carry untagged frames: make it a VLAN trunk that covers untagged frames, VLAN 10$/,
      ) as string,
    ]);
    const { trunk: _, ...unknown } = distributed("dvs1");
    expect(faultsOf(site(EXISTING), [machine()], vcenter([unknown]))).toEqual([]);
  });
});

describe("a machine", () => {
  const own = { kind: "distributed", name: "macvlan", switch: "dvs1" } as const;

  it("runs in its cluster, and not on another one's host", () => {
    expect(faultsOf(site(own), [machine({ esxi: "esx9" })], vcenter([]))).toEqual([
      'hosts.docker01.vm.esxi: ESXi host "esx9" is not in cluster c1: name one of esx1, esx2',
    ]);
  });

  it("gets what its template has, and no less", () => {
    const templates = new Map([
      ["debian", { copied: [20, 5], others: 0 }],
      ["other", { copied: [], others: 0 }],
    ]);
    const machines = [
      machine({ disk: 10 }),
      machine({ disk: 20 }, "b"),
      machine({ template: "other" }, "c"),
      machine({ template: "other" }, "d"),
    ];
    expect(faultsOf(site(own), machines, vcenter([], { templates }))).toEqual([
      expect.stringMatching(/^hosts\.c\.vm\.template: template "other" has no disk on/) as string,
      expect.stringMatching(
        /^hosts\.d\.vm\.template: template "other" has no disk on its first SCSI controller/,
      ) as string,
      expect.stringMatching(
        /^hosts\.docker01\.vm\.disk: 10 GiB is less than the 20 GiB of template "debian"/,
      ) as string,
    ]);
    expect(
      faultsOf(site(own), [machine()], vcenter([], { templates: new Map([["debian", { copied: [20], others: 1 }]]) })),
    ).toEqual([
      expect.stringMatching(/^vsphere\.template: template "debian" has disks beside those on its first SCSI/) as string,
    ]);
  });

  it("is not made from another one whose ID its template has for a name", () => {
    const names = new Map<InventoryKind, readonly string[]>([...vcenter([]).names, ["template", ["debian", "vm-43"]]]);
    expect(faultsOf(site(own), [machine({ template: "vm-43" })], vcenter([], { names }))).toEqual([
      expect.stringMatching(
        /^hosts\.docker01\.vm\.template: template "vm-43" is named like the ID of production/,
      ) as string,
    ]);
  });

  it("is kept apart from others only while there are ESXi hosts enough", () => {
    const three = ["a", "b", "c"].map((name) => machine({}, name));
    expect(faultsOf(site(own, { antiAffinity: true }), three, vcenter([]))).toEqual([
      expect.stringMatching(/^vsphere\.antiAffinity: cluster c1 has only esx1, esx2 for 3 machines/) as string,
    ]);
    expect(faultsOf(site(own, { antiAffinity: true }), three.slice(1), vcenter([]))).toEqual([]);
  });

  it("gets a port group only under a name that no other switch of the folder has", () => {
    const trunk = site({ kind: "distributed", name: "trunk", switch: "dvs1" });
    const on = (name: string, folder: string): FoundInventory => vcenter([distributed(name, { folder })]);
    expect(faultsOf(trunk, [machine()], on("dvs1", "group-n1"))).toEqual([]);
    expect(faultsOf(trunk, [machine()], on("dvs9", "group-n9"))).toEqual([]);
    expect(faultsOf(trunk, [machine()], on("dvs2", "group-n1"))).toEqual([
      "vsphere.portGroup.name: trunk is already on distributed switch dvs2, which is in the same folder as dvs1: choose another name",
    ]);
  });

  it("finds a standard port group wherever it may run, and none of that name on another switch", () => {
    const trunk = { kind: "standard", name: "trunk", switch: "vSwitch0" } as const;
    const one = site({ ...trunk, esxi: ["esx1"] });
    expect(faultsOf(one, [machine({ esxi: "esx1" })], vcenter([standard("esx1")]))).toEqual([]);
    expect(faultsOf(one, [machine({ esxi: "esx1" }), machine({}, "docker02")], vcenter([]))).toEqual([
      expect.stringMatching(
        /^vsphere\.portGroup\.esxi: lacks esx2, where the machine of hosts\.docker02\.vm may run/,
      ) as string,
    ]);
    const elsewhere = vcenter([standard("esx1", { switch: "vSwitch7" })]);
    expect(faultsOf(one, [machine({ esxi: "esx1" })], elsewhere)).toEqual([
      "vsphere.portGroup.name: trunk is already on vSwitch7 of ESXi host esx1: choose another name",
    ]);
  });

  it("is not said to lack what is there, and a name that is there twice is asked for", () => {
    const names = new Map<InventoryKind, readonly string[]>([...vcenter([]).names, ["datastore", ["nvme", "nvme"]]]);
    expect(faultsOf(site(own), [machine()], vcenter([], { names }))).toEqual([
      'vsphere.datastore: datastore "nvme" exists more than once: choose one whose name is unique in the datacenter',
    ]);
  });
});

describe("the disks of a template", () => {
  const controller = (type: string, key: number, busNumber: number): Record<string, string> => ({
    ...{ "@type": type, key: String(key), busNumber: String(busNumber) },
  });
  const disk = (key: number, on: number, unit: number, gib: number): Record<string, string> => ({
    ...{ "@type": "VirtualDisk", key: String(key), controllerKey: String(on), unitNumber: String(unit) },
    capacityInKB: String(gib * 1024 ** 2),
  });

  it("are those on the first SCSI controller, in their order", () => {
    const devices = [
      controller("VirtualIDEController", 200, 0),
      controller("VirtualAHCIController", 15000, 0),
      controller("ParaVirtualSCSIController", 1001, 1),
      controller("ParaVirtualSCSIController", 1000, 0),
      ...[disk(2001, 1000, 1, 5), disk(2000, 1000, 0, 20), disk(2016, 1001, 0, 7), disk(3000, 15000, 0, 9)],
    ];
    expect(disksOf(devices)).toEqual({ copied: [20, 5], others: 2 });
    expect(disksOf([controller("VirtualLsiLogicSASController", 1000, 0), disk(2000, 1000, 0, 8)])).toEqual({
      copied: [8],
      others: 0,
    });
    expect(disksOf([controller("VirtualAHCIController", 15000, 0), disk(3000, 15000, 0, 9)])).toEqual({
      copied: [],
      others: 1,
    });
  });
});

describe("advice on a port group of the stack's own", () => {
  const own = { kind: "distributed", name: "trunk", switch: "dvs1" } as const;

  it("says what the provider cannot set, before it is made as after", () => {
    const { portGroup } = site({ ...own, macLearning: true });
    expect(adviceOn(portGroup, vcenter([]))).toEqual([
      expect.stringMatching(/^vsphere\.portGroup\.macLearning: trunk will not learn MACs once it is created/) as string,
    ]);
    const there = distributed("dvs1", { security: CLOSED });
    expect(adviceOn(portGroup, vcenter([there]))).toEqual([
      expect.stringMatching(/^vsphere\.portGroup\.macLearning: trunk does not learn MACs yet/) as string,
    ]);
    expect(adviceOn(portGroup, vcenter([{ ...there, macLearning: true }]))).toEqual([]);
    expect(adviceOn(portGroup, vcenter([{ ...there, security: OPEN, macLearning: true }]))).toHaveLength(2);
    expect(adviceOn(site(own).portGroup, vcenter([distributed("dvs2", { security: OPEN })]))).toEqual([]);
  });
});
