import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNCONFIRMED } from "../../commands/stalled-update";
import type { Failure } from "./fake-providers";
import { FakeSsh } from "./fake-ssh";
import { FakeStack } from "./fake-stack";
import { after, before } from "./mixed-edit";

/** All failures and kills take a quarter of an hour. */
const ALL = process.env["ALL_FAILURES"] !== undefined;
const STRIDE = ALL ? 1 : 17;
const MOMENTS = ALL ? 8 : 4;

let stack: FakeStack;
/** Brings back state and hosts as they were before the edit. */
let restore: () => void;
/** What the edit does, and what hosts and state are after it. */
let operations: string[];
let hosts: string[];
let resources: string[];
/** The resources that each one depends on, before or after the edit. */
const dependencies = new Map<string, Set<string>>();

beforeAll(async () => {
  stack = await FakeStack.start();
  stack.configure(before());
  await expectUp();
  restore = stack.save();
  noteDependencies();
  stack.configure(after());
  await expectUp();
  operations = stack.providers.asked.map(({ name }) => name);
  hosts = stack.providers.hosts.list();
  resources = stack.resources();
  noteDependencies();
  const second = await stack.preview();
  expect(second.exitCode, second.text).toBe(0);
});

afterAll(() => {
  stack.stop();
});

async function expectUp(): Promise<void> {
  const { exitCode, text } = await stack.up();
  expect(exitCode, text).toBe(0);
}

function noteDependencies(): void {
  for (const [name, list] of stack.dependencies()) {
    const known = dependencies.get(name) ?? new Set();
    for (const each of list) known.add(each);
    dependencies.set(name, known);
  }
}

/** Some resources and all that depend on them. */
function withDependents(names: Iterable<string>): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const [other, on] of dependencies) if (on.has(name)) found.add(other);
  return found;
}

function withDependencies(names: Iterable<string>): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const each of dependencies.get(name) ?? []) found.add(each);
  return found;
}

/** Nothing is left of a failure: hosts and state are as if there had been none, so that a further update changes nothing. */
async function expectConverges(): Promise<void> {
  await expectUp();
  expect(stack.providers.hosts.list()).toEqual(hosts);
  expect(stack.resources()).toEqual(resources);
}

const nameOf = (operation: string): string => operation.split(" ")[1] ?? "";

/** The operations that a failure excuses: those on dependents, and deletions of what these still depend on. */
function isExcused(operation: string, failed: string, hasStalled: boolean): boolean {
  const isDeletion = operation.startsWith("delete ");
  // A replacement that has stalled takes what it is made for with it, and deletions may have to wait for the next update.
  const affected = withDependents(hasStalled ? [failed, ...(dependencies.get(failed) ?? [])] : [failed]);
  return (
    affected.has(nameOf(operation)) || (isDeletion && (hasStalled || withDependencies(affected).has(nameOf(operation))))
  );
}

/** What can become of an operation; a container may also be made and not start. */
function fatesOf(operation: string): NonNullable<Failure>[] {
  return /^create .*-(container|server)$/.test(operation) ? ["refused", "incomplete"] : ["refused"];
}

describe("in a mixed edit, a failed operation", { timeout: 3_600_000 }, () => {
  it("keeps nothing else from being done, leaves a valid state, and the next update does the rest", async () => {
    expect(operations.length).toBeGreaterThan(50);
    const all = operations.flatMap((operation) => fatesOf(operation).map((fate) => ({ operation, fate })));
    const tried = all.filter((_, index) => index % STRIDE === 0);
    for (const { operation, fate } of tried) {
      restore();
      stack.providers.fate = ({ name }) => (name === operation ? fate : undefined);
      const { exitCode, text } = await stack.up();
      const about = `${operation} is ${fate}:\n${text}`;
      expect(exitCode, about).not.toBe(0);
      expect(text).toMatch(`the test has refused to ${fate === "refused" ? operation : "start it"}`);
      expect(text).not.toMatch(/goroutine|panic/);
      expect(stack.faults(), about).toEqual([]);
      const asked = new Set(stack.providers.asked.map(({ name }) => name));
      const hasStalled = stack.said.some((line) => line.startsWith("Pulumi could not delete"));
      const left = operations.filter((each) => !asked.has(each) && !isExcused(each, nameOf(operation), hasStalled));
      expect(left, about).toEqual([]);
      stack.providers.fate = () => undefined;
      await expectConverges();
    }
    process.stdout.write(
      `${tried.length} of ${all.length} failures in ${operations.length} operations; ALL_FAILURES=1 tries all\n`,
    );
  });
});

// Automates F3.
describe("in a mixed edit, hosts that wait for a new login", () => {
  it("get it in the same run, once", async () => {
    const waiting = operations.filter((operation) => operation.endsWith("-link"));
    expect(waiting.length).toBeGreaterThan(1);
    restore();
    const unconfirmed = new Set(waiting);
    stack.providers.fate = ({ name }) => (unconfirmed.delete(name) ? "unconfirmed" : undefined);
    const { exitCode, text } = await stack.up();
    expect(exitCode, text).toBe(0);
    expect(text).toContain(UNCONFIRMED);
    await expectConverges();
    restore();
    stack.providers.fate = ({ name }) => (name === waiting[0] ? "unconfirmed" : undefined);
    expect((await stack.up()).exitCode).not.toBe(0);
    expect(stack.said.filter((line) => line.startsWith("Confirming"))).toHaveLength(1);
    restore();
    stack.providers.fate = ({ name }) => (name === waiting[0] ? "refused" : undefined);
    expect((await stack.up()).exitCode).not.toBe(0);
    expect(stack.said.filter((line) => line.startsWith("Confirming"))).toEqual([]);
    stack.providers.fate = () => undefined;
  });
});

describe("in a mixed edit, at any moment,", { timeout: 3_600_000 }, () => {
  const ssh = new FakeSsh();
  beforeAll(() => {
    ssh.install();
    stack.afterRepair = () => {
      ssh.removeLeftovers(stack.providers.hosts);
    };
  });
  afterAll(() => {
    ssh.remove();
  });

  /** Operations at even distances, each to be interrupted before and after it is carried out. */
  function moments(count: number): { operation: string; when: "fate" | "answers" }[] {
    const step = operations.length / count;
    const chosen = Array.from({ length: count }, (_, index) => operations[Math.floor(index * step)] ?? "");
    return chosen.flatMap((operation) => (["fate", "answers"] as const).map((when) => ({ operation, when })));
  }

  it.each<[string, () => void]>([
    // Automates F1.
    ["the CLI is killed", () => stack.running?.kill("SIGKILL")],
    ["the plugins are killed", () => { stack.providers.stop(); }],
  ])("%s: the next update goes on", async (_, kill) => {
    for (const { operation, when } of moments(MOMENTS)) {
      restore();
      stack.providers[when] = ({ name }) => {
        if (name !== operation) return undefined;
        kill();
        return new Promise<undefined>(() => undefined);
      };
      const { exitCode, text } = await stack.up();
      expect(exitCode, text).not.toBe(0);
      expect(text).not.toMatch(/goroutine|panic/);
      expect(stack.faults(), `${operation} ${when}`).toEqual([]);
      await stack.startProviders();
      await expectConverges();
    }
  }); // prettier-ignore
});
