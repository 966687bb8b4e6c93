import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeSsh } from "./fake-ssh";
import { FakeStack } from "./fake-stack";
import { before } from "./mixed-edit";
import { mountProblem, SmallDisk } from "./small-disk";

const ssh = new FakeSsh();
let disk: SmallDisk;
let stack: FakeStack;

/** With one more container, which is made at an address on the LAN. */
function withAdded(): ReturnType<typeof before> {
  const input = before();
  const added = { host: "docker01", image: "busybox", attach: { flat: "172.22.16.30" } };
  return { ...input, containers: { ...input.containers, added } };
}

const isAdded = (resource: string): boolean => /^{"urn":"[^"]*::fabric-added-container"/.test(resource);

const problem = mountProblem();
if (problem !== undefined) process.stdout.write(`Tests of a full disk are skipped: ${problem}\n`);

describe.skipIf(problem !== undefined)("a state on a disk of its own", () => {
  beforeAll(async () => {
    ssh.install();
    disk = await SmallDisk.mount(24);
    stack = await FakeStack.start(disk.folder);
    stack.afterRepair = () => {
      ssh.removeLeftovers(stack.providers.hosts);
    };
  });

  afterAll(() => {
    stack.stop();
    disk.unmount();
    ssh.remove();
  });

  // Automates F23.
  it("keeps a valid state when its disk fills up while a container is made, and the next update has nothing to repair", async () => {
    stack.configure(before());
    const first = await stack.up();
    expect(first.exitCode, first.text).toBe(0);
    stack.configure(withAdded());
    stack.providers.fate = ({ name }) => {
      if (name === "create fabric-added-container") disk.fill();
      return undefined;
    };
    const full = await stack.up();
    expect(full.exitCode).not.toBe(0);
    expect(full.text).not.toMatch(/goroutine|panic/);
    expect(stack.said.join("\n")).toContain(`the disk with the state (${disk.folder}/state) is full`);
    expect(stack.faults()).toEqual([]);
    expect(stack.resources().filter(isAdded)).toHaveLength(1);
  });

  it("is refused before anything is done when there is no room to begin with", async () => {
    await expect(stack.up()).rejects.toThrow(/^the disk with the state .* has less than 8 MiB left/);
    expect(stack.providers.asked).toEqual([]);
    disk.clear();
    const { exitCode, text } = await stack.up();
    expect(exitCode, text).toBe(0);
    const again = await stack.preview();
    expect(again.exitCode, again.text).toBe(0);
  });
});
