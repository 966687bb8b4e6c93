import { afterAll, beforeAll, expect, it } from "vitest";
import { fabricOf } from "../../commands/read-fabric";
import type { UnfinishedOutput } from "../../harness/contract";
import { FakeStack } from "./fake-stack";
import { before } from "./mixed-edit";

let stack: FakeStack;
/** What the stack file says now: each edit changes it further. */
const input = before();
const { bbox2 } = input.containers as { bbox2: NonNullable<typeof input.containers>[string] };

beforeAll(async () => {
  stack = await FakeStack.start();
  input.routers = { main: { host: "docker01", segments: ["vlan10", "vlan20"] } };
  stack.configure(input);
});

afterAll(() => {
  stack.stop();
});

/** Has operations fail, and tells what the output then calls unfinished. */
async function unfinishedWithout(refused: RegExp): Promise<readonly UnfinishedOutput[] | undefined> {
  stack.providers.fate = ({ name }) => (refused.test(name) ? "refused" : undefined);
  const { exitCode, text } = await stack.up();
  expect(exitCode, text).not.toBe(0);
  // What the engine says about what was not even tried would only distract.
  expect(text).not.toContain("missing required property");
  return (await fabricOf(stack)).unfinished;
}

it("names what the first update could not make, with all that depends on it", async () => {
  expect(await unfinishedWithout(/^create fabric-(docker03-prepare|main-router|bbox1-container)$/)).toEqual([
    { kind: "host", name: "docker03" },
    { kind: "router", name: "main" },
    ...["bbox1", "third", "iot2"].map((name) => ({ kind: "container", name })),
  ]);
});

it("names nothing any more once an update has made everything", async () => {
  stack.providers.fate = () => undefined;
  await stack.mustUp();
  const fabric = await fabricOf(stack);
  expect(fabric.unfinished).toBeUndefined();
  expect(fabric.images["busybox"]?.reference).toContain("@sha256:");
  const second = await stack.preview();
  expect(second.exitCode, second.text).toBe(0);
});

it("names what could not be changed, although it is still there", async () => {
  input.containers = { ...input.containers, bbox2: { ...bbox2, memory: 32 } };
  Object.assign(input.routers?.["main"] ?? {}, { allow: { vlan10: ["vlan20"] } });
  stack.configure(input);
  expect(await unfinishedWithout(/^update fabric-(bbox2-container|main-router)$/)).toEqual([
    { kind: "router", name: "main" },
    { kind: "container", name: "bbox2" },
  ]);
});

it("names an image that could not be published, and leaves the containers with the one that they have", async () => {
  stack.providers.fate = () => undefined;
  await stack.mustUp();
  input.images = { busybox: { tag: "v2" } };
  stack.configure(input);
  const found = await unfinishedWithout(/^update fabric-image-busybox-push$/);
  expect(found).toContainEqual({ kind: "image", name: "busybox" });
  expect(found).toContainEqual({ kind: "container", name: "bbox10" });
  expect(stack.providers.asked.map(({ name }) => name).filter((name) => name.endsWith("-container"))).toEqual([]);
  const { images, hosts } = await fabricOf(stack);
  expect(images["busybox"]?.reference).toMatch(/^192\.168\.1\.\d+:\d+\/busybox:v2$/);
  expect(hosts["docker01"]?.docker).not.toBe("");
});
