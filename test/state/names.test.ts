import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeStack } from "./fake-stack";
import { before } from "./mixed-edit";

interface Exported {
  readonly deployment: { readonly resources: { readonly inputs?: object; readonly outputs?: object }[] };
}

let stack: FakeStack;

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
  await stack.mustUp();
});

afterAll(() => {
  stack.stop();
});

function asked(): string[] {
  return stack.providers.asked.map(({ name }) => name).sort();
}

/** The names of the containers that have their hosts file from the plan. */
function withNames(): string[] {
  return stack
    .resources()
    .filter((text) => text.includes('"mounts"'))
    .map((text) => /fabric-(\w+)-container/.exec(text)?.[1] ?? "");
}

describe("containers that were made before there were names", () => {
  beforeAll(async () => {
    const state = JSON.parse(await stack.read(["stack", "export"])) as Exported;
    for (const { inputs, outputs } of state.deployment.resources)
      for (const properties of [inputs, outputs])
        if (properties !== undefined) Reflect.deleteProperty(properties, "mounts");
    await stack.read(["stack", "import"], JSON.stringify(state));
  });

  it("stay as they are", async () => {
    expect(withNames()).toEqual([]);
    const { exitCode, text } = await stack.preview();
    expect(exitCode, text).toBe(0);
  });

  it("get names when they are made anew for another reason, and no other container is touched for the new address", async () => {
    const input = before();
    Object.assign(input.containers?.["bbox10"] ?? {}, { attach: { vlan10: "172.16.10.77" } });
    stack.configure(input);
    await stack.mustUp();
    expect(asked().filter((each) => each.endsWith("-container"))).toEqual([
      "create fabric-bbox10-container",
      "delete fabric-bbox10-container",
    ]);
    // The hosts that have a container on the segment.
    expect(asked().filter((each) => each.endsWith("-names"))).toEqual(
      ["docker01", "docker02", "docker04"].map((host) => `update fabric-${host}-names`),
    );
    expect(withNames()).toEqual(["bbox10"]);
  });
});
