import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import { dockerd } from "../../lab/image/dockerd";
import { ENGINE_SOURCES, type Engine } from "../../lab/image/engines";
import { messageOf, UserError } from "../../support/errors";
import { inputWith } from "../support/dev-stack";
import { LabProject, on } from "../support/lab-project";

/** The engines that lab.test.ts does not run. */
const TRIED: readonly Engine[] = ["29"];

describe.each(TRIED)("the reference topology on Docker %s", (engine) => {
  const stack = `engine-${engine}`;
  const project = new LabProject();
  let lacking: string | undefined;
  let fabric: FabricOutput;

  beforeAll(async () => {
    lacking = await whyNot(engine);
    if (lacking !== undefined) process.stdout.write(`Docker ${engine} in the lab is skipped: ${lacking}\n`);
    await project.copy();
    project.configure(stack, inputWith({ docker01: { docker: engine }, docker02: { docker: engine } }));
    await project.command("down", "--stack", stack);
  });

  afterAll(async () => {
    await project.command("down", "--stack", stack);
    project.remove();
  });

  function step(title: string, work: () => Promise<void>): void {
    it(title, async (context) => {
      if (lacking !== undefined) context.skip(lacking);
      await work();
    });
  }

  async function up(...flags: string[]): Promise<void> {
    const run = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack, ...flags];
    const { exitCode, text } = await project.command(...run);
    expect(exitCode, text).toBe(0);
  }

  /** What a command prints on each host. */
  async function onBoth(command: string): Promise<string[]> {
    return Promise.all(["docker01", "docker02"].map((host) => on(host, fabric, command)));
  }

  step("comes up on the engine that was asked for", async () => {
    await project.command("pulumi", "stack", "init", stack);
    await up();
    fabric = await project.output(stack);
    const versions = await onBoth("docker version --format '{{.Server.Version}}'");
    for (const version of versions) expect(version).toMatch(new RegExp(`^${engine}\\.`));
  });

  step("has nothing to do a second time", () => up("--expect-no-changes"));

  step("connects containers over hosts, and keeps VLANs apart", async () => {
    // From the container's network, with the host's ping: the container may not send what a ping needs.
    const inside = "nsenter -n -t $(docker inspect -f '{{.State.Pid}}' bbox10)";
    const ping = (address: string): Promise<string> =>
      on("docker01", fabric, `${inside} ping -c 3 -W 5 ${address} || true`);
    expect(await ping("172.16.10.11")).toMatch(/ 0% packet loss/);
    expect(await ping("172.16.20.21")).toMatch(/ 100% packet loss/);
  });

  step("draws ids and MACs of its own on each host, although the guests come from one saved state", async () => {
    const networks = "docker network ls --no-trunc --filter driver=macvlan --quiet";
    const macs =
      "docker ps -q | xargs docker inspect -f '{{.Id}} {{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}'";
    const [one = [], two = []] = (await onBoth(`${networks}; ${macs}`)).map((text) => text.trim().split(/\s+/));
    expect(one.length).toBeGreaterThanOrEqual(9);
    expect(one.filter((drawn) => two.includes(drawn))).toEqual([]);
  });

  step("has a guest replaced, and what is on it, when its engine changes; the other stays", async () => {
    const [before = ""] = await onBoth("cat /proc/sys/kernel/random/boot_id; docker ps -q --no-trunc | sort");
    project.configure(stack, inputWith({ docker01: { docker: engine }, docker02: { docker: "28" } }));
    await up();
    fabric = await project.output(stack);
    const [after, version] = await Promise.all([
      on("docker01", fabric, "cat /proc/sys/kernel/random/boot_id; docker ps -q --no-trunc | sort"),
      on("docker02", fabric, "docker version --format '{{.Server.Version}}'; docker ps --format '{{.Names}}' | sort"),
    ]);
    expect(after).toBe(before);
    expect(version).toMatch(/^28\.\S+\nbbox11\nbbox2\nbbox21\n$/);
  });

  step("is proven", async () => {
    const { exitCode, text } = await project.command("verify", "--stack", stack);
    expect(exitCode, text).toBe(0);
  });
});

/** Why a guest with this engine cannot be made here; undefined if it can. */
async function whyNot(engine: Engine): Promise<string | undefined> {
  if (!ENGINE_SOURCES[engine].built) return undefined;
  try {
    await dockerd(() => undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return messageOf(error);
  }
}
