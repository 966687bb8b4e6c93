import { afterAll, beforeAll, expect, it } from "vitest";
import { FakeStack } from "./fake-stack";
import { after, before } from "./mixed-edit";

const HUNG = "update fabric-docker01-release";

let stack: FakeStack;

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
  await stack.mustUp();
});

afterAll(() => {
  stack.stop();
});

// Automates F5.
it("an update ends although a host takes a command and never answers, and does all that is elsewhere; the next one does the rest", async () => {
  stack.configure(after());
  stack.patience = { quiet: 2, command: () => 5 };
  stack.providers.fate = ({ name }) => (name === HUNG ? new Promise(() => undefined) : undefined);
  const { exitCode, text } = await stack.up();
  expect(exitCode, text).not.toBe(0);
  expect(stack.said).toContainEqual(
    expect.stringMatching(/^Pulumi waits for fabric-docker01-release, whose host .*: continuing/),
  );
  expect(text).not.toMatch(/goroutine|panic/);
  expect(stack.faults()).toEqual([]);
  const added = stack.providers.hosts.list().filter((line) => line.startsWith("docker03/network/mac_net40 "));
  expect(added, text).toHaveLength(1);
  stack.patience = { quiet: 2, command: () => 600 };
  await stack.startProviders();
  await stack.mustUp();
  const second = await stack.preview();
  expect(second.exitCode, second.text).toBe(0);
});
