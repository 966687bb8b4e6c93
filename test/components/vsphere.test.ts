import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import type { FabricInput, VsphereInput, VsphereVmInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";
import { SECRET_MARK, unmarked } from "../support/golden";
import { record, type Call, type Row } from "../support/record";
import { callFaults, resourceFaults } from "../support/vsphere-schema";

const keys = mkdtempSync(join(tmpdir(), "macvlan-fabric-keys-"));
afterAll(() => {
  rmSync(keys, { recursive: true });
});
writeFileSync(join(keys, "key"), "PRIVATE LOGIN KEY");
writeFileSync(join(keys, "key.pub"), "ssh-ed25519 AAAALOGIN me@here\n");

const SITE: VsphereInput = {
  server: "vcenter.example.net",
  user: "fabric@vsphere.local",
  datacenter: "Lab",
  cluster: "compute",
  datastore: "nvme",
  template: "debian-13",
  portGroup: { kind: "distributed", name: "macvlan", switch: "dvs" },
  login: { privateKeyFile: join(keys, "key") },
};

interface Recorded {
  readonly rows: Row[];
  readonly calls: Call[];
}

async function recorded(
  site: Partial<VsphereInput> = {},
  vm: Partial<VsphereVmInput> = {},
  preview = false,
): Promise<Recorded> {
  const calls: Call[] = [];
  const lab = devInput((input: FabricInput) => {
    input.vsphere = { ...SITE, ...site };
    for (const host of Object.values(input.hosts)) host.vm = { kind: "vsphere", ...vm };
  });
  const program = (): Fabric => new Fabric("fabric", { ...lab, vspherePassword: pulumi.secret("hush") });
  return { rows: await record(program, { calls, preview }), calls };
}

const STANDARD: VsphereInput["portGroup"] = {
  kind: "standard",
  name: "macvlan",
  switch: "vSwitch1",
  esxi: ["esx1", "esx2"],
};
const EXISTING: VsphereInput["portGroup"] = { kind: "existing", name: "trunk", switch: "dvs", macLearning: true };

const VARIANTS: readonly (readonly [string, Partial<VsphereInput>, Partial<VsphereVmInput>])[] = [
  ["a distributed port group and cloud-init", {}, { disk: 40 }],
  ["standard port groups", { portGroup: STANDARD }, { esxi: "esx1" }],
  ["an existing port group", { portGroup: EXISTING }, {}],
  [
    "customisation through VMware Tools",
    { customisation: { kind: "linux" }, dns: ["192.168.1.1"] },
    { hostKey: "ssh-ed25519 AAAA" },
  ],
  ["a specification", { customisation: { kind: "specification", name: "lab" } }, { hostKey: "ssh-ed25519 AAAA" }],
  [
    "every option",
    {
      ...{ allowUnverifiedSsl: true, resourcePool: "labs", folder: "labs/dev", linkedClone: true },
      ...{ antiAffinity: true, protect: true, retain: true },
    },
    { cpus: 4, memory: 8192, template: "other", datastore: "ssd" },
  ],
];

describe("machines on vSphere under mocks", () => {
  it.each(VARIANTS)("register what the provider's schema has, with %s", async (_, site, vm) => {
    const { rows, calls } = await recorded(site, vm);
    const made = rows.filter(({ type }) => type.startsWith("vsphere:") || type === "pulumi:providers:vsphere");
    expect(made.length).toBeGreaterThanOrEqual(3);
    expect(made.flatMap(({ type, inputs }) => resourceFaults(type, unmarked(inputs) as Row["inputs"]))).toEqual([]);
    const asked = calls.filter(({ token }) => token.startsWith("vsphere:"));
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.flatMap(({ token, inputs }) => callFaults(token, inputs))).toEqual([]);
  });

  it("would be refused an unknown property, a missing one and a wrong type", () => {
    const port = "vsphere:index/hostPortGroup:HostPortGroup";
    const inputs = { name: "x", hostSystemId: "host-1", virtualSwitchName: "vSwitch0" };
    expect(resourceFaults(port, inputs)).toEqual([]);
    expect(resourceFaults(port, { ...inputs, vlan: 1 })).toEqual([`${port}.vlan is unknown`]);
    expect(resourceFaults(port, { ...inputs, vlanId: "1" })).toEqual([`${port}.vlanId is not an integer: "1"`]);
    expect(resourceFaults(port, { name: "x", hostSystemId: "host-1" })).toEqual([
      `${port}.virtualSwitchName is missing`,
    ]);
    const machine = "vsphere:index/virtualMachine:VirtualMachine";
    expect(resourceFaults(machine, { resourcePoolId: "p", networkInterfaces: [{ adapter: "e1000" }] })).toEqual([
      `${machine}.networkInterfaces[0].networkId is missing`,
      `${machine}.networkInterfaces[0].adapter is unknown`,
    ]);
    expect(callFaults("vsphere:index/getNetwork:getNetwork", {})).toEqual([
      "vsphere:index/getNetwork:getNetwork.name is missing",
    ]);
  });

  it("carry exactly the plan's VLANs, and let through what macvlan needs", async () => {
    const distributed = one((await recorded()).rows, "DistributedPortGroup");
    expect(distributed.inputs).toMatchObject({
      ...{ name: "macvlan", distributedVirtualSwitchUuid: "id of dvs" },
      vlanRanges: [0, 10, 20].map((vlan) => ({ minVlan: vlan, maxVlan: vlan })),
      ...{ allowPromiscuous: true, allowForgedTransmits: true, allowMacChanges: false },
    });
    const { rows } = await recorded({ portGroup: STANDARD }, { esxi: "esx1" });
    for (const host of ["esx1", "esx2"]) {
      const group = rows.find(({ name }) => name === `fabric-vsphere-trunk-${host}`);
      expect(group?.inputs).toEqual({
        ...{ name: "macvlan", hostSystemId: `id of ${host}`, virtualSwitchName: "vSwitch1", vlanId: 4095 },
        ...{ allowPromiscuous: true, allowForgedTransmits: true, allowMacChanges: false },
      });
    }
  });

  it("are cloned with the plan's MAC, sizes and placement, and wait for no address", async () => {
    const { rows } = await recorded({}, { cpus: 4, memory: 8192, disk: 40, esxi: "esx2" });
    const machine = rows.find(({ name }) => name === "fabric-docker01-vm");
    expect(unmarked(machine?.inputs)).toMatchObject({
      ...{ name: "dev-docker01", numCpus: 4, memory: 8192, hostSystemId: "id of esx2", datastoreId: "id of nvme" },
      resourcePoolId: "pool of compute",
      ...{ firmware: "efi", guestId: "debian12_64Guest", scsiType: "pvscsi" },
      disks: [{ label: "disk0", size: 40, thinProvisioned: true, eagerlyScrub: false, unitNumber: 0 }],
      networkInterfaces: [
        {
          ...{ networkId: "fabric-vsphere-trunk-group-id", adapterType: "vmxnet3" },
          ...{ useStaticMac: true, macAddress: "00:50:56:28:01:0b" },
        },
      ],
      clone: { templateUuid: "id of debian-13", linkedClone: false },
      ...{ waitForGuestNetTimeout: 0, waitForGuestIpTimeout: 0, waitForGuestNetRoutable: false },
    });
  });

  it("get name, address, user and host key from cloud-init, as secrets, and are replaced when those change", async () => {
    const { rows } = await recorded();
    const machine = rows.find(({ name }) => name === "fabric-docker02-vm");
    expect(machine?.inputs["extraConfig"]).toHaveProperty(SECRET_MARK);
    const { extraConfig, replaceTrigger } = unmarked(machine?.inputs) as Record<string, Record<string, string>>;
    expect(replaceTrigger).toMatch(/^[0-9a-f]{64}$/);
    const decode = (key: string): string => Buffer.from(extraConfig?.[key] ?? "", "base64").toString();
    expect(JSON.parse(decode("guestinfo.metadata"))).toEqual({
      "instance-id": "dev-docker02",
      "local-hostname": "docker02",
      network: {
        version: 2,
        ethernets: {
          ens33: {
            match: { macaddress: "00:50:56:28:01:0d" },
            ...{ "set-name": "ens33", dhcp4: false, dhcp6: false, mtu: 1500, addresses: ["192.168.1.13/24"] },
            routes: [{ to: "0.0.0.0/0", via: "192.168.1.1" }],
          },
        },
      },
    });
    const [first, ...rest] = decode("guestinfo.userdata").split("\n");
    expect(first).toBe("#cloud-config");
    expect(JSON.parse(rest.join("\n"))).toMatchObject({
      ssh_keys: {
        ed25519_private: "-----BEGIN OPENSSH PRIVATE KEY-----\nPRIVATEHALF\n-----END OPENSSH PRIVATE KEY-----\n",
        ed25519_public: "ssh-ed25519 AAAAPUBLICHALF",
      },
      users: [{ name: "fabric", ssh_authorized_keys: ["ssh-ed25519 AAAALOGIN me@here"] }],
    });
    const prepare = rows.find(({ name }) => name === "fabric-docker02-prepare");
    expect(unmarked(prepare?.inputs["connection"])).toMatchObject({
      hostKey: "ssh-ed25519 AAAAPUBLICHALF",
      user: "fabric",
    });
  });

  it("keep every half of a key and the password out of all that is not secret", async () => {
    const { rows } = await recorded();
    const shown = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Object && SECRET_MARK in value ? "<secret>" : value,
    );
    expect(shown).not.toMatch(/PRIVATEHALF|PRIVATE LOGIN KEY|hush/);
    expect(shown).toContain("<secret>");
  });

  it("take what lives on them along, are replaced with it, and are connected before it is made", async () => {
    const { rows } = await recorded();
    const machine = "vsphere:index/virtualMachine:VirtualMachine::fabric-docker01-vm";
    const living = rows.filter(
      ({ name, custom }) => custom && /docker01-(prepare|reachable)$|mac_net10-docker01$|bbox10-/.test(name),
    );
    expect(living.length).toBeGreaterThanOrEqual(4);
    for (const { urn, deletedWith, replaceWith } of living) {
      expect(deletedWith, urn).toBe(machine);
      expect(replaceWith, urn).toEqual([machine]);
    }
    const made = rows.find(({ urn }) => urn === machine);
    expect(made?.deleteBeforeReplace).toBe(true);
    expect(made?.dependsOn).toContain(
      "vsphere:index/distributedPortGroup:DistributedPortGroup::fabric-vsphere-trunk-group",
    );
  });

  it("stay with their port group when the stack lets go of them, and are then cleaned first", async () => {
    const { rows } = await recorded({ protect: true, retain: true, antiAffinity: true });
    const made = rows.filter(({ type }) => type.startsWith("vsphere:"));
    expect(made).toHaveLength(4);
    for (const { urn, protect, retainOnDelete } of made)
      expect({ urn, protect, retainOnDelete }).toMatchObject({ protect: true, retainOnDelete: true });
    const network = rows.find(
      ({ name, type }) => name === "fabric-mac_net10-docker01" && type === "docker:index/network:Network",
    );
    expect(network?.deletedWith).toBe("");
  });

  it("keep all that came from their template once they are to stay", async () => {
    const ignored = async (site: Partial<VsphereInput>, vm: Partial<VsphereVmInput> = {}): Promise<readonly string[]> =>
      (await recorded(site, vm)).rows.find(({ name }) => name === "fabric-docker01-vm")?.ignoreChanges ?? ["?"];
    expect(await ignored({})).toEqual([]);
    const fromTemplate = ["clone", "extraConfig", "replaceTrigger", "guestId", "firmware", "scsiType", "disks"];
    expect(await ignored({ retain: true })).toEqual(fromTemplate);
    expect(await ignored({ retain: true }, { disk: 40 })).toEqual(fromTemplate);
  });

  it("are kept apart by DRS on request", async () => {
    const rule = one((await recorded({ antiAffinity: true })).rows, "ComputeClusterVmAntiAffinityRule");
    expect(rule.inputs).toMatchObject({ name: "dev-apart", computeClusterId: "id of compute" });
    expect(rule.inputDependencies["virtualMachineIds"]).toHaveLength(2);
  });

  it("keep every address and MAC known in the first preview", async () => {
    const { rows } = await recorded({}, {}, true);
    const network = rows.find(
      ({ name, type }) => name === "fabric-mac_net10-docker01" && type === "docker:index/network:Network",
    );
    expect(network?.inputs).toMatchObject({ ipamConfigs: [{ subnet: "172.16.10.0/24" }] });
    const machine = rows.find(({ name }) => name === "fabric-docker01-vm");
    expect(machine?.inputs["networkInterfaces"]).toMatchObject([{ macAddress: "00:50:56:28:01:0b" }]);
  });
});

function one(rows: readonly Row[], type: string): Row {
  const found = rows.filter((row) => row.type.endsWith(`:${type}`));
  expect(found, type).toHaveLength(1);
  return found[0] as Row;
}
