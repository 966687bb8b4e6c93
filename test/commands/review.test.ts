import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { fitBlocks } from "../../commands/review/fit";
import { MARKER, reviewComment } from "../../commands/review/comment";
import type { Environment } from "../../commands/review/environment";
import { previewResult } from "../../commands/review/preview";
import { review } from "../../commands/review/review";
import { plannedVersion } from "../../commands/plan-diff/version";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput, devTopology } from "../support/dev-stack";

const places = vi.hoisted(() => ({ root: "" }));
vi.mock("../../support/project", () => ({
  get PROJECT_ROOT() {
    return places.root;
  },
}));

const OPTIONS = { most: 65_000, elsewhere: "the artifact" };

describe("a comment that may not be longer", () => {
  const blocks = [
    { rank: 0, text: "head" },
    { rank: 6, title: "the picture", text: "p".repeat(500) },
    { rank: 2, title: "addresses", text: "a".repeat(900), shorter: "a".repeat(90) },
    { rank: 1, title: "problems", text: "b".repeat(300) },
  ];

  it("has everything where there is room", () => {
    expect(fitBlocks(blocks, 5000, "there")).toBe(`${blocks.map(({ text }) => text).join("\n\n")}\n`);
  });

  it("gives up the picture first, then shortens tables, and says what is left out and where it is", () => {
    const text = fitBlocks(blocks, 1450, "there");
    expect(text).toContain("a".repeat(900));
    expect(text).toContain("the picture, see there");
    const shorter = fitBlocks(blocks, 900, "there");
    expect(shorter).toContain(`${"a".repeat(90)}\n\n*Shortened: the whole is in there.*`);
    expect(shorter).toContain("b".repeat(300));
  });

  it.each([60, 200, 700, 1000, 1500])("is never longer than %i bytes, in whatever script", (most) => {
    const cyrillic = blocks.map((block) => ({ ...block, text: block.text.replaceAll(/[ab]/g, "ж") }));
    expect(Buffer.byteLength(fitBlocks(cyrillic, most, "x"))).toBeLessThanOrEqual(Math.max(most, 110));
  });

  it("of 2,000 containers in 10 environments has less than 65,536 characters", () => {
    const environments = Array.from({ length: 10 }, (_, at): Environment => large(`env${at}`));
    const text = reviewComment(environments, OPTIONS);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("Shortened: the whole is in the artifact");
    expect(text).toContain("Left out, because this comment may not be longer: picture of `env9`");
    expect(reviewComment(environments, { ...OPTIONS, most: Number.POSITIVE_INFINITY })).not.toMatch(
      /Shortened|Left out/,
    );
  });
});

function large(stack: string): Environment {
  const address = (at: number): string => `172.16.${16 + Math.floor(at / 200)}.${10 + (at % 200)}`;
  const addresses = Array.from({ length: 200 }, (_, at) => ({
    ...{ change: "added" as const, kind: "container" as const, name: `container-number-${at}` },
    after: { segment: "vlan10", host: "docker01", address: address(at) },
  }));
  return {
    stack,
    against: "main",
    diff: { addresses, things: [] },
    problems: [],
    notes: [],
    after: plannedVersion(devTopology().topology),
  };
}

it("shows text of a pull request as text", () => {
  const evil = "`@everyone` <img src=x> | [a](http://evil) \u202e\n# title";
  const environment: Environment = {
    ...{ stack: "dev", against: "main", diff: { addresses: [], things: [] }, problems: [evil], notes: [evil] },
    preview: { findings: [{ rule: "r", level: "mandatory", message: `Why.\n${evil}` }], failed: true, errors: [evil] },
  };
  const shown = "`'@everyone' <img src=x> ¦ [a](http://evil) ? # title`";
  const text = reviewComment([environment], OPTIONS);
  expect(text.split("\n")[0]).toBe(MARKER);
  expect(text.split("\n").filter((line) => line.includes("everyone"))).toEqual([
    `- ${shown}`,
    `- ${shown}`,
    `| mandatory | \`r\` | ${shown} |`,
  ]);
});

