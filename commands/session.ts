import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { ensureToolchain, type Toolchain } from "../toolchain/toolchain";
import { UserError } from "../support/errors";
import { say } from "../support/terminal";
import type { Progress } from "../support/terminal";
import { PROJECT_ROOT } from "../support/project";
import { describeFault, FaultFilter, lockOf } from "./engine-fault";
import { recordRun } from "./lock";
import { needsNoPassphrase } from "./passphrase";
import { hasStackFile, noStackFile } from "./stack-file";

/** Name of the Pulumi project, which a file backend uses in its paths. */
export const PROJECT = "macvlan-fabric";
/** The one stack that needs no passphrase; the others follow Pulumi's ordinary rules. */
const DEV_STACK = "dev";

/** Exit code of an interrupted run, as in a shell. */
export const INTERRUPTED = 130;

/** Makes the CLI accept `--event-log`, as Pulumi's own automation API does. */
const EVENT_LOGS = { PULUMI_DEBUG_COMMANDS: "true" };

/** A Pulumi CLI that is ready to run on one stack. */
export interface Session {
  readonly stack: string;
  readonly env: NodeJS.ProcessEnv;
  readonly toolchain: Toolchain;
  /** Whether the state is where other machines may work with it too. */
  readonly isShared: boolean;
  /**
   * Runs `pulumi` with the terminal attached; resolves to its exit code, or INTERRUPTED. Each signal interrupts it as a user would:
   * the first ends it in order, a second at once.
   * @throws StackLocked when another run has locked the stack
   */
  run(args: readonly string[], ...signals: readonly AbortSignal[]): Promise<number>;
  /** The same, but what it shows goes to stderr, which leaves stdout to a result. */
  runQuietly(args: readonly string[]): Promise<number>;
  /** Runs `pulumi` and resolves to what it prints. @throws UserError with its own error message, or StackLocked. */
  read(args: readonly string[], input?: string): Promise<string>;
}

/** Finds or builds the tools and opens a session on a stack, which need not exist yet. */
export async function openSession(stack: string, progress: Progress): Promise<Session> {
  const toolchain = await ensureToolchain(progress);
  // An ES module: under tsx, a CommonJS file can load it only by import().
  const { execa } = await import("execa");
  const env = sessionEnvironment(stack, toolchain.env);
  const options = { cwd: PROJECT_ROOT, env: { ...env, ...EVENT_LOGS }, extendEnv: false, reject: false } as const;
  const run = async (
    args: readonly string[],
    stdout: "inherit" | "stderr",
    signals: readonly AbortSignal[] = [],
  ): Promise<number> => {
    // An interrupt also reaches the CLI, which shuts down in order: this process waits for it.
    const received: NodeJS.Signals[] = [];
    const note = (signal: NodeJS.Signals): void => void received.push(signal);
    process.on("SIGINT", note);
    const filter = new FaultFilter((text) => process.stderr.write(text));
    const stdio = ["inherit", stdout === "stderr" ? process.stderr : stdout, "pipe"] as const;
    const running = execa(toolchain.cli, args, { ...options, stdio, buffer: false });
    const forget = recordRun(running.pid);
    running.stderr.on("data", (chunk: Buffer) => {
      filter.pass(chunk.toString());
    });
    const interrupt = (): void => void running.kill("SIGINT");
    for (const signal of signals) signal.addEventListener("abort", interrupt);
    const { exitCode } = await running;
    // One that was killed may have left a lock.
    if (exitCode !== undefined) forget();
    for (const signal of signals) signal.removeEventListener("abort", interrupt);
    process.off("SIGINT", note);
    const locked = lockOf(stack, filter.report);
    if (locked !== undefined) throw locked;
    if (filter.report !== "") say(describeFault(stack, filter.report));
    return received.length > 0 ? INTERRUPTED : (exitCode ?? 1);
  };
  return {
    stack,
    env,
    toolchain,
    isShared: backendFolder({ env }) === undefined,
    run: (args, ...signals) => run(args, "inherit", signals),
    runQuietly: (args) => run(args, "stderr"),
    read: async (args, input = "") => {
      const { exitCode, stdout, stderr } = await execa(toolchain.cli, args, { ...options, input });
      if (exitCode !== 0) throw lockOf(stack, stderr) ?? new UserError(describeFailure(stack, args, stderr));
      return stdout;
    },
  };
}

/**
 * The environment of the CLI: a file backend in the cache folder unless `PULUMI_BACKEND_URL` names another, the stack, and
 * an empty passphrase for the dev stack, whose configuration holds no secret. A passphrase in the environment is then one of
 * another stack, unless the dev stack has been given one of its own.
 */
export function sessionEnvironment(stack: string, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = {
    ...base,
    PULUMI_BACKEND_URL: base["PULUMI_BACKEND_URL"] ?? `file://${defaultBackend()}`,
    PULUMI_STACK: stack,
  };
  const given = base["PULUMI_CONFIG_PASSPHRASE"] ?? base["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (stack !== DEV_STACK || (given !== undefined && !needsNoPassphrase(stack))) return env;
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _other, ...rest } = env as NodeJS.ProcessEnv;
  return { ...rest, PULUMI_CONFIG_PASSPHRASE: "" };
}

function describeFailure(stack: string, args: readonly string[], stderr: string): string {
  let said = "";
  const filter = new FaultFilter((text) => (said += text));
  filter.pass(stderr);
  const failure = `pulumi ${args.join(" ")} failed: ${said.trim()}`;
  return filter.report === "" ? failure : `${failure}${describeFault(stack, filter.report)}`;
}

/** For its user alone: whoever can read the state of the dev stack can decrypt its secrets too. */
function defaultBackend(): string {
  const folder = join(cacheRoot(), "state");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}

/** The folder of a file backend; undefined for every other kind. */
export function backendFolder(session: Pick<Session, "env">): string | undefined {
  const url = session.env["PULUMI_BACKEND_URL"] ?? "";
  return url.startsWith("file:///") ? fileURLToPath(url) : undefined;
}

/** Whether the backend has the stack. */
export async function stackExists(session: Pick<Session, "env" | "read" | "stack">): Promise<boolean> {
  const folder = backendFolder(session);
  if (folder !== undefined) return existsSync(join(folder, ".pulumi", "stacks", PROJECT, `${session.stack}.json`));
  const stacks = JSON.parse(await session.read(["stack", "ls", "--json"])) as { name: string }[];
  return stacks.some(({ name }) => name.split("/").at(-1) === session.stack);
}

/** Creates the stack if the backend does not have it. A stack needs its file `Pulumi.<stack>.yaml`. */
export async function ensureStack(session: Session): Promise<void> {
  if (await stackExists(session)) return;
  if (!hasStackFile(session.stack)) throw noStackFile(session.stack);
  await session.read(["stack", "select", session.stack, "--create", "--non-interactive"]);
}
