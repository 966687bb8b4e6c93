import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { lackingForVcenter } from "../support/vcenter";
import { VcenterStack } from "../support/vcenter-stack";

const lacking = lackingForVcenter();
if (lacking !== undefined)
  process.stdout.write(`What is on a simulated vCenter already is left alone, skipped: ${lacking}\n`);

const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKVZ";

/** Machines with the host key and the disk of their template. */
function fromTemplate(dev: FabricInput): void {
  for (const { vm } of Object.values(dev.hosts)) {
    if (vm.kind !== "vsphere") continue;
    delete vm.disk;
    vm.hostKey = HOST_KEY;
  }
}

describe.skipIf(lacking !== undefined)("what is in the vCenter simulator already", { timeout: 300_000 }, () => {
  let stack: VcenterStack;
  let started: VcenterStack | undefined;
  beforeAll(async () => {
    started = stack = await VcenterStack.start();
    // A port group that a stack has released.
    stack.configure({ retain: true });
    await stack.up();
    expect((await stack.down()).exitCode).toBe(0);
    for (const host of ["docker01", "docker02"]) await stack.vcenter.change("remove-vm", `vcsim-${host}`);
  }, 300_000);
  afterAll(() => started?.stop());

  const existing = { portGroup: { kind: "existing", name: "macvlan", switch: "DVS0" } } as const;

  it("connects linked clones to a port group that is there, customised by VMware Tools", async () => {
    const { distributed } = await stack.vcenter.state();
    stack.configure({ ...existing, linkedClone: true, customisation: { kind: "linux" } }, fromTemplate);
    await stack.up();
    for (const host of ["docker01", "docker02"]) {
      const made = await stack.machine(host);
      expect(made).toMatchObject({
        nics: [{ network: "macvlan" }],
        disks: [{ gib: 16 }],
        power: "poweredOn",
      });
      const address = host === "docker01" ? "127.61.0.11" : "127.61.0.12";
      expect(made.guest).toEqual({ name: host, address });
      expect(made.extraConfig).not.toHaveProperty("guestinfo.userdata");
    }
    expect(await stack.up()).toMatch(/Resources:\s+\d+ unchanged\s/);
    expect((await stack.vcenter.state()).distributed).toEqual(distributed);
  });

  it("recreates them with an existing specification, and leaves specification and port group", async () => {
    const before = await stack.machine("docker01");
    stack.configure({ ...existing, customisation: { kind: "specification", name: "vcsim-linux" } }, fromTemplate);
    await stack.up();
    const after = await stack.machine("docker01");
    expect(after.uuid).not.toBe(before.uuid);
    // This one names the guest after its machine, with a number.
    expect(after.guest.name).toMatch(/^vcsim-docker01-\d+$/);
    const { exitCode, text } = await stack.down();
    expect(exitCode, text).toBe(0);
    const { vms, distributed } = await stack.vcenter.state();
    expect(Object.keys(vms)).toEqual(["template"]);
    expect(distributed).toHaveProperty("macvlan");
  });
});
