import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricInput, VsphereInput } from "../../topology/schema";
import { devInput } from "../support/dev-stack";
import { LabProject, type Finished } from "../support/lab-project";
import { lackingForVcenter, SimulatedVcenter, type Machine } from "../support/vcenter";

const lacking = lackingForVcenter();
if (lacking !== undefined) process.stdout.write(`The suite against the vCenter simulator is skipped: ${lacking}\n`);

const STACK = "vcsim";
/** No host answers behind the simulated machines, so what would log in to them is left out. */
const WITHOUT_HOSTS = ["--exclude", "**-reachable", "--exclude-dependents"];

describe.skipIf(lacking !== undefined)(
  "the program and the official plugin against the vCenter simulator",
  { timeout: 300_000 },
  () => {
    const keys = mkdtempSync(join(tmpdir(), "macvlan-fabric-keys-"));
    const project = new LabProject();
    let vcenter: SimulatedVcenter;

    beforeAll(async () => {
      await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(keys, "key")]);
      [vcenter] = await Promise.all([SimulatedVcenter.start(), project.copy()]);
      project.set("VSPHERE_PASSWORD", vcenter.ready.password);
    }, 300_000);

    afterAll(async () => {
      await vcenter.stop();
      project.remove();
      rmSync(keys, { recursive: true, force: true });
    });

    function configure(site: Partial<VsphereInput> = {}, change: (input: FabricInput) => void = () => undefined): void {
      const input = devInput((dev) => {
        // Loopback, so that not even a mistake of a test leaves this machine.
        dev.lan = { subnet: "127.61.0.0/24", gateway: "127.61.0.1" };
        dev.vsphere = {
          ...{ server: vcenter.ready.server, user: vcenter.ready.user, allowUnverifiedSsl: true },
          ...{ datacenter: "DC0", cluster: "DC0_C0", datastore: "LocalDS_0", template: "template" },
          portGroup: { kind: "distributed", name: "macvlan", switch: "DVS0" },
          login: { privateKeyFile: join(keys, "key") },
          ...site,
        };
        delete dev.registry;
        delete dev.images;
        delete dev.containers;
        for (const [index, name] of ["docker01", "docker02"].entries()) {
          const host = dev.hosts[name];
          if (host === undefined) continue;
          host.address = `127.61.0.${String(11 + index)}`;
          host.vm = { kind: "vsphere", memory: 2048, disk: 20, esxi: `DC0_C0_H${String(index)}` };
        }
        change(dev);
      });
      project.configure(STACK, input);
    }

    function pulumi(...args: string[]): Promise<Finished> {
      return project.command("pulumi", ...args, "--stack", STACK, "--non-interactive");
    }

    async function up(): Promise<string> {
      const { exitCode, text } = await pulumi("up", "--yes", "--skip-preview", ...WITHOUT_HOSTS);
      expect(exitCode, text).toBe(0);
      return text;
    }

    async function machine(host: string): Promise<Machine> {
      const found = (await vcenter.state()).vms[`${STACK}-${host}`];
      if (found === undefined) throw new Error(`no machine for ${host}`);
      return found;
    }

    it("previews without making anything", async () => {
      configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev" });
      const { exitCode, text } = await pulumi("preview");
      expect(exitCode, text).toBe(0);
      expect(text).toMatch(/VirtualMachine fabric-docker01-vm create/);
      const { vms, distributed } = await vcenter.state();
      expect(Object.keys(vms)).toEqual(["template"]);
      expect(distributed).not.toHaveProperty("macvlan");
    });

    it("makes port group, machines and rule as the plan has them", async () => {
      await up();
      const { distributed, rules } = await vcenter.state();
      expect(distributed["macvlan"]).toMatchObject({ promiscuous: true, forgedTransmits: true });
      expect([...(distributed["macvlan"]?.vlans ?? [])].sort((a, b) => a[0] - b[0])).toEqual([
        [0, 0],
        [10, 10],
        [20, 20],
      ]);
      expect(distributed["macvlan"]?.macChanges).not.toBe(true);
      for (const [index, host] of ["docker01", "docker02"].entries()) {
        const made = await machine(host);
        expect(made).toMatchObject({
          ...{ host: `DC0_C0_H${String(index)}`, pool: "labs", power: "poweredOn", cpus: 2, memory: 2048 },
          nics: [{ mac: `00:50:56:3d:00:0${(11 + index).toString(16)}`, network: "macvlan" }],
          disks: [{ gib: 20 }],
        });
        const metadata = Buffer.from(made.extraConfig["guestinfo.metadata"] ?? "", "base64").toString();
        expect(JSON.parse(metadata)).toMatchObject({ "local-hostname": host });
        const userdata = Buffer.from(made.extraConfig["guestinfo.userdata"] ?? "", "base64").toString();
        expect(userdata).toMatch(/^#cloud-config\n.*"ed25519_public":"ssh-ed25519 AAAA/);
      }
      expect(rules["DC0_C0"]).toMatchObject([{ name: `${STACK}-apart` }]);
      expect([...(rules["DC0_C0"]?.[0]?.machines ?? [])].sort()).toEqual([`${STACK}-docker01`, `${STACK}-docker02`]);
    });

    it("keeps the private halves of the host keys out of the plain state", async () => {
      const { text } = await pulumi("stack", "export");
      expect(text).toContain("fabric-docker01-vm");
      expect(text).not.toMatch(/PRIVATE KEY|UFJJVkFURSBLRVk/);
    });

    it("has nothing to do a second time", async () => {
      expect(await up()).toMatch(/Resources:\s+\d+ unchanged\s/);
    });

    it("extends the trunk and resizes machines in place", async () => {
      const before = await machine("docker01");
      configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev" }, (dev) => {
        dev.segments["vlan21"] = { network: "mac_net21", vlan: 21, subnet: "172.16.21.0/24", gateway: "172.16.21.1" };
        Object.assign(dev.hosts["docker01"]?.vm ?? {}, { memory: 4096, disk: 24 });
      });
      await up();
      expect(await machine("docker01")).toMatchObject({ uuid: before.uuid, memory: 4096, disks: [{ gib: 24 }] });
      const { distributed } = await vcenter.state();
      expect([...(distributed["macvlan"]?.vlans ?? [])].sort((a, b) => a[0] - b[0]).at(-1)).toEqual([20, 21]);
    });

    it("makes a machine anew when what cloud-init reads once has changed, with the same host key", async () => {
      const before = await machine("docker01");
      configure({ antiAffinity: true, resourcePool: "labs", folder: "labs/dev", dns: ["127.61.0.53"] }, (dev) => {
        // A disk does not shrink.
        Object.assign(dev.hosts["docker01"]?.vm ?? {}, { memory: 4096, disk: 24 });
      });
      await up();
      const after = await machine("docker01");
      expect(after.uuid).not.toBe(before.uuid);
      const keyOf = ({ extraConfig }: Machine): string | undefined =>
        /"ed25519_public":"([^"]+)"/.exec(
          Buffer.from(extraConfig["guestinfo.userdata"] ?? "", "base64").toString(),
        )?.[1];
      expect(keyOf(after)).toBe(keyOf(before));
      const { rules } = await vcenter.state();
      expect(rules["DC0_C0"]?.[0]?.machines).toHaveLength(2);
    });

    it("removes everything, also what somebody removed by hand", async () => {
      await vcenter.change("remove-vm", `${STACK}-docker02`);
      const { exitCode, text } = await project.command("down", "--stack", STACK);
      expect(exitCode, text).toBe(0);
      const { vms, distributed, rules } = await vcenter.state();
      expect(Object.keys(vms)).toEqual(["template"]);
      expect(distributed).not.toHaveProperty("macvlan");
      expect(rules["DC0_C0"]).toEqual([]);
    });

    it("opens standard port groups on each ESXi host, and never their switch", async () => {
      configure({
        portGroup: { kind: "standard", name: "trunk", switch: "vSwitch0", esxi: ["DC0_C0_H0", "DC0_C0_H1"] },
      });
      await up();
      const { hosts } = await vcenter.state();
      for (const { portGroups } of Object.values(hosts)) {
        expect(portGroups["trunk"]).toMatchObject({
          vlan: 4095,
          promiscuous: true,
          forgedTransmits: true,
          macChanges: false,
        });
        expect(portGroups["VM Network"]?.promiscuous ?? false).toBe(false);
      }
      expect((await machine("docker02")).nics).toMatchObject([{ network: "trunk" }]);
      expect(await up()).toMatch(/Resources:\s+\d+ unchanged\s/);
    });

    it("says how to go on where the provider cannot remove what is gone", async () => {
      await vcenter.change("remove-vm", `${STACK}-docker01`);
      await vcenter.change("remove-portgroup", "DC0_C0_H0/trunk");
      const stuck = await project.command("down", "--stack", STACK);
      expect(stuck.exitCode).not.toBe(0);
      expect((await vcenter.state()).hosts["DC0_C0_H1"]?.portGroups).not.toHaveProperty("trunk");
      const [, urn = ""] =
        /pulumi -- state delete --yes '(urn:[^']+trunk-DC0_C0_H0)' --stack vcsim$/m.exec(stuck.text) ?? [];
      const forgotten = await pulumi("state", "delete", "--yes", urn);
      expect(forgotten.exitCode, forgotten.text).toBe(0);
      const { exitCode, text } = await project.command("down", "--stack", STACK);
      expect(exitCode, text).toBe(0);
      expect(Object.keys((await vcenter.state()).vms)).toEqual(["template"]);
    });

    it("replaces no machine that is to be retained, and leaves it with its port group", async () => {
      const portGroup: VsphereInput["portGroup"] = {
        ...{ kind: "standard", name: "trunk", switch: "vSwitch0" },
        esxi: ["DC0_C0_H0", "DC0_C0_H1"],
      };
      configure({ portGroup, retain: true });
      await up();
      const { uuid } = await machine("docker01");
      configure({ portGroup, retain: true, dns: ["127.61.0.53"] });
      await up();
      expect((await machine("docker01")).uuid).toBe(uuid);
      const { exitCode, text } = await project.command("down", "--stack", STACK);
      expect(exitCode, text).toBe(0);
      const { vms, hosts } = await vcenter.state();
      expect(Object.keys(vms).sort()).toEqual(["template", `${STACK}-docker01`, `${STACK}-docker02`]);
      expect(hosts["DC0_C0_H0"]?.portGroups).toHaveProperty("trunk");
      for (const host of ["docker01", "docker02"]) await vcenter.change("remove-vm", `${STACK}-${host}`);
    });

    it("names everything that is not there, and what is", async () => {
      configure(
        { cluster: "cl9", datastore: "nvme", template: "debian", portGroup: { kind: "existing", name: "trunk9" } },
        (dev) => {
          Object.assign(dev.hosts["docker02"]?.vm ?? {}, { esxi: "esx9" });
        },
      );
      const { exitCode, text } = await pulumi("preview");
      expect(exitCode).not.toBe(0);
      expect(text).toContain('vsphere.cluster: cluster "cl9" is not there: vCenter has DC0_C0');
      expect(text).toContain('vsphere.datastore: datastore "nvme" is not there: vCenter has LocalDS_0, LocalDS_1');
      expect(text).toContain('vsphere.template: template "debian" is not there: vCenter has template');
      expect(text).toContain('vsphere.portGroup.name: network "trunk9" is not there: vCenter has ');
      expect(text).toContain('hosts.docker02.vm.esxi: ESXi host "esx9" is not there: vCenter has DC0_C0_H0, DC0_C0_H1');
      expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
    });

    const refusals: readonly { what: string; site: Partial<VsphereInput>; message: RegExp; password?: string }[] = [
      {
        what: "a datacenter",
        site: { datacenter: "DC9" },
        message: /vsphere\.datacenter: datacenter "DC9" is not there: vCenter has DC0/,
      },
      {
        what: "a switch",
        site: { portGroup: { kind: "distributed", name: "x", switch: "dvs9" } },
        message: /vsphere\.portGroup\.switch: distributed switch "dvs9" is not there: vCenter has DVS0/,
      },
      {
        what: "a certificate",
        site: { allowUnverifiedSsl: false },
        message:
          /vsphere\.server: the certificate of .* is not trusted here .* SHA-256 thumbprint is ([0-9A-F]{2}:){31}/,
      },
      {
        what: "a server that does not answer",
        site: { server: "127.0.0.1:1" },
        message: /vsphere\.server: 127\.0\.0\.1:1 does not answer as a vCenter \(ECONNREFUSED\)/,
      },
      {
        what: "a password",
        site: {},
        message: /vsphere\.user: .* refuses administrator@vsphere\.local with this password/,
        password: "wrong",
      },
      {
        what: "an existing port group that keeps frames back",
        site: { portGroup: { kind: "existing", name: "VM Network" } },
        message: /VM Network on ESXi host DC0_C0_H0 rejects promiscuous mode/,
      },
    ];

    it.each(refusals)("refuses $what by its path, without a stack trace", async ({ site, message, password }) => {
      configure(site);
      project.set("VSPHERE_PASSWORD", password ?? vcenter.ready.password);
      const { exitCode, text } = await pulumi("preview");
      project.set("VSPHERE_PASSWORD", vcenter.ready.password);
      expect(exitCode).not.toBe(0);
      expect(text).toMatch(message);
      expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
    });

    it("says how to set the password when there is none", async () => {
      configure();
      project.set("VSPHERE_PASSWORD", undefined);
      const { exitCode, text } = await pulumi("preview");
      project.set("VSPHERE_PASSWORD", vcenter.ready.password);
      expect(exitCode).not.toBe(0);
      expect(text).toContain(
        "macvlan-fabric:vspherePassword: is not set: run `pulumi config set --secret vspherePassword`",
      );
    });
  },
);
