import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { policies } from "../../policy/policies";

const PACK = join(__dirname, "..", "..", "policy");
const files = readdirSync(join(PACK, "rules")).map((file) => file.replace(/\.ts$/, ""));

describe("the pack", () => {
  it("registers every rule file once, under the name of its file", () => {
    expect(policies.map(({ name }) => name).sort()).toEqual([...files].sort());
  });

  it("hands all of them to the engine", () => {
    // As text: to construct the pack starts a server.
    const index = readFileSync(join(PACK, "index.ts"), "utf8");
    expect(index).toMatch(/import \{ policies \} from "\.\/policies"/);
    expect(index).toMatch(/new PolicyPack\("macvlan-fabric", \{ policies, enforcementLevel: "mandatory" \}\)/);
    expect(index.split("\n").length).toBeLessThanOrEqual(26);
  });

  it("carries one version", () => {
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
    // Where the rule comes from, if somebody has told the story.
    expect(policy.url ?? "https://").toMatch(/^https:\/\//);
    expect(policy.severity).toMatch(/^(low|medium|high|critical)$/);
    expect(policy.enforcementLevel).toBe(ADVICE.includes(policy.name) ? "advisory" : "mandatory");
  });
});

/** The rules that may be broken for a reason; all others stop the run. */
const ADVICE = [
  ...["dedicated-port-group", "explicit-mac", "fixed-address", "image-by-digest", "mac-budget", "native-vlan"],
  "recommended-docker-version",
];

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}
