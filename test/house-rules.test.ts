import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";
import { PROJECT_ROOT } from "../support/project";

const folder = mkdtempSync(join(tmpdir(), "mf-house-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A file, what it imports, and the rule that this breaks. */
const IMPORTS: readonly (readonly [from: string, to: string, rule?: string])[] = [
  ["support/a", "topology/a", "support-imports"],
  ["topology/a", "support/b"],
  ["topology/b", "host/a", "topology-imports"],
  ["topology/c", "harness/contract", "topology-imports"],
  ["topology/d", "test/a", "topology-imports"],
  ["host/b", "support/b"],
  ["host/c", "topology/a", "host-imports"],
  ["toolchain/a", "support/b"],
  ["toolchain/b", "lab/a", "toolchain-imports"],
  ["lab/b", "support/b"],
  ["lab/c", "topology/a", "lab-imports"],
  ["harness/a", "host/a"],
  ["harness/b", "topology/a", "harness-imports"],
  ["harness/c", "components/a", "harness-imports"],
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
  ["index", "components/a"],
  ["index", "topology/a", "program-imports"],
  ["examples/a", "harness/a", "program-imports"],
  // A circle is reported once.
  ["support/circle", "support/circle-back"],
  ["support/circle-back", "support/circle", "no-circles"],
];

it("refuses every import that points upwards, and every circle, of types too", async () => {
  for (const name of new Set(IMPORTS.flatMap(([from, to]) => [from, to]))) {
    const up = "../".repeat(name.split("/").length - 1) || "./";
    const imports = IMPORTS.filter(([from]) => from === name).map(
      ([, to], at) => `import type { T as T${at} } from "${up}${to}";\nexport type Use${at} = T${at};`,
    );
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, `${name}.ts`), [...imports, "export type T = 1;", ""].join("\n"));
  }
  const program = join(PROJECT_ROOT, "node_modules", ".bin", "depcruise");
  const config = join(PROJECT_ROOT, ".dependency-cruiser.cjs");
  const { stdout } = await execa(program, ["--config", config, "--output-type", "json", "."], {
    ...{ cwd: folder, reject: false },
  });
  const { summary } = JSON.parse(stdout) as Cruise;
  const found = summary.violations.map(({ from, to, rule }) => `${from} -> ${to}: ${rule.name}`);
  const wanted = IMPORTS.flatMap(([from, to, rule]) => (rule === undefined ? [] : [`${from}.ts -> ${to}.ts: ${rule}`]));
  expect(found.sort()).toEqual(wanted.sort());
});

interface Cruise {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}
