import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VsphereInput } from "../../topology/schema/fabric-schema";
import { lackingForVcenter, type Machine } from "../support/vcenter";
import { VcenterStack } from "../support/vcenter-stack";

const lacking = lackingForVcenter();
if (lacking !== undefined) process.stdout.write(`The machines on a simulated vCenter are skipped: ${lacking}\n`);

const STANDARD = {
  ...{ kind: "standard", name: "trunk", switch: "vSwitch0" },
  esxi: ["DC0_C0_H0", "DC0_C0_H1"],
} satisfies VsphereInput["portGroup"];

describe.skipIf(lacking !== undefined)("the official plugin on the vCenter simulator", { timeout: 300_000 }, () => {
  let stack: VcenterStack;
  let started: VcenterStack | undefined;
  beforeAll(async () => {
    started = stack = await VcenterStack.start();
  }, 300_000);
  afterAll(() => started?.stop());

  it("previews without making anything", async () => {
    stack.configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev" });
    const { exitCode, text } = await stack.pulumi("preview");
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/VirtualMachine fabric-docker01-vm create/);
    const { vms, distributed } = await stack.vcenter.state();
    expect(Object.keys(vms)).toEqual(["template"]);
    expect(distributed).not.toHaveProperty("macvlan");
  });

  it("makes port group, machines and rule as the plan has them", async () => {
    await stack.up();
    const { distributed, rules } = await stack.vcenter.state();
    expect(distributed["macvlan"]).toMatchObject({ promiscuous: true, forgedTransmits: true });
    expect([...(distributed["macvlan"]?.vlans ?? [])].sort((a, b) => a[0] - b[0])).toEqual([
      [0, 0],
      [10, 10],
      [20, 20],
    ]);
    expect(distributed["macvlan"]?.macChanges).not.toBe(true);
    for (const [index, host] of ["docker01", "docker02"].entries()) {
      const made = await stack.machine(host);
      expect(made).toMatchObject({
        ...{ host: `DC0_C0_H${index}`, pool: "labs", power: "poweredOn", cpus: 2, memory: 2048 },
        nics: [{ mac: `00:50:56:3d:00:0${(11 + index).toString(16)}`, network: "macvlan" }],
        disks: [{ gib: 20 }],
      });
      const metadata = Buffer.from(made.extraConfig["guestinfo.metadata"] ?? "", "base64").toString();
      expect(JSON.parse(metadata)).toMatchObject({ "local-hostname": host });
      const userdata = Buffer.from(made.extraConfig["guestinfo.userdata"] ?? "", "base64").toString();
      expect(userdata).toMatch(/^#cloud-config\n.*"ed25519_public":"ssh-ed25519 AAAA/);
    }
    expect(rules["DC0_C0"]).toMatchObject([{ name: "vcsim-apart" }]);
    expect([...(rules["DC0_C0"]?.[0]?.machines ?? [])].sort()).toEqual(["vcsim-docker01", "vcsim-docker02"]);
  });

  it("keeps the private halves of the host keys out of the plain state", async () => {
    const { text } = await stack.pulumi("stack", "export");
    expect(text).toContain("fabric-docker01-vm");
    expect(text).not.toMatch(/PRIVATE KEY|UFJJVkFURSBLRVk/);
  });

  it("has nothing to do a second time", async () => {
    expect(await stack.up()).toMatch(/Resources:\s+\d+ unchanged\s/);
  });

  it("extends the trunk and resizes machines in place", async () => {
    const before = await stack.machine("docker01");
    stack.configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev" }, (dev) => {
      dev.segments["vlan21"] = { network: "mac_net21", vlan: 21, subnet: "172.16.21.0/24", gateway: "172.16.21.1" };
      Object.assign(dev.hosts["docker01"]?.vm ?? {}, { memory: 4096, disk: 24 });
    });
    await stack.up();
    expect(await stack.machine("docker01")).toMatchObject({ uuid: before.uuid, memory: 4096, disks: [{ gib: 24 }] });
    const { distributed } = await stack.vcenter.state();
    expect([...(distributed["macvlan"]?.vlans ?? [])].sort((a, b) => a[0] - b[0]).at(-1)).toEqual([20, 21]);
  });

  it("recreates a machine, with the same host key, when something has changed that cloud-init reads only once", async () => {
    const before = await stack.machine("docker01");
    stack.configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev", dns: ["127.61.0.53"] }, (dev) => {
      // A disk does not shrink.
      Object.assign(dev.hosts["docker01"]?.vm ?? {}, { memory: 4096, disk: 24 });
    });
    await stack.up();
    const after = await stack.machine("docker01");
    expect(after.uuid).not.toBe(before.uuid);
    const keyOf = ({ extraConfig }: Machine): string | undefined =>
      /"ed25519_public":"([^"]+)"/.exec(Buffer.from(extraConfig["guestinfo.userdata"] ?? "", "base64").toString())?.[1];
    expect(keyOf(after)).toBe(keyOf(before));
    const { rules } = await stack.vcenter.state();
    expect(rules["DC0_C0"]?.[0]?.machines).toHaveLength(2);
  });

  it("removes everything, also what somebody removed by hand, and does not clean a machine that is gone", async () => {
    await stack.addToState("docker02", "exit 7");
    await stack.vcenter.change("remove-vm", "vcsim-docker02");
    const { exitCode, text } = await stack.down();
    expect(exitCode, text).toBe(0);
    expect(text).toContain("checking whether a machine was removed in vCenter by hand");
    const { vms, distributed, rules } = await stack.vcenter.state();
    expect(Object.keys(vms)).toEqual(["template"]);
    expect(distributed).not.toHaveProperty("macvlan");
    expect(rules["DC0_C0"]).toEqual([]);
  });

  it("opens standard port groups on each ESXi host, and never their switch", async () => {
    stack.configure({ portGroup: STANDARD });
    await stack.up();
    const { hosts } = await stack.vcenter.state();
    for (const { portGroups } of Object.values(hosts)) {
      expect(portGroups["trunk"]).toMatchObject({
        vlan: 4095,
        promiscuous: true,
        forgedTransmits: true,
        macChanges: false,
      });
      expect(portGroups["VM Network"]?.promiscuous ?? false).toBe(false);
    }
    expect((await stack.machine("docker02")).nics).toMatchObject([{ network: "trunk" }]);
    expect(await stack.up()).toMatch(/Resources:\s+\d+ unchanged\s/);
  });

  it("moves machines to a port group of another name before the old one goes", async () => {
    const before = await stack.machine("docker02");
    stack.configure({ portGroup: { ...STANDARD, name: "lab" } });
    await stack.up();
    const after = await stack.machine("docker02");
    expect(after).toMatchObject({ uuid: before.uuid, nics: [{ mac: before.nics[0]?.mac, network: "lab" }] });
    const { hosts } = await stack.vcenter.state();
    for (const { portGroups } of Object.values(hosts)) {
      expect(portGroups).not.toHaveProperty("trunk");
      expect(portGroups["lab"]).toMatchObject({ vlan: 4095 });
    }
    stack.configure({ portGroup: STANDARD });
    await stack.up();
  });

  it("lets nothing go that is protected, and says how", async () => {
    stack.configure({ portGroup: STANDARD, protect: true });
    await stack.up();
    const kept = await stack.down();
    expect(kept.exitCode).not.toBe(0);
    expect(kept.text).toMatch(
      /vsphere\.protect: protects 4 resources in vCenter: set it to false in Pulumi\.vcsim\.yaml/,
    );
    expect(Object.keys((await stack.vcenter.state()).vms)).toHaveLength(3);
    stack.configure({ portGroup: STANDARD });
    await stack.up();
  });

  it("says how to go on where the provider cannot remove what is gone", async () => {
    await stack.vcenter.change("remove-vm", "vcsim-docker01");
    await stack.vcenter.change("remove-portgroup", "DC0_C0_H0/trunk");
    const stuck = await stack.down();
    expect(stuck.exitCode).not.toBe(0);
    expect((await stack.vcenter.state()).hosts["DC0_C0_H1"]?.portGroups).not.toHaveProperty("trunk");
    const [, urn = ""] =
      /pulumi -- state delete --yes '(urn:[^']+trunk-DC0_C0_H0)' --stack vcsim$/m.exec(stuck.text) ?? [];
    const forgotten = await stack.pulumi("state", "delete", "--yes", urn);
    expect(forgotten.exitCode, forgotten.text).toBe(0);
    const { exitCode, text } = await stack.down();
    expect(exitCode, text).toBe(0);
    expect(Object.keys((await stack.vcenter.state()).vms)).toEqual(["template"]);
  });

  it("replaces no machine that is to be retained, and leaves it with its port group", async () => {
    stack.configure({ portGroup: STANDARD, retain: true });
    await stack.up();
    const { uuid } = await stack.machine("docker01");
    stack.configure({ portGroup: STANDARD, retain: true, dns: ["127.61.0.53"] });
    await stack.up();
    expect((await stack.machine("docker01")).uuid).toBe(uuid);
    const { exitCode, text } = await stack.down();
    expect(exitCode, text).toBe(0);
    const { vms, hosts } = await stack.vcenter.state();
    expect(Object.keys(vms).sort()).toEqual(["template", "vcsim-docker01", "vcsim-docker02"]);
    expect(hosts["DC0_C0_H0"]?.portGroups).toHaveProperty("trunk");
    for (const host of ["docker01", "docker02"]) await stack.vcenter.change("remove-vm", `vcsim-${host}`);
  });
});
