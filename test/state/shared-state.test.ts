import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheRoot } from "../../support/cache";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { LabProject, transcript, type Finished } from "../support/lab-project";
import { S3Store } from "../support/s3";
import { FakeProviders } from "./fake-providers";
import { before } from "./mixed-edit";

const STACK = "team";

/** A machine of a team: a checkout and a cache of its own. Built programs are shared, since building them takes minutes. */
class Machine extends LabProject {
  private readonly caches = mkdtempSync(join(tmpdir(), "macvlan-fabric-cache-"));

  static async start(env: Readonly<Record<string, string>>): Promise<Machine> {
    const machine = new Machine();
    await machine.copy();
    const cache = join(machine.caches, "macvlan-fabric");
    mkdirSync(cache);
    for (const name of ["engine", "pulumi-home"]) {
      mkdirSync(join(cacheRoot(), name), { recursive: true });
      symlinkSync(join(cacheRoot(), name), join(cache, name));
    }
    for (const [name, value] of Object.entries({ ...env, XDG_CACHE_HOME: machine.caches })) machine.set(name, value);
    return machine;
  }

  run(command: string, ...args: string[]): Promise<Finished> {
    return this.command(command, ...args, "--stack", STACK);
  }

  /** The copies of broken states that it has kept. */
  copies(): string[] {
    return readdirSync(join(this.caches, "macvlan-fabric", "broken-states"));
  }

  override remove(): void {
    super.remove();
    rmSync(this.caches, { recursive: true, force: true });
  }
}

const providers = new FakeProviders();
let store: S3Store;
let ours: Machine;
let theirs: Machine;

beforeAll(async () => {
  store = await S3Store.start();
  const env = { ...store.env, ...(await providers.start()) };
  ours = await Machine.start(env);
  theirs = await Machine.start(env);
  configure();
});

afterAll(async () => {
  providers.stop();
  ours.remove();
  theirs.remove();
  await store.stop();
});

function configure(change: (input: FabricInput) => void = () => undefined): void {
  const input = before();
  change(input);
  for (const machine of [ours, theirs]) machine.configure(STACK, input);
}

/** `up` updates the stack and then verifies, which fails here: no host answers. */
function expectUpdated({ text }: Finished): void {
  expect(text).toMatch(/^Duration: /m);
  expect(text).not.toMatch(/pulumi up ended with|goroutine/);
}

/** Starts an `up` that changes something and never ends: its provider does not answer. Resolves once that is so. */
async function hang(machine: Machine, memory: number): Promise<{ kill: () => Promise<void> }> {
  configure((input) => Object.assign(input.containers?.["bbox1"] ?? {}, { memory }));
  const reached = new Promise<void>((resolve) => {
    providers.fate = () => {
      resolve();
      return new Promise(() => undefined);
    };
  });
  const child = machine.start("up", "--no-preflight", "--stack", STACK);
  const text = transcript(child);
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  await Promise.race([reached, ended.then(() => Promise.reject(new Error(text())))]);
  providers.fate = () => undefined;
  return {
    kill: async () => {
      // With the CLI and the program.
      process.kill(-(child.pid ?? 0), "SIGKILL");
      await ended;
    },
  };
}

const LOCKED = new RegExp(
  `stack ${STACK} is locked by another run:\\n- ${userInfo().username} on ${hostname()}, process \\d+, since 20\\S+\\n` +
    `Wait until it has ended\\. .*\`npm run pulumi -- cancel --stack ${STACK} --yes\``,
);

describe("a state in an S3-compatible store", { timeout: 600_000 }, () => {
  it("is the same for two machines", async () => {
    expectUpdated(await ours.run("up", "--no-preflight"));
    const same = await theirs.run("pulumi", "preview", "--expect-no-changes");
    expect(same.exitCode, same.text).toBe(0);
  });

  it("is repaired by the machine that finds it broken, with a copy there", async () => {
    const { text: exported } = await ours.run("pulumi", "stack", "export");
    const state = JSON.parse(exported.slice(exported.indexOf("{"))) as {
      deployment: { resources: { urn: string; dependencies?: string[] }[] };
    };
    const limits = state.deployment.resources.find(({ urn }) => urn.endsWith("docker01-limits"));
    limits?.dependencies?.push(`urn:pulumi:${STACK}::macvlan-fabric::docker:index/container:Container::gone`);
    const file = join(ours.folder, "broken.json");
    writeFileSync(file, JSON.stringify(state));
    const broken = await ours.run("pulumi", "stack", "import", "--disable-integrity-checking", "--file", file);
    expect(broken.exitCode, broken.text).toBe(0);
    const refused = await theirs.run("preview");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.text).toMatch(/stopped because of a fault of its own .*; its report is in/);
    expect(refused.text).not.toContain("goroutine");
    const repaired = await theirs.run("up", "--no-preflight");
    expectUpdated(repaired);
    expect(repaired.text).toMatch(/the state of stack team is broken, .* a copy is in /);
    expect(theirs.copies()).toHaveLength(1);
    const same = await ours.run("pulumi", "preview", "--expect-no-changes");
    expect(same.exitCode, same.text).toBe(0);
  });

  // Automates F20, F21.
  it("is left to the run that has locked it, and released on its own machine alone once that was killed", async () => {
    const run = await hang(ours, 96);
    const early = await theirs.run("up", "--no-preflight");
    expect(early.exitCode).not.toBe(0);
    expect(early.text).toMatch(LOCKED);
    await run.kill();
    // That it was killed cannot be known there. A name of a host is no proof: this is the same.
    const late = await theirs.run("down");
    expect(late.exitCode).not.toBe(0);
    expect(late.text).toMatch(LOCKED);
    const again = await ours.run("up", "--no-preflight");
    expectUpdated(again);
    expect(again.text).toContain("an earlier run ended without releasing the stack: releasing it");
    const same = await theirs.run("pulumi", "preview", "--expect-no-changes");
    expect(same.exitCode, same.text).toBe(0);
  });

  it("is released by another machine with the command that the message names", async () => {
    await (await hang(ours, 128)).kill();
    const released = await theirs.run("pulumi", "cancel", "--yes");
    expect(released.exitCode, released.text).toBe(0);
    expectUpdated(await theirs.run("up", "--no-preflight"));
  });

  it("goes with the stack, and a second down finds nothing", async () => {
    for (const machine of [theirs, ours]) {
      const { exitCode, text } = await machine.run("down");
      expect(exitCode, text).toBe(0);
      expect(text).toContain("Stack team is down");
      expect(text).not.toContain("stack rm");
    }
    expect(providers.hosts.list()).toEqual([]);
  });
});
