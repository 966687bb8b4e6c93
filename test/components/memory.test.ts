import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAssigned, readAssigned, rememberAssigned } from "../../components/assigned-file";
import { Fabric, type FabricArgs } from "../../components/fabric";
import { stackMemory } from "../../components/memory";
import type { Assigned } from "../../topology/automatic/assigned";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();

const places = vi.hoisted(() => ({ root: "" }));
vi.mock("../../support/project", async (original) => ({
  ...(await original<object>()),
  get PROJECT_ROOT() {
    return places.root;
  },
}));
beforeAll(() => {
  places.root = mkdtempSync(join(tmpdir(), "macvlan-fabric-memory-"));
});
afterAll(() => {
  rmSync(places.root, { recursive: true, force: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const WEB = { host: "auto", image: "busybox", attach: { vlan10: "auto" }, count: 2 };
const CHOSEN: Assigned = {
  "web-1": { host: "docker01", attach: { vlan10: "172.16.10.2" } },
  "web-2": { host: "docker02", attach: { vlan10: "172.16.10.3" } },
};

/** The reference topology with containers of its own, by default two automatic ones. */
function lab(containers: NonNullable<FabricArgs["containers"]> = { web: WEB }): FabricArgs {
  return devInput((input) => Object.assign(input.containers ?? {}, containers));
}

interface Run {
  readonly rows: readonly Row[];
  readonly remembered: readonly Assigned[];
  readonly said: string;
}

/** What a run registers, what it remembers, and why it refuses. */
async function runWith(args: FabricArgs, assigned: Assigned, preview = false): Promise<Run> {
  const remembered: Assigned[] = [];
  let said: unknown;
  const memory = { assigned, remember: (each: Assigned): void => void remembered.push(each) };
  const rows = await record(
    async () => {
      said = await new Fabric("fabric", { ...args, memory }).outputs.catch((error: unknown) => error);
    },
    { preview },
  );
  return { rows, remembered, said: said instanceof Error ? inspect(said) : "" };
}

/** The host and the address of each container that is registered. */
function containersOf({ rows }: Run): Record<string, unknown> {
  return Object.fromEntries(
    rows
      .filter(({ type, name }) => type === "macvlan-fabric:index:FabricContainer" && name.startsWith("fabric-web"))
      .map(({ name, inputs }) => {
        const [end] = inputs["attach"] as { address: string }[];
        return [name, `${String(inputs["host"])} ${String(end?.address)}`];
      }),
  );
}

describe("a lab with automatic containers", () => {
  it("makes plain ones, and remembers what it chose", async () => {
    const run = await runWith(lab(), {});
    expect(run.said).toBe("");
    expect(containersOf(run)).toEqual({
      "fabric-web-1": "docker01 172.16.10.2",
      "fabric-web-2": "docker02 172.16.10.3",
    });
    expect(run.remembered).toEqual([CHOSEN]);
  });

  it("makes them where they were", async () => {
    const before = { "web-2": { host: "docker01", attach: { vlan10: "172.16.10.77" } } };
    expect(containersOf(await runWith(lab(), before))).toEqual({
      "fabric-web-1": "docker02 172.16.10.2",
      "fabric-web-2": "docker01 172.16.10.77",
    });
  });

  it("remembers nothing in a preview, nor when it refuses", async () => {
    expect((await runWith(lab(), {}, true)).remembered).toEqual([]);
    const refused = await runWith({ ...lab(), problems: [{ path: "lan", message: "made up" }] }, {});
    expect(refused.said).toContain("lan: made up");
    expect(refused.remembered).toEqual([]);
  });

  it("says what moves, in a preview too", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    await runWith(lab(), { ...CHOSEN, "web-1": { host: "docker09", attach: { vlan10: "172.16.10.10" } } }, true);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      "containers.web.host: docker09 is no longer a host, so web-1 moves to docker01",
      "containers.web.attach.vlan10: 172.16.10.10 is no longer free on segment vlan10, so web-1 gets 172.16.10.2",
    ]);
  });

  it("is refused where nothing would be remembered", async () => {
    let said: unknown;
    await record(async () => {
      said = await new Fabric("fabric", lab()).outputs.catch((error: unknown) => error);
    });
    expect(inspect(said).split("\n").slice(1)).toEqual([
      "  - containers.web.host: auto would not be remembered: pass memory, as loadConfiguration() returns it",
    ]);
  });
});

describe("the file of a stack", () => {
  const file = (stack: string): string => join(places.root, `assigned.${stack}.yaml`);

  it("has what was remembered, for people too, and nothing else is left beside it", () => {
    const info = vi.spyOn(pulumi.log, "info").mockResolvedValue(undefined);
    const dual: Assigned = {
      db: { attach: { vlan10: ["172.16.10.9", "fd00::9"] }, host: "a", bridges: { nat: "10.9.0.2" } },
    };
    const both = { ...CHOSEN, ...dual };
    stackMemory("hall").remember(both);
    expect(info).toHaveBeenCalledExactlyOnceWith("assigned.hall.yaml has changed: commit it with Pulumi.hall.yaml");
    expect(stackMemory("hall").assigned).toEqual(both);
    expect(readFileSync(file("hall"), "utf8")).toMatch(
      /^# What `auto` stands for in Pulumi\.hall\.yaml, .*\n# .*\ncontainers:\n {2}web-1:\n/,
    );
    expect(readdirSync(places.root)).toEqual(["assigned.hall.yaml"]);
  });

  it("is not written again for the same, and is gone when there is nothing to remember", () => {
    expect(rememberAssigned("office", CHOSEN)).toBe(true);
    expect(rememberAssigned("office", structuredClone(CHOSEN))).toBe(false);
    expect(rememberAssigned("office", {})).toBe(true);
    expect(existsSync(file("office"))).toBe(false);
    expect(readAssigned("office")).toEqual({});
    expect(rememberAssigned("office", {})).toBe(false);
  });

  it.each([
    [
      "containers: { web-1: { attach: { vlan10: 172.16.10 }, hosts: docker01 } }",
      '2 problems in it; delete an entry to have it assigned anew:\n  - containers.web-1.attach.vlan10: "172.16.10" is not a valid IP address: write it as 192.168.1.11 or fd00::b\n  - containers.web-1.hosts: unknown key "hosts": did you mean "host"?',
    ],
    [
      "containers: [web-1]",
      '1 problem in it; delete an entry to have it assigned anew:\n  - containers: ["web-1"] is of the wrong type: give a map such as { name: value }',
    ],
  ])("is refused with the path of what is wrong: %s", (text, message) => {
    expect(() => parseAssigned(text, "it")).toThrow(message);
  });

  it("is refused with the remedy after a merge that failed", () => {
    const text = "<<<<<<< HEAD\ncontainers: {}\n=======\ncontainers: { a: {} }\n>>>>>>> branch\n";
    expect(() => parseAssigned(text, "assigned.hall.yaml")).toThrow(
      /^assigned\.hall\.yaml: is not valid YAML: .*\nRepair it, or delete what was changed, to have that assigned anew$/s,
    );
  });

  it("stands for nothing while it is empty", () => {
    expect(parseAssigned("# nothing yet\n", "it")).toEqual({});
  });

  it("cannot be written: the message says why, and what to do", () => {
    writeFileSync(join(places.root, "flat"), "");
    const root = places.root;
    places.root = join(root, "flat");
    try {
      expect(() => rememberAssigned("hall", CHOSEN)).toThrow(
        /^assigned\.hall\.yaml: cannot be written: .*ENOTDIR.*: what is automatic has to be remembered, or it would move\. Run `npm run plan -- --assign --stack hall` where the file can be written, and commit it$/,
      );
    } finally {
      places.root = root;
    }
  });
});
