import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../support/project";

const folder = mkdtempSync(join(tmpdir(), "mf-house-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A file, what it imports, and the rule that this breaks. */
const IMPORTS: readonly (readonly [from: string, to: string, rule?: string])[] = [
  ["support/a", "topology/a", "support-imports"],
  ["support/c", "host/a", "support-imports"],
  ["topology/a", "support/problem"],
  ["topology/b", "host/a", "topology-imports"],
  ["topology/c", "harness/contract", "topology-imports"],
  ["topology/d", "test/a", "topology-imports"],
  ["topology/e", "unlisted/a", "topology-imports"],
  ["topology/f", "index", "topology-imports"],
  ["topology/g", "examples/a", "topology-imports"],
  ["topology/h", "support/b", "topology-imports"],
  ["topology/i", "node:crypto"],
  ["topology/i", "zod"],
  ["topology/i", "ip-num"],
  ["topology/j", "node:fs", "topology-pure"],
  ["topology/k", "@pulumi/pulumi", "topology-pure"],
  ["topology/l", "zod-of-another", "topology-pure"],
  ["host/b", "support/b"],
  ["host/c", "topology/a", "host-imports"],
  ["host/d", "toolchain/a", "host-imports"],
  ["host/e", "lab/a", "host-imports"],
  ["toolchain/a", "support/b"],
  ["toolchain/b", "lab/a", "toolchain-imports"],
  ["toolchain/c", "topology/a", "toolchain-imports"],
  ["toolchain/d", "host/a", "toolchain-imports"],
  ["lab/b", "support/b"],
  ["lab/c", "topology/a", "lab-imports"],
  ["lab/d", "toolchain/a", "lab-imports"],
  ["lab/e", "host/a", "lab-imports"],
  ["harness/a", "host/a"],
  ["harness/b", "topology/a", "harness-imports"],
  ["harness/c", "components/a", "harness-imports"],
  ["harness/d", "policy/a", "harness-imports"],
  ["components/a", "topology/a"],
  ["components/b", "host/a"],
  ["components/c", "harness/contract"],
  ["components/d", "harness/a", "components-imports"],
  ["components/e", "lab/identity", "components-imports"],
  ["components/f", "policy/a", "components-imports"],
  ["components/machines/lab-machine", "lab/identity"],
  ["components/machines/lab-machine", "lab/a", "lab-machine-imports"],
  ["components/machines/lab-machine", "harness/a", "lab-machine-imports"],
  ["policy/a", "components/tokens"],
  ["policy/b", "components/a", "policy-imports"],
  ["policy/c", "host/a", "policy-imports"],
  ["commands/a", "lab/a"],
  ["commands/b", "bench/a", "commands-imports"],
  ["bench/a", "topology/a"],
  ["bench/b", "commands/a", "bench-imports"],
  ["bench/c", "components/a", "bench-imports"],
  ["bench/d", "policy/a", "bench-imports"],
  ["index", "components/a"],
  ["index", "topology/a", "program-imports"],
  ["examples/a", "harness/a", "program-imports"],
  // A circle is reported once.
  ["support/circle", "support/circle-back"],
  ["support/circle-back", "support/circle", "no-circles"],
];

it("refuses every import that points upwards, and every circle, of types too", async () => {
  const files = IMPORTS.flatMap(([from, to]) => (isPackage(to) ? [from] : [from, to]));
  for (const name of new Set(files)) {
    const up = "../".repeat(name.split("/").length - 1) || "./";
    const imports = IMPORTS.filter(([from]) => from === name).map(
      ([, to], at) =>
        `import type { T as T${at} } from "${isPackage(to) ? to : up + to}";\nexport type Use${at} = T${at};`,
    );
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), [...imports, "export type T = 1;", ""].join("\n"));
  }
  writeFileSync(join(folder, "unlisted/b.ts"), "export type T = 1;\n");
  const program = join(PROJECT_ROOT, "node_modules", ".bin", "depcruise");
  const config = join(PROJECT_ROOT, ".dependency-cruiser.cjs");
  const { stdout } = await execa(program, ["--config", config, "--output-type", "json", "."], {
    ...{ cwd: folder, reject: false },
  });
  const { summary } = JSON.parse(stdout) as Cruise;
  const found = summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`);
  const wanted = IMPORTS.flatMap(([from, to, rule]) =>
    rule === undefined ? [] : [`${from}.ts -> ${isPackage(to) ? to.replace("node:", "") : `${to}.ts`}: ${rule}`],
  );
  // Whether anything imports it or not.
  const unlisted = ["unlisted/a.ts", "unlisted/b.ts"].map((file) => `${file} -> ${file}: listed-folders`);
  expect(found.sort()).toEqual([...wanted, ...unlisted].sort());
});

describe("shell in TypeScript", () => {
  const eslint = new ESLint({ cwd: PROJECT_ROOT });
  const found = async (code: string, file = "support/steps.ts"): Promise<string[]> => {
    const results = await eslint.lintText(code, { filePath: join(PROJECT_ROOT, file) });
    return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId ?? "none"));
  };

  it.each([
    ["a template", "export const script = `\nset -eu\nid`;\n"],
    ["a template with an escaped line end", "export const script = `\\nset -eu`;\n"],
    ["a template with its interpreter", "export const script = `#!/bin/sh\nid`;\n"],
    ["raw text of several lines", "export const script = String.raw`id\nid`;\n"],
    ["lines that are joined", 'export const script = ["set -eu", "id"].join("\\n");\n'],
    ["a literal with its interpreter", 'export const script = "#!/bin/sh\\nid";\n'],
  ])("is refused as %s", async (_, code) => {
    expect(await found(code)).toEqual(["no-restricted-syntax"]);
    expect(await found(code, "test/house-rules.test.ts")).toEqual([]);
  });

  it("is not seen in other text", async () => {
    expect(await found('export const texts = [`set aside\n`, String.raw`\\d`, "set -", "#!"];\n')).toEqual([]);
  });
});

/** Whether an import is of a package or of node, not of a file beside the others. */
function isPackage(name: string): boolean {
  return /^(node:|@|[^/]+$)/.test(name) && name !== "index";
}

interface Cruise {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}
