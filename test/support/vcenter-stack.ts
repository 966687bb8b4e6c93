import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import type { FabricInput, VsphereInput } from "../../topology/schema/fabric-schema";
import { devInput } from "./dev-stack";
import { LabProject, type Finished } from "./lab-project";
import { SimulatedVcenter, type Machine } from "./vcenter";

/** No host answers behind the simulated machines, so what would log in to them is left out. */
const WITHOUT_HOSTS = ["--exclude", "**-reachable", "--exclude-dependents"];

interface Resource {
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

/** The reference topology on a simulated vCenter: two machines, pinned to an ESXi host each, without registry and containers. */
export class VcenterStack {
  readonly name = "vcsim";
  readonly project = new LabProject();
  private readonly keys = mkdtempSync(join(tmpdir(), "macvlan-fabric-keys-"));

  private constructor(readonly vcenter: SimulatedVcenter) {}

  static async start(): Promise<VcenterStack> {
    const stack = new VcenterStack(await SimulatedVcenter.start());
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(stack.keys, "key")]);
    await stack.project.copy();
    stack.password(stack.vcenter.ready.password);
    return stack;
  }

  async stop(): Promise<void> {
    await this.vcenter.stop();
    this.project.remove();
    rmSync(this.keys, { recursive: true, force: true });
  }

  password(value: string | undefined): void {
    this.project.set("VSPHERE_PASSWORD", value);
  }

  configure(
    site: Partial<VsphereInput> = {},
    change: (input: FabricInput) => void = () => undefined,
    more: Readonly<Record<string, string>> = {},
  ): void {
    const { server, user } = this.vcenter.ready;
    const input = devInput((dev) => {
      // Loopback, so that not even a mistake of a test leaves this machine.
      dev.lan = { subnet: "127.61.0.0/24", gateway: "127.61.0.1" };
      dev.vsphere = {
        ...{ server, user, allowUnverifiedSsl: true, datacenter: "DC0", cluster: "DC0_C0" },
        ...{ datastore: "LocalDS_0", template: "template", login: { privateKeyFile: join(this.keys, "key") } },
        portGroup: { kind: "distributed", name: "macvlan", switch: "DVS0" },
        ...site,
      };
      delete dev.registry;
      delete dev.images;
      delete dev.containers;
      for (const [index, name] of ["docker01", "docker02"].entries()) {
        const host = dev.hosts[name];
        if (host === undefined) continue;
        host.address = `127.61.0.${11 + index}`;
        host.vm = { kind: "vsphere", memory: 2048, disk: 20, esxi: `DC0_C0_H${index}` };
      }
      change(dev);
    });
    this.project.configure(this.name, input, more);
  }

  pulumi(...args: string[]): Promise<Finished> {
    return this.project.command("pulumi", ...args, "--stack", this.name, "--non-interactive");
  }

  /** @returns what the CLI said */
  async up(): Promise<string> {
    const { exitCode, text } = await this.pulumi("up", "--yes", "--skip-preview", ...WITHOUT_HOSTS);
    expect(exitCode, text).toBe(0);
    return text;
  }

  down(): Promise<Finished> {
    return this.project.command("down", "--stack", this.name);
  }

  /** Puts a command into the state that lives on a machine, as what the program makes there does; removing it runs a script. */
  async addToState(host: string, removal: string): Promise<void> {
    const file = join(this.project.folder, "state.json");
    await this.pulumi("stack", "export", "--file", file);
    const state = JSON.parse(readFileSync(file, "utf8")) as { deployment: { resources: Resource[] } };
    const { resources } = state.deployment;
    const machine = resources.find(({ urn }) => urn.endsWith(`VirtualMachine::fabric-${host}-vm`));
    const like = resources.find(({ urn }) => urn.endsWith("-identity-pair"));
    if (machine === undefined || like === undefined) throw new Error(`nothing of ${host} is in the state`);
    const urn = like.urn.replace(/::[^:]*$/, `::${host}-stray`);
    const inputs = { ...like.inputs, delete: removal };
    resources.push({ ...like, urn, inputs, outputs: inputs, dependencies: [machine.urn], deletedWith: machine.urn });
    writeFileSync(file, JSON.stringify(state));
    const { exitCode, text } = await this.pulumi("stack", "import", "--file", file);
    expect(exitCode, text).toBe(0);
  }

  async machine(host: string): Promise<Machine> {
    const found = (await this.vcenter.state()).vms[`${this.name}-${host}`];
    if (found === undefined) throw new Error(`no machine for ${host}`);
    return found;
  }
}
