import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FaultFilter, describeFault } from "../../commands/engine-fault";
import { repairState } from "../../commands/repair-state";
import type { State } from "../../commands/state";
import { withoutTwins } from "../../commands/state-twins";
import { findStateFaults } from "../../commands/state-faults";
import { cacheRoot } from "../../support/cache";
import { useOwnCache } from "../support/cache-home";

useOwnCache();

const stack = { urn: "urn:stack" };
const provider = { urn: "urn:provider", id: "1", parent: "urn:stack" };
const network = { urn: "urn:network", provider: "urn:provider::1", parent: "urn:stack" };
const container = {
  urn: "urn:container",
  dependencies: ["urn:network"],
  propertyDependencies: { name: ["urn:network"] },
};

describe("faults of a state", () => {
  it.each([
    ["none", [stack, provider, network, container], []],
    ["a missing dependency", [stack, provider, container], ["urn:container refers to the missing resource urn:network"]],
    ["a dependency that comes later", [container, stack, provider, network], ["urn:container refers to the missing resource urn:network"]],
    ["a missing provider", [stack, network], ["urn:network refers to the missing provider urn:provider::1"]],
    ["another id of a provider", [stack, { ...provider, id: "2" }, network], ["urn:network refers to the missing provider urn:provider::1"]],
    ["a missing parent", [provider], ["urn:provider refers to the missing resource urn:stack"]],
    ["a missing machine", [{ urn: "urn:a", deletedWith: "urn:vm", replaceWith: ["urn:vm"] }], ["urn:a refers to the missing resource urn:vm"]],
    ["one that is there twice", [stack, stack], ["urn:stack is there twice"]],
    ["none: one of two is to be deleted", [stack, { ...stack, delete: true }], []],
    ["none: empty references", [{ urn: "urn:a", parent: "", dependencies: null, propertyDependencies: { name: null } }], []],
    ["a missing provider of what was deleted to be replaced", [{ urn: "urn:n", provider: "urn:gone::1", pendingReplacement: true }], ["urn:n refers to the missing provider urn:gone::1"]],
  ])("%s", (_, resources, faults) => {
    expect(findStateFaults(resources)).toEqual(faults);
  }); // prettier-ignore
});

describe("repairState", () => {
  const withType = (resources: readonly object[]): string =>
    JSON.stringify({ version: 3, deployment: { resources: resources.map((each) => ({ type: "t", ...each })) } });

  /** The commands that ran, and what was reported, if `repair` turns the first state into the second. */
  async function repair(before: string, after: string): Promise<{ ran: string[]; reported: string[] }> {
    const [ran, reported]: string[][] = [[], []];
    let now = before;
    const read = (args: readonly string[]): Promise<string> => {
      ran?.push(args.slice(0, 2).join(" "));
      if (args[1] === "repair") now = after;
      return Promise.resolve(now);
    };
    await repairState({ stack: "dev", read }, (line) => reported?.push(line));
    return { ran: ran ?? [], reported: reported ?? [] };
  }

  const sound = withType([stack, provider, network]);
  const broken = withType([stack, provider, container]);

  it("leaves a sound state alone", async () => {
    expect(await repair(sound, "")).toEqual({ ran: ["stack export"], reported: [] });
  });

  it("has the CLI repair a broken one, and keeps a copy that nobody else may read", async () => {
    const { ran, reported } = await repair(broken, sound);
    expect(ran).toEqual(["stack export", "state repair", "stack export"]);
    const folder = join(cacheRoot(), "broken-states");
    const [file = ""] = readdirSync(folder);
    expect(reported).toEqual([expect.stringContaining(`a copy is in ${join(folder, file)}`)]);
    expect(readFileSync(join(folder, file), "utf8")).toBe(broken);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it("drops the former self of a resource that is there twice, which the CLI cannot", async () => {
    const network = { ...provider, urn: "urn:network", id: "new" };
    const former = { ...network, id: "old" };
    const replaced = withType([stack, provider, network, { ...former, pendingReplacement: true }]);
    const { ran } = await repair(replaced, withType([stack, provider, network]));
    expect(ran).toEqual(["stack export", "stack import", "state repair", "stack export"]);
    const state = JSON.parse(withType([stack, provider, network, former])) as State;
    const single = withoutTwins(state).deployment.resources ?? [];
    expect(single).toEqual([...(state.deployment.resources ?? []).slice(0, 3), { type: "t", ...former, delete: true }]);
    expect(findStateFaults(single)).toEqual([]);
    const sane = JSON.parse(withType([stack, provider, network, { ...former, delete: true }])) as State;
    expect(withoutTwins(sane)).toEqual(sane);
  });

  it("leaves out what was deleted to be replaced, and whose provider is gone", async () => {
    const lost = withType([stack, { ...network, pendingReplacement: true }]);
    const { ran } = await repair(lost, sound);
    expect(ran).toEqual(["stack export", "stack import", "state repair", "stack export"]);
  });

  it("says what is left if that does not help", async () => {
    await expect(repair(broken, broken)).rejects.toThrow(
      "could not be repaired:\n- urn:container refers to the missing resource urn:network\n",
    );
  });
});

describe("a fault of the engine", () => {
  const REPORT =
    "error: The Pulumi CLI encountered a snapshot integrity error. This is a bug!\n\nError:   snapshot integrity failure\n\nStack Trace:\n\ngoroutine 1 [running]:\n";

  it("is kept from the terminal, and what came before it is not", () => {
    let shown = "";
    const filter = new FaultFilter((text) => (shown += text));
    for (const text of ["warning: a\n", `note: b\n${REPORT}`, "runtime/debug.Stack()\n"]) filter.pass(text);
    expect(shown).toBe("warning: a\nnote: b\n");
    expect(filter.report).toBe(`${REPORT}runtime/debug.Stack()\n`);
  });

  it.each([
    "panic: runtime error: index out of range\n\ngoroutine 7 [running]:\n",
    "\u001b[31merror: \u001b[0mThe Pulumi CLI encountered a fatal error. This is a bug!\n",
  ])("is known by its first line: %j", (text) => {
    const filter = new FaultFilter(() => {
      throw new Error("shown");
    });
    filter.pass(text);
    expect(filter.report).toBe(text);
  });

  it("is named with its reason, its report and what to do", () => {
    const text = describeFault("dev", REPORT);
    expect(text).toMatch(/\(snapshot integrity failure\); its report is in (\S+)\. Run `npm run up -- --stack dev`/);
    const file = /report is in (\S+)\. /.exec(text)?.[1] ?? "";
    expect(readFileSync(file, "utf8")).toBe(REPORT);
  });
});
