import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../support/errors";
import { findProgram } from "../support/find-program";
import { ensurePackages } from "../support/packages";
import { print, say, startProgress } from "../support/terminal";
import { PROJECT_ROOT } from "../support/project";

/** Tools that tests need beyond those of the lab: for network namespaces, and consumers of what we write. */
const TOOLS = {
  ip: "iproute2",
  ping: "iputils-ping",
  arping: "iputils-arping",
  "ansible-inventory": "ansible-core",
};

/** What reads our pictures, recordings and the report; without them, those tests are skipped. */
const READERS = {
  dot: "graphviz",
  tshark: "tshark",
  ...(findProgram("google-chrome", process.env) === undefined ? { chromium: "chromium" } : {}),
};

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Runs the suites that need no lab, then the Go tests, then the lab's suite. The last line counts them all. Tests that cannot
 * run on this machine are skipped, with the reason.
 */
export async function test({ lab }: { lab: boolean }): Promise<number> {
  if (lab) {
    await ensurePackages(startProgress(), TOOLS);
    await offerReaders();
  }
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-results-"));
  try {
    const counts = [await vitest("vitest.config.mjs", folder)];
    if (lab) {
      for (const module of GO_MODULES) counts.push(await goTests(module));
      counts.push(await vitest("vitest.lab.config.mjs", folder));
    }
    return report(counts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function offerReaders(): Promise<void> {
  try {
    await ensurePackages(startProgress(), READERS);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`Some tests are skipped: ${error.message}`);
  }
}

async function vitest(config: string, folder: string): Promise<Count> {
  const { execa } = await import("execa");
  const file = join(folder, `${config}.json`);
  const args = ["run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  await execa("vitest", args, { cwd: PROJECT_ROOT, preferLocal: true, reject: false, stdio: "inherit" });
  // A runner that died before it wrote its results is a failure, not an empty success.
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(file, "utf8")) as VitestResult;
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + broken.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

interface VitestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const GO_MODULES = [
  { what: "the engine", folder: join("toolchain", "engine") },
  { what: "the vCenter simulator", folder: join("test", "vcsim") },
];

async function goTests({ what, folder }: (typeof GO_MODULES)[number]): Promise<Count> {
  const { execa } = await import("execa");
  const options = { cwd: join(PROJECT_ROOT, folder), reject: false } as const;
  const { stdout, stderr, exitCode, failed } = await execa("go", ["test", "-json", "./..."], options);
  if (exitCode === undefined) {
    print(`Go tests of ${what}: skipped, because this machine has no Go`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const events = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as GoEvent);
  const ended = (action: string): GoEvent[] =>
    events.filter((event) => event.Action === action && event.Test !== undefined);
  const failures = ended("fail");
  if (failed) print(`${stderr}\n${events.map(({ Output }) => Output ?? "").join("")}`);
  print(`Go tests of ${what}: ${ended("pass").length} passed, ${failures.length} failed`);
  return {
    passed: ended("pass").length,
    failed: failed ? Math.max(1, failures.length) : 0,
    skipped: ended("skip").length,
  };
}

interface GoEvent {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}

function report(counts: readonly Count[]): number {
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
  print(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
  return sum("failed") === 0 && sum("passed") > 0 ? 0 : 1;
}
