import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { findProgram } from "../../support/find-program";
import { findParts } from "../../toolchain/find";

const SOURCE = join(__dirname, "..", "vcsim");

/** Why no simulator can be asked here with the official plugin; undefined when it can. Nothing stands in for the plugin. */
export function lackingForVcenter(): string | undefined {
  if (findParts(process.env).vsphere === undefined)
    return "no pulumi-resource-vsphere, neither on the path nor in Pulumi's folder of plugins";
  return findProgram("go", process.env) === undefined ? "no Go on the path to build the simulator with" : undefined;
}

/** What vCenter has, read through its own interface. */
export interface Inventory {
  readonly hosts: Readonly<
    Record<string, { readonly portGroups: Readonly<Record<string, PortGroupSettings & { readonly vlan: number }>> }>
  >;
  readonly distributed: Readonly<
    Record<string, PortGroupSettings & { readonly vlans: readonly (readonly [number, number])[] }>
  >;
  readonly vms: Readonly<Record<string, Machine>>;
  readonly rules: Readonly<Record<string, readonly { readonly name: string; readonly machines: readonly string[] }[]>>;
}

interface PortGroupSettings {
  readonly promiscuous: boolean | null;
  readonly forgedTransmits: boolean | null;
  readonly macChanges: boolean | null;
}

export interface Machine {
  readonly uuid: string;
  readonly host: string;
  readonly pool: string;
  readonly folder: string;
  readonly power: string;
  readonly cpus: number;
  readonly memory: number;
  readonly nics: readonly { readonly mac: string; readonly network: string }[];
  readonly disks: readonly { readonly gib: number }[];
  readonly guest: { readonly name: string; readonly address: string };
  readonly extraConfig: Readonly<Record<string, string>>;
}

interface Ready {
  readonly url: string;
  readonly server: string;
  readonly user: string;
  readonly password: string;
  readonly sha256: string;
}

/** A vCenter simulator of this test alone, on 127.0.0.1. */
export class SimulatedVcenter {
  private constructor(
    private readonly folder: string,
    private readonly program: string,
    private readonly process: ChildProcess,
    readonly ready: Ready,
  ) {}

  /** Builds and starts it. */
  static async start(): Promise<SimulatedVcenter> {
    const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-vcsim-"));
    const program = join(folder, "vcsim");
    try {
      await execa("go", ["build", "-C", SOURCE, "-o", program, "."]);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    const started = spawn(program, ["serve"], { stdio: ["pipe", "pipe", "inherit"] });
    const ready = await new Promise<Ready>((resolve, reject) => {
      createInterface({ input: started.stdout }).once("line", (line) => {
        resolve(JSON.parse(line) as Ready);
      });
      started.once("exit", (code) => {
        reject(new Error(`the simulator ended with ${String(code)}`));
      });
    });
    return new SimulatedVcenter(folder, program, started, ready);
  }

  async state(): Promise<Inventory> {
    const { stdout } = await execa(this.program, ["state", this.ready.url]);
    return JSON.parse(stdout) as Inventory;
  }

  /** Changes something behind the stack's back: `remove-vm NAME`, `disconnect HOST`, `remove-portgroup HOST/GROUP`. */
  async change(verb: string, name: string): Promise<void> {
    await execa(this.program, ["do", this.ready.url, verb, name]);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.stdin?.end();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
