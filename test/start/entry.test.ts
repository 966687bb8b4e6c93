import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../support/project";

const INSTALLING = "Installing the npm packages";
let clone: string;

/** What the entry point needs from a clone in which nothing is installed; `npm` fails at once. */
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "macvlan-fabric-clone-"));
  for (const file of ["commands/run.mjs", "lab/platform.mjs", "package.json", "Pulumi.dev.yaml"]) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(PROJECT_ROOT, file), join(clone, file));
  }
  writeFileSync(join(clone, "Pulumi.office.yaml"), "config:\n  hosts:\n    a: { vm: { kind: existing } }\n");
  writeFileSync(join(clone, "npm"), '#!/bin/sh\necho "npm $*"\nexit 1\n', { mode: 0o755 });
});
afterAll(() => {
  rmSync(clone, { recursive: true });
});

interface Machine {
  readonly platform?: string;
  readonly arch?: string;
  readonly version?: string;
  readonly stack?: string;
}

function run({ stack, version, ...machine }: Machine, ...args: string[]): { status: number | null; output: string } {
  const fakes = Object.entries(machine).map(
    ([key, value]) => `Object.defineProperty(process, "${key}", { value: "${value}" });`,
  );
  const node = version === undefined ? "" : `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
  const preload = `data:text/javascript,${encodeURIComponent([...fakes, node].join(""))}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", preload, "commands/run.mjs", ...args], {
    cwd: clone,
    encoding: "utf8",
    env: { PATH: `${clone}:/usr/bin:/bin`, ...(stack === undefined ? {} : { PULUMI_STACK: stack }) },
  });
  return { status, output: `${stdout}${stderr}` };
}

describe("up, in a clone in which nothing is installed", () => {
  it.each<[string, Machine, string]>([
    ["macOS that the lab needs Linux", { platform: "darwin", arch: "arm64" }, "the lab needs Linux"],
    [
      "Linux on arm64 that the lab needs x86_64",
      { platform: "linux", arch: "arm64" },
      "the lab needs an x86_64 processor",
    ],
    ["Windows to use WSL 2", { platform: "win32" }, "install WSL 2"],
  ])("says at once on %s", (_, machine, message) => {
    const { status, output } = run(machine, "up");
    expect(output).toContain(message);
    expect(output).not.toContain(INSTALLING);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(1);
  });

  it.each<[string, Machine, string[]]>([
    ["Linux", { platform: "linux", arch: "x64" }, ["up"]],
    ["macOS, for a stack of existing hosts", { platform: "darwin" }, ["up", "--stack", "office"]],
    ["macOS, for a stack named in one word", { platform: "darwin" }, ["up", "--stack=office"]],
    ["macOS, for a stack named in the environment", { platform: "darwin", stack: "office" }, ["up"]],
    ["macOS, for commands that start no guests", { platform: "darwin" }, ["plan"]],
  ])("goes on to install the npm packages, without their scripts, on %s", (_, machine, args) => {
    const { status, output } = run(machine, ...args);
    expect(output).toContain(INSTALLING);
    expect(output).toContain("npm ci --ignore-scripts");
    expect(status).toBe(1);
  });

  it("uses only syntax that old versions of Node can parse, so that they can say that they are too old", () => {
    for (const file of ["commands/run.mjs", "lab/platform.mjs"]) {
      const code = readFileSync(join(clone, file), "utf8").replaceAll(/^\s*(\/\/|\/?\*).*$/gm, "");
      expect(code).not.toMatch(/\?\?|\?\.[A-Za-z([]|import\.meta\.(dirname|filename)|^\s*await /m);
    }
  });

  it("refuses an old Node in one line", () => {
    const { status, output } = run({ version: "18.19.1" }, "up");
    expect(output).toMatch(/^error: Node 18\.19\.1 is too old: this project needs 20\.19 or later, from .*\n$/);
    expect(status).toBe(1);
  });
});
