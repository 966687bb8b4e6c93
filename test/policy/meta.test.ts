import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policies } from "../../policy/policies";
import { CASE_FILES, loadCases } from "./load-cases";

const PACK = join(__dirname, "..", "..", "policy");
const RULE_FILES = readdirSync(join(PACK, "rules")).map((file) => file.replace(/\.ts$/, ""));

describe("the pack", () => {
  it("registers every rule file once, under the name of its file", () => {
    const names = policies.map(({ name }) => name);
    expect(
      without(RULE_FILES, names).map(
        (rule) => `policy/rules/${rule}.ts is not registered: add it to policy/policies.ts`,
      ),
    ).toEqual([]);
    expect(
      without(names, RULE_FILES).map(
        (rule) => `rule ${rule} is in a file of another name: call it policy/rules/${rule}.ts`,
      ),
    ).toEqual([]);
    expect(names).toHaveLength(new Set(names).size);
  });

  it("has one case file for every rule, and none without a rule", () => {
    expect(
      without(RULE_FILES, CASE_FILES).map((rule) => `rule ${rule} has no cases: write test/policy/cases/${rule}.ts`),
    ).toEqual([]);
    expect(
      without(CASE_FILES, RULE_FILES).map(
        (file) =>
          `test/policy/cases/${file}.ts has no rule: write policy/rules/${file}.ts, or delete or rename the cases`,
      ),
    ).toEqual([]);
  });

  it.each(CASE_FILES)("has cases of both kinds for %s", async (rule) => {
    const { good, bad } = await loadCases(rule);
    expect(good, `test/policy/cases/${rule}.ts: add a run that the rule accepts to good`).not.toEqual([]);
    expect(bad, `test/policy/cases/${rule}.ts: add a run that the rule rejects to bad`).not.toEqual([]);
  });

  it("hands all of them to the engine", () => {
    // As text, because constructing the pack starts a server.
    const index = readFileSync(join(PACK, "index.ts"), "utf8");
    expect(index).toMatch(/import \{ policies \} from "\.\/policies"/);
    expect(index).toMatch(/new PolicyPack\("macvlan-fabric", \{ policies, enforcementLevel: "mandatory" \}\)/);
    expect(index.split("\n").length).toBeLessThanOrEqual(26);
  });

  it("has one version", () => {
    const { version, ...pack } = readJson(join(PACK, "package.json"));
    expect(readFileSync(join(PACK, "PulumiPolicy.yaml"), "utf8")).toMatch(
      new RegExp(`^version: ${String(version)}$`, "m"),
    );
    expect(version).toBe(readJson(join(PACK, "..", "package.json"))["version"]);
    // An ES module would not load: the policy runner requires the pack.
    expect(pack).not.toHaveProperty("type");
  });
});

describe.each(policies)("$name", (policy) => {
  it("has a kebab-case name, a sentence with its reason, a remedy, a severity and a level", () => {
    expect(policy.name).toMatch(/^[a-z0-9]+(-[a-z]+)+$/);
    expect(policy.description).toMatch(/^[A-Z].* (because|so that) .*\.$/);
    expect(policy.remediationSteps).toMatch(/^[A-Z].*\.$/);
    expect(policy.url ?? "https://").toMatch(/^https:\/\//);
    expect(policy.severity).toMatch(/^(low|medium|high|critical)$/);
    const hint = `add ${policy.name} to ADVICE in test/policy/meta.test.ts if there can be good reasons to break it`;
    expect(policy.enforcementLevel, hint).toBe(ADVICE.includes(policy.name) ? "advisory" : "mandatory");
  });
});

/** Rules that there can be good reasons to break; all others stop the run. */
const ADVICE = [
  ...[
    "dedicated-port-group",
    "fixed-address",
    "ignored-mac",
    "image-by-digest",
    "insecure-registry",
    "mac-budget",
    "native-vlan",
  ],
  ...["host-device", "host-mount", "powerful-capability", "privileged-container", "recommended-docker-version"],
];

function without(names: readonly string[], others: readonly string[]): string[] {
  return names.filter((name) => !others.includes(name));
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
