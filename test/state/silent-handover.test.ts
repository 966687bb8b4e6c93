import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { FakeStack } from "./fake-stack";
import { before } from "./mixed-edit";

const HOST = "docker01";
const RELEASE = `update fabric-${HOST}-release`;

let stack: FakeStack;
/** Brings back state and hosts as they were before the edit. */
let restore: () => void;
/** What hosts and state are after an edit that nothing disturbs. */
let hosts: string[];
let resources: string[];

/** Two segments have each other's subnet, and two containers on one host each other's address. */
function swapped(): FabricInput {
  const pairs: [string, string][] = [
    ["172.16.10.", "172.16.20."],
    ['"172.22.16.10"', '"172.22.16.13"'],
  ];
  const other = new Map(pairs.flatMap(([one, two]) => [[one, two] as const, [two, one] as const]));
  const text = JSON.stringify(before()).replaceAll(
    new RegExp([...other.keys()].join("|").replaceAll(".", "\\."), "g"),
    (each) => other.get(each) ?? each,
  );
  return JSON.parse(text) as FabricInput;
}

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
  await stack.mustUp();
  restore = stack.save();
  stack.configure(swapped());
  await stack.mustUp();
  hosts = stack.providers.hosts.list();
  resources = stack.resources();
});

afterAll(() => {
  stack.stop();
});

beforeEach(() => {
  restore();
  stack.providers.silent.clear();
});

function expectConverged(): void {
  expect(stack.providers.hosts.list()).toEqual(hosts);
  expect(stack.resources()).toEqual(resources);
}

describe("a host that is silent when the others are asked to free what moves", () => {
  it("frees it when it answers again in the same update", async () => {
    stack.providers.silent.add(HOST);
    await stack.mustUp();
    expectConverged();
  });

  it("is asked again by the next update, and holds up no other host", async () => {
    stack.providers.silent.add(HOST);
    stack.providers.fate = ({ name }) => (name === RELEASE ? "refused" : undefined);
    const { exitCode, text } = await stack.up();
    expect(exitCode, text).not.toBe(0);
    const isElsewhere = (line: string): boolean => !line.startsWith(`${HOST}/`);
    expect(stack.providers.hosts.list().filter(isElsewhere)).toEqual(hosts.filter(isElsewhere));
    stack.providers.fate = () => undefined;
    await stack.mustUp();
    expect(stack.providers.asked.map(({ name }) => name)).toContain(RELEASE);
    expectConverged();
  });
});
