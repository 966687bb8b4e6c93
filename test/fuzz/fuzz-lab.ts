import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BlastRadius } from "../../commands/blast-radius/blast-radius";
import { findStateFaults } from "../../commands/state-faults";
import type { FabricOutput } from "../../harness/contract";
import { guestStatuses } from "../../lab/guest/status";
import { LabProject, on, snapshot, transcript, type Finished } from "../support/lab-project";
import { plannedThings, presentThings } from "../support/leftovers";
import { running } from "../support/running";
import type { Disturbance } from "./disturbance";
import type { Lab } from "./lab";

/** What went wrong: the check that found it, and what it saw. */
export class Fault extends Error {
  constructor(
    readonly check: string,
    readonly details: string,
  ) {
    super(check);
  }
}

/** How a configuration is brought up. */
export interface Trial {
  readonly disturbance?: Disturbance | undefined;
  /** Whether to compare what restarts with what a preview announces. */
  readonly withPreview?: boolean;
}

/** Seconds that any command may take. */
const LIMIT = 900;

/** A lab on which configurations are brought up one after the other, each of them checked. */
export class FuzzLab {
  private readonly project = new LabProject();
  private fabric: FabricOutput | undefined;
  /** The configuration that was brought up last. */
  private lab: Lab | undefined;
  /** Each host without anything of the stack, by its configuration. */
  private readonly bare = new Map<string, string>();

  constructor(private readonly stack: string) {}

  /** Brings the hosts up alone, and remembers what they look like. @throws Fault */
  async start(lab: Lab): Promise<void> {
    await this.project.copy();
    const hosts = hostsOf(lab);
    await this.apply(hosts);
    for (const [host, key] of keysOf(hosts)) this.bare.set(key, await snapshot(host, await this.output()));
  }

  /** Brings a configuration up, and checks everything that has to hold then. @throws Fault */
  async apply(lab: Lab, { disturbance, withPreview = false }: Trial = {}): Promise<void> {
    if (disturbance?.kind === "daemon") await this.stopDaemon(disturbance.host);
    this.project.configure(this.stack, lab);
    const planned = withPreview && disturbance === undefined ? await this.planned() : undefined;
    const before =
      planned === undefined
        ? new Map<string, string>()
        : await running({ stack: this.stack, fabric: await this.output() });
    if (disturbance !== undefined) await this.upDisturbed(disturbance, this.keeps(lab, disturbance.host));
    this.lab = lab;
    const healing = disturbance === undefined ? ["--no-heal"] : [];
    const { exitCode, text } = await this.run("up", ...healing);
    if (exitCode !== 0) throw new Fault("up fails", text);
    this.fabric = undefined;
    this.checkState();
    const second = await this.run("pulumi", "preview", "--diff", "--expect-no-changes", "--non-interactive");
    if (second.exitCode !== 0) throw new Fault("a second up has something to do", second.text);
    await this.checkHosts(lab);
    if (planned !== undefined) await this.checkRestarts(planned, before);
  }

  /** Takes everything off the hosts, which then have to be as they were, and takes the lab down. @throws Fault */
  async finish(lab: Lab): Promise<void> {
    const hosts = hostsOf(lab);
    await this.apply(hosts);
    for (const [host, key] of keysOf(hosts)) {
      const [was, now] = [this.bare.get(key), await snapshot(host, await this.output())];
      if (was !== undefined && was !== now) {
        throw new Fault(`${host} is not as it was`, `before:\n${was}\nnow:\n${now}`);
      }
    }
    await this.down();
  }

  /** @throws Fault */
  async down(): Promise<void> {
    const { exitCode, text } = await this.run("down");
    if (exitCode !== 0) throw new Fault("down fails", text);
    this.fabric = undefined;
    if (guestStatuses().some(({ lab }) => lab === this.stack)) throw new Fault("down leaves guests", text);
  }

  /** Takes the lab down without its state, which `down` could not read: its guests are stopped with everything on them. */
  async abandon(): Promise<void> {
    rmSync(join(this.project.folder, "state", ".pulumi"), { recursive: true, force: true });
    await this.down();
  }

  remove(): void {
    this.project.remove();
  }

  /** Runs one of the project's commands on the stack; no command may show a stack trace, whatever happens to it. */
  private async run(...args: string[]): Promise<Finished> {
    return this.runWith(args, () => Promise.resolve());
  }