describe("the events of a preview", () => {
  const urn = (type: string, name: string): string => `urn:pulumi:dev::macvlan-fabric::${type}::${name}`;
  const step = (op: string, type: string, name: string): object => ({
    resourcePreEvent: { metadata: { op, urn: urn(type, name), type, old: null, new: null } },
  });
  const container = "docker:index/container:Container";
  const log = [
    step("create", container, "a"),
    ...["delete-replaced", "replace", "create-replacement"].map((op) => step(op, container, "b")),
    step("same", container, "c"),
    step("delete", "docker:index/network:Network", "n"),
    step("create", "macvlan-fabric:index:FabricContainer", "component"),
    {
      policyEvent: {
        policyName: "vlan-mtu",
        enforcementLevel: "mandatory",
        message: "<{%bold%}>too large<{%reset%}>",
        resourceUrn: urn(container, "a"),
      },
    },
    { diagnosticEvent: { message: "<{%fg 1%}>error: no answer<{%reset%}>\n", severity: "error" } },
    { diagnosticEvent: { message: "working", severity: "info" } },
  ];
  const text = log.map((event) => JSON.stringify(event)).join("\n");

  it("are counted by kind, components left out, each replacement once", () => {
    expect(previewResult(text, 0, true)).toMatchObject({
      findings: [{ rule: "vlan-mtu", level: "mandatory", message: "too large", resource: "a" }],
      resources: [
        { type: container, created: 1, updated: 0, replaced: 1, deleted: 0 },
        { type: "docker:index/network:Network", created: 0, updated: 0, replaced: 0, deleted: 1 },
      ],
      radius: { containers: [], hosts: [], renamed: [] },
    });
  });

  it("count for nothing but policies without a state, and not at all when the preview failed", () => {
    expect(previewResult(text, 0, false)).toEqual({ findings: [expect.anything()], failed: false, errors: [] });
    expect(previewResult(text, 255, true)).toEqual({
      findings: [expect.anything()],
      failed: true,
      errors: ["error: no answer"],
    });
  });
});

