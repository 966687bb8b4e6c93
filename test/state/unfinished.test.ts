import { afterAll, beforeAll, expect, it } from "vitest";
import { fabricOf } from "../../commands/read-fabric";
import type { UnfinishedOutput } from "../../harness/contract";
import { FakeStack } from "./fake-stack";
import { after, before } from "./mixed-edit";

let stack: FakeStack;

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
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
  expect(await unfinishedWithout(/^create fabric-(docker03-prepare|bbox1-container)$/)).toEqual([
    { kind: "host", name: "docker03" },
    ...["bbox1", "third", "iot2"].map((name) => ({ kind: "container", name })),
  ]);
});

it("names what an edit could not change, although it is still there", async () => {
  stack.providers.fate = () => undefined;
  await stack.mustUp();
  expect((await fabricOf(stack)).unfinished).toBeUndefined();
  stack.configure(after());
  const found = await unfinishedWithout(/^(create|update) fabric-image-busybox-push$/);
  expect(stack.providers.asked.map(({ name }) => name).filter((name) => /^create .*-container$/.test(name))).toEqual(
    [],
  );
  expect(found).toContainEqual({ kind: "image", name: "busybox" });
  expect(found).toContainEqual({ kind: "container", name: "bbox10" });
  const { images, hosts } = await fabricOf(stack);
  expect(images["busybox"]?.reference).toMatch(/^192\.168\.1\.\d+:\d+\/busybox:/);
  expect(hosts["docker01"]?.docker).not.toBe("");
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