  private async runWith(args: string[], meanwhile: (kill: () => void, isDone: () => boolean) => Promise<void>) {
    const child = this.project.start(...args, "--stack", this.stack);
    const said = transcript(child);
    const kill = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(kill, LIMIT * 1000);
    const end = Date.now() + LIMIT * 1000;
    const done = new Promise<void>((resolve) => child.once("close", () => { resolve(); })); // prettier-ignore
    await meanwhile(kill, () => child.exitCode !== null);
    await done;
    clearTimeout(timer);
    const text = said();
    if (Date.now() > end) throw new Fault(`${args.join(" ")} hangs`, text);
    if (/^goroutine \d|\.go:\d+ |^\s+at .*\.[jt]s:\d/m.test(text)) throw new Fault("a stack trace is shown", text);
    return { exitCode: child.exitCode ?? 1, text };
  }

  /** Whether a host is the same guest as before. */
  private keeps(lab: Lab, host: string): boolean {
    return JSON.stringify(this.lab?.hosts[host]) === JSON.stringify(lab.hosts[host]);
  }

  private async upDisturbed({ kind, host, after }: Disturbance, isKept: boolean): Promise<void> {
    const { exitCode, text } = await this.runWith(["up"], async (kill, isDone) => {
      if (kind === "daemon") return;
      for (let second = 0; second < after && !isDone(); second += 1) await sleep(1000);
      if (kind === "cli") kill();
      else this.killGuest(host);
    });
    if (kind !== "daemon") return;
    await this.startDaemon(host);
    if (exitCode === 0 && isKept) throw new Fault("up passes although Docker is stopped on a host", text);
  }

  private killGuest(host: string): void {
    const guest = guestStatuses().find((each) => each.lab === this.stack && each.host === host);
    if (guest?.pid !== undefined) process.kill(guest.pid, "SIGKILL");
  }

  private async stopDaemon(host: string): Promise<void> {
    await on(host, await this.output(), "systemctl stop docker.socket docker");
  }

  /** The host may have left the plan, or have been made anew, in which case its Docker runs. */
  private async startDaemon(host: string): Promise<void> {
    await on(host, await this.output(), "systemctl start docker").catch(() => "");
  }

  private async output(): Promise<FabricOutput> {
    this.fabric ??= await this.project.output(this.stack);
    return this.fabric;
  }

  private checkState(): void {
    const file = join(this.project.folder, "state", ".pulumi", "stacks", "macvlan-fabric", `${this.stack}.json`);
    const { latest } = (JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: Deployment } }).checkpoint;
    const faults = findStateFaults(latest.resources);
    if (faults.length > 0) throw new Fault("the state is broken", faults.join("\n"));
    const pending = latest.pending_operations ?? [];
    if (pending.length > 0) throw new Fault("operations are left pending", JSON.stringify(pending, undefined, 2));
  }

  private async checkHosts(lab: Lab): Promise<void> {
    const [present, planned] = [await presentThings(this.stack, await this.output()), plannedThings(this.stack, lab)];
    for (const host of Object.keys(planned)) {
      const [has, wants] = [present, planned].map((things) => JSON.stringify(things[host]));
      if (has !== wants) throw new Fault(`${host} has other things than planned`, `has   ${has}\nwants ${wants}`);
    }
  }

  /** The containers that a preview announces, by their fate; undefined if there is no stack yet. */
  private async planned(): Promise<ReadonlyMap<string, string> | undefined> {
    if (this.fabric === undefined) return undefined;
    const { exitCode, text } = await this.run("preview", "--json");
    if (exitCode !== 0) throw new Fault("preview fails", text);
    const { containers } = JSON.parse(text.slice(text.indexOf("\n{\n") + 1)) as BlastRadius;
    return new Map(containers.map(({ container, fate }) => [container, fate]));
  }

  /** Containers that the preview did not announce have to run on. */
  private async checkRestarts(
    planned: ReadonlyMap<string, string>,
    before: ReadonlyMap<string, string>,
  ): Promise<void> {
    const after = await running({ stack: this.stack, fabric: await this.output() });
    for (const [place, line] of before) {
      const name = place.split("/")[1] ?? "";
      if (name === `registry-${this.stack}`) continue;
      if ((planned.get(name) ?? "updated") !== "updated" || after.get(place) === line) continue;
      const details = `before: ${line}\nafter: ${after.get(place) ?? "gone"}`;
      throw new Fault(`${name} was restarted, which the preview did not say`, details);
    }
  }
}

interface Deployment {
  readonly resources: Parameters<typeof findStateFaults>[0];
  readonly pending_operations?: readonly unknown[];
}

/** The hosts alone. */
function hostsOf({ lan, hosts }: Lab): Lab {
  return { lan, hosts, segments: {}, bridges: {}, images: {}, containers: {} };
}

/** A host is the same guest as long as all of its configuration is the same. */
function keysOf({ hosts }: Lab): [string, string][] {
  return Object.entries(hosts).map(([name, host]) => [name, JSON.stringify([name, host])]);
}