describe("in a real repository", () => {
  let folder = "";
  let comment = "";
  let exitCode = 0;

  const git = (...args: readonly string[]): void => {
    const identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"];
    execFileSync("git", ["-C", folder, ...identity, ...args], { stdio: "pipe" });
  };
  const write = (stack: string, change: (input: FabricInput) => void = () => undefined): void => {
    const text = stringify({ config: { "macvlan-fabric:fabric": devInput(change) } });
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), text);
  };
  /** Adds automatic containers to a stack. */
  const automatic = (...names: readonly string[]) => {
    const container = { host: "auto", image: "busybox", attach: { vlan20: "auto" } };
    return ({ containers = {} }: FabricInput): void =>
      void Object.assign(containers, Object.fromEntries(names.map((name) => [name, container])));
  };
  /** The file of a stack in which its container `old` has an address. */
  const assign = (stack: string, address: string): void => {
    const containers = { old: { host: "docker02", attach: { vlan20: address } } };
    writeFileSync(join(folder, `assigned.${stack}.yaml`), stringify({ containers }));
  };
  const commit = (): void => {
    git("add", "--all");
    git("commit", "--quiet", "--message", "change");
  };
  const out = (): string => join(folder, "out");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-review-"));
    places.root = folder;
    vi.stubEnv("PULUMI_BACKEND_URL", "");
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    git("init", "--quiet", "--initial-branch", "main");
    for (const stack of ["edited", "same", "gone", "refused", "twice"]) write(stack);
    write("spread", automatic("old"));
    assign("spread", "172.16.20.30");
    writeFileSync(join(folder, "Pulumi.mended.yaml"), "config: [");
    commit();
    git("checkout", "--quiet", "-b", "change");
    write("spread", automatic("new", "old"));
    assign("spread", "172.16.20.40");
    write("edited", ({ containers = {}, segments }) => {
      containers["web"] = { host: "docker01", image: "busybox", attach: { vlan20: "172.16.20.30" } };
      Object.assign(containers["bbox20"] ?? {}, { host: "docker02" });
      Object.assign(containers["bbox11"] ?? {}, { attach: { vlan10: "172.16.10.12" } });
      Object.assign(containers["bbox10"] ?? {}, { memory: 128 });
      delete segments["flat"];
      delete containers["bbox1"];
      delete containers["bbox2"];
    });
    write("added");
    write("mended");
    rmSync(join(folder, "Pulumi.gone.yaml"));
    write("twice", ({ containers = {} }) => {
      Object.assign(containers["bbox11"] ?? {}, { attach: { vlan10: "172.16.10.10" } });
    });
    writeFileSync(join(folder, "Pulumi.refused.yaml"), "config: { macvlan-fabric:fabric: { lan: 7 } }");
    mkdirSync(join(folder, "examples"));
    writeFileSync(join(folder, "examples", "Pulumi.other.yaml"), "config: [");
    commit();
    // What the base gets later is no part of the change.
    git("checkout", "--quiet", "main");
    write("later");
    write("same", ({ containers = {} }) => {
      delete containers["bbox2"];
    });
    commit();
    git("checkout", "--quiet", "change");
    exitCode = await review({ base: "main", out: out(), policies: false });
    comment = readFileSync(join(out(), "comment.md"), "utf8");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    vi.stubEnv("PULUMI_BACKEND_URL", "");
  });

  /** The part of the comment about a stack. */
  const part = (stack: string): string => comment.split("\n### ").find((text) => text.startsWith(`\`${stack}\``)) ?? "";

  it("sums up each environment, and refuses what cannot work", () => {
    expect(comment.split("\n").filter((line) => /^\| `/.test(line) && / (ok|\*\*refused\*\*) \|$/.test(line))).toEqual([
      "| `added` | `main` | 12 added | 7 added |  | not asked | ok |",
      "| `edited` | `main` | 1 changed, 1 moved, 1 added, 2 removed | 1 removed, 1 changed |  | not asked | ok |",
      "| `gone` | `main` | 12 removed | 7 removed |  | not asked | ok |",
      "| `mended` | `nothing` | 12 added | 7 added |  | not asked | ok |",
      "| `refused` | `main` |  |  |  | not asked | **refused** |",
      "| `spread` | `main` | 1 added, 1 changed |  |  | not asked | ok |",
      "| `twice` | `main` | 1 changed |  |  | not asked | **refused** |",
    ]);
    expect(comment).toContain("Nothing changes in `same`.");
    expect(exitCode).toBe(1);
  });

  it("lists addresses, segments and options that change", () => {
    const lines = part("edited").split("\n");
    for (const line of [
      "| added | container `web` | `vlan20` | `docker01` | `172.16.20.30` |",
      "| moved | container `bbox20` | `vlan20` | `docker01` → `docker02` | `172.16.20.20` |",
      "| changed | container `bbox11` | `vlan10` | `docker02` | `172.16.10.11` → `172.16.10.12` |",
      "| removed | container `bbox1` | `flat` | `docker01` | `172.22.16.10` |",
      "| changed | container `bbox10` | memory | `64 MiB` | `128 MiB` |",
    ]) {
      expect(lines).toContain(line);
    }
  });

  it("takes what is automatic from the file of each version, and says what that file lacks", () => {
    const text = part("spread");
    expect(text).toContain("| changed | container `old` | `vlan20` | `docker02` | `172.16.20.30` → `172.16.20.40` |");
    expect(text).toContain("| added | container `new` | `vlan20` | `docker01` | `172.16.20.2` |");
    expect(text).toContain(
      "- `assigned.spread.yaml does not have 2 automatic choices of this change: run 'npm run plan -- --assign --stack spread'",
    );
  });

  it("draws the change, with what goes", () => {
    const text = part("edited");
    expect(text).toMatch(/\["web \(added\)<br\/>172\.16\.20\.30"\]/);
    expect(text).toMatch(/"flat, untagged, ens33 \(removed\)/);
    expect(text).toMatch(/bbox20 \(changed\)/);
    expect(text).toMatch(/class \w+ added\n[^]*classDef added stroke:/);
    const svg = readFileSync(join(out(), "edited.svg"), "utf8");
    expect(svg).toContain("web (added)");
    // What goes is drawn, and not counted.
    expect(svg).toContain("2 hosts  ·  2 segments  ·  5 containers");
    expect(svg).toContain("mac_net1 (macvlan bridge), 0 containers");
    expect(svg).toMatch(/class="chip edge added"/);
  });

  it("says why a plan cannot work, or what could not be read", () => {
    expect(part("twice")).toMatch(/\*\*The plan cannot work\*\*\n\n- `containers\.bbox11\.attach\.vlan10: /);
    expect(part("refused")).toMatch(/- `3 problems in the configuration .*lan: 7 is of the wrong type/);
    expect(part("mended")).toMatch(/- `Everything is shown as new, .*Pulumi\.mended\.yaml of main: is not valid YAML/);
    expect(part("gone")).toContain("what is up stays until");
  });

  it("writes the same as data", () => {
    const data = JSON.parse(readFileSync(join(out(), "review.json"), "utf8")) as { environments: { stack: string }[] };
    expect(data.environments.map(({ stack }) => stack)).toEqual([
      "added",
      "edited",
      "gone",
      "mended",
      "refused",
      "same",
      "spread",
      "twice",
    ]);
  });

  it("needs a base that is there", async () => {
    await expect(review({ base: "nowhere", out: out(), policies: false })).rejects.toThrow(
      /--base nowhere: is no git ref here/,
    );
  });
});
