import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VsphereInput } from "../../topology/schema/fabric-schema";
import { lackingForVcenter } from "../support/vcenter";
import { VcenterStack } from "../support/vcenter-stack";

const lacking = lackingForVcenter();
if (lacking !== undefined)
  process.stdout.write(`What the program refuses of a simulated vCenter is skipped: ${lacking}\n`);

describe.skipIf(lacking !== undefined)("the program before the vCenter simulator", { timeout: 300_000 }, () => {
  let stack: VcenterStack;
  let started: VcenterStack | undefined;
  beforeAll(async () => {
    started = stack = await VcenterStack.start();
  }, 300_000);
  afterAll(() => started?.stop());

  it("names everything that is not there, and what is", async () => {
    stack.configure(
      { cluster: "cl9", datastore: "nvme", template: "debian", portGroup: { kind: "existing", name: "trunk9" } },
      (dev) => {
        Object.assign(dev.hosts["docker02"]?.vm ?? {}, { esxi: "esx9" });
      },
    );
    const { exitCode, text } = await stack.pulumi("preview");
    expect(exitCode).not.toBe(0);
    expect(text).toContain('vsphere.cluster: cluster "cl9" does not exist: vCenter has DC0_C0');
    expect(text).toContain('vsphere.datastore: datastore "nvme" does not exist: vCenter has LocalDS_0, LocalDS_1');
    expect(text).toContain('vsphere.template: template "debian" does not exist: vCenter has template');
    expect(text).toContain('vsphere.portGroup.name: network "trunk9" does not exist: vCenter has ');
    expect(text).toContain('hosts.docker02.vm.esxi: ESXi host "esx9" does not exist: vCenter has DC0_C0_H0, DC0_C0_H1');
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  const refusals: readonly { what: string; site: Partial<VsphereInput>; message: RegExp; password?: string }[] = [
    {
      what: "a datacenter",
      site: { datacenter: "DC9" },
      message: /vsphere\.datacenter: datacenter "DC9" does not exist: vCenter has DC0/,
    },
    {
      what: "a switch",
      site: { portGroup: { kind: "distributed", name: "x", switch: "dvs9" } },
      message: /vsphere\.portGroup\.switch: distributed switch "dvs9" does not exist: vCenter has DVS0/,
    },
    {
      what: "a certificate",
      site: { allowUnverifiedSsl: false },
      message: /vsphere\.server: the certificate of .* is not trusted here .* SHA-256 thumbprint is ([0-9A-F]{2}:){31}/,
    },
    {
      what: "a server that does not answer",
      site: { server: "127.0.0.1:1" },
      message: /vsphere\.server: 127\.0\.0\.1:1 does not answer as a vCenter \(ECONNREFUSED\)/,
    },
    {
      what: "a password",
      site: {},
      message: /vsphere\.user: .* rejects administrator@vsphere\.local with this password/,
      password: "wrong",
    },
    {
      what: "an existing port group that keeps frames back",
      site: { portGroup: { kind: "existing", name: "VM Network" } },
      message: /VM Network on ESXi host DC0_C0_H0 rejects promiscuous mode/,
    },
  ];

  it.each(refusals)("refuses $what by its path, without a stack trace", async ({ site, message, password }) => {
    stack.configure(site);
    stack.password(password ?? stack.vcenter.ready.password);
    const { exitCode, text } = await stack.pulumi("preview");
    stack.password(stack.vcenter.ready.password);
    expect(exitCode).not.toBe(0);
    expect(text).toMatch(message);
    expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });

  it("says how to set the password when there is none", async () => {
    stack.configure();
    stack.password(undefined);
    const { exitCode, text } = await stack.pulumi("preview");
    stack.password(stack.vcenter.ready.password);
    expect(exitCode).not.toBe(0);
    expect(text).toContain(
      "macvlan-fabric:vspherePassword: is not set: run `npm run pulumi -- config set --secret vspherePassword --stack vcsim`",
    );
  });

  it("refuses a password that everybody can read, and takes an encrypted one", async () => {
    const { password } = stack.vcenter.ready;
    stack.password(undefined);
    stack.configure({}, undefined, { "macvlan-fabric:vspherePassword": password });
    const clear = await stack.pulumi("preview");
    expect(clear.exitCode).not.toBe(0);
    expect(clear.text).toContain("macvlan-fabric:vspherePassword: is stored in plain text in Pulumi.vcsim.yaml");
    stack.configure();
    await stack.pulumi("config", "set", "--secret", "vspherePassword", password);
    const encrypted = await stack.pulumi("preview");
    stack.password(password);
    expect(encrypted.exitCode, encrypted.text).toBe(0);
  });
});
