import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { identifyProcess } from "../lab/guest/record";
import { removeLeftoverScript } from "../host/scripts";
import { STACK_LABEL } from "../topology/naming";
import type { Progress } from "../support/terminal";
import { repairState } from "./repair-state";
import { backendFolder, PROJECT, type Session } from "./session";
import type { PendingOperation, State } from "./state";

/**
 * Repairs what an interrupted run left behind: the lock of a process that is gone, and operations whose outcome the state
 * does not record, and a state that the engine would refuse. Docker networks and containers of such operations are removed from their host, so that they can be
 * created again under their fixed names; all other operations converge when they are repeated. While another run is active
 * nothing is touched: its operations are under way, not lost. Only a file backend can tell the two apart; on others, only a
 * broken state is repaired, which no active run writes. Resolves to the state; undefined while another run is active.
 */
export async function repairInterrupted(
  session: Pick<Session, "env" | "read" | "stack">,
  progress: Progress,
): Promise<State | undefined> {
  const lock = lockState(session);
  if (lock === "held") return undefined;
  if (lock === "stale") {
    progress("an earlier run ended without releasing the stack: releasing it");
    await session.read(["cancel", "--yes", "--stack", session.stack]);
  }
  const state = await repairState(session, progress);
  if (lock === "unknown" || (state.deployment.pending_operations ?? []).length === 0) return state;
  const unsettled = await removeLeftovers(state, session.stack, progress);
  // What could not be looked for stays recorded, so that the next run looks for it.
  state.deployment.pending_operations = unsettled;
  await session.read(["stack", "import", "--stack", session.stack], JSON.stringify(state));
  return state;
}

/** Removes what interrupted operations left on the hosts; resolves to the operations that remain unsettled. */
async function removeLeftovers(state: State, stack: string, progress: Progress): Promise<PendingOperation[]> {
  const unsettled: PendingOperation[] = [];
  for (const { operation, ...leftover } of findLeftovers(state)) {
    progress(`an earlier run was interrupted while creating ${leftover.name}: removing what it left`);
    const problem = await removeLeftover(leftover, stack);
    if (problem === undefined) continue;
    progress(`${leftover.name}: ${problem}, so the next run will look for leftovers there`);
    unsettled.push(operation);
  }
  return unsettled;
}

/** Inputs of a Docker provider; lists travel as JSON text. */
const providerSchema = z.looseObject({ host: z.string(), sshOpts: z.string().default("[]") });

/** Something on a host that the state does not contain. */
export interface Leftover {
  readonly kind: "network" | "container";
  readonly name: string;
  readonly ssh: readonly string[];
}

/** Networks and containers whose creation was under way. */
export function findLeftovers({ deployment }: State): (Leftover & { operation: PendingOperation })[] {
  return (deployment.pending_operations ?? []).flatMap((operation) => {
    const { type, resource } = operation;
    const kind = DOCKER_KINDS[resource.type];
    const name = resource.inputs?.["name"];
    const provider = deployment.resources?.find(({ urn, id }) => resource.provider === `${urn}::${String(id)}`);
    if (type !== "creating" || kind === undefined || typeof name !== "string" || provider === undefined) return [];
    return [{ kind, name, ssh: sshArguments(provider.inputs ?? {}), operation }];
  });
}

const DOCKER_KINDS: Readonly<Record<string, Leftover["kind"]>> = {
  "docker:index/network:Network": "network",
  "docker:index/container:Container": "container",
};

function sshArguments(inputs: Record<string, unknown>): string[] {
  const { host, sshOpts } = providerSchema.parse(inputs);
  const url = new URL(host);
  const options = z.array(z.string()).parse(JSON.parse(sshOpts));
  return [
    "-F",
    "none",
    "-l",
    url.username,
    "-p",
    url.port || "22",
    ...options,
    "-o",
    "ConnectTimeout=20",
    "--",
    url.hostname,
  ];
}

/** Removes only what carries the label of this stack. Resolves to the problem, or undefined when it is gone. */
async function removeLeftover({ kind, name, ssh }: Leftover, stack: string): Promise<string | undefined> {
  const { execa } = await import("execa");
  const input = removeLeftoverScript(kind, name, `${STACK_LABEL}=${stack}`);
  const options = { input, timeout: 60_000, reject: false } as const;
  const { failed, exitCode, stderr } = await execa("ssh", [...ssh, "sh -s"], options);
  if (!failed) return undefined;
  // 255 is ssh's own exit code; a run that was cut off has none.
  const silent = exitCode === 255 || exitCode === undefined;
  return silent ? "its host does not answer" : `its host reports an error (${stderr.trim().split("\n").at(-1) ?? ""})`;
}

const lockSchema = z.object({ pid: z.number(), hostname: z.string() });

type LockState = "free" | "stale" | "held" | "unknown";

/** Stale: every lock of the stack belongs to a process of this machine that is gone. */
function lockState(session: Pick<Session, "env" | "stack">): LockState {
  const backend = backendFolder(session);
  if (backend === undefined) return "unknown";
  const folder = join(backend, ".pulumi", "locks", "organization", PROJECT, session.stack);
  if (!existsSync(folder)) return "free";
  // Each lock has a sidecar `.attrs` of the file backend beside it.
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const locks = files.map((file) => lockSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))));
  if (locks.length === 0) return "free";
  return locks.every((lock) => lock.hostname === hostname() && identifyProcess(lock.pid) === undefined)
    ? "stale"
    : "held";
}
