import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { groupBy } from "../harness/group-by";
import { removeLeftoverScript } from "../host/scripts";
import { cacheRoot } from "../support/cache";
import type { Progress } from "../support/terminal";
import { STACK_LABEL } from "../topology/naming";
import type { PendingOperation, State } from "./state";

/** Something on a host that the state does not contain, and the arguments with which ssh reaches that host. */
const leftoverSchema = z.object({
  kind: z.enum(["network", "container"]),
  name: z.string(),
  ssh: z.array(z.string()),
});

export type Leftover = z.infer<typeof leftoverSchema>;

/** Networks and containers whose creation was under way. */
export function findLeftovers({ deployment }: State): Leftover[] {
  const { pending_operations: operations = [], resources = [] } = deployment;
  const created = operations.flatMap(({ type, resource }) => (type === "creating" ? [resource] : []));
  return toLeftovers(created, resources);
}

/** What a run may have created although that has failed, such as when a plugin ends in the middle. */
export function toLeftovers(
  created: readonly PendingOperation["resource"][],
  resources: readonly PendingOperation["resource"][],
): Leftover[] {
  return created.flatMap(({ type, inputs, provider: reference }) => {
    const kind = DOCKER_KINDS[type];
    const name = inputs?.["name"];
    const provider = resources.find(({ urn, id }) => reference === `${urn}::${String(id)}`);
    if (kind === undefined || typeof name !== "string" || provider === undefined) return [];
    return [{ kind, name, ssh: sshArguments(provider.inputs ?? {}) }];
  });
}

/** Notes leftovers of a stack for the next {@link removeLeftovers}: the engine drops what it does not know from the state. */
export function keepLeftovers(stack: string, leftovers: readonly Leftover[]): void {
  if (leftovers.length === 0) return;
  const groups = groupBy([...kept(stack), ...leftovers], (each) => JSON.stringify(each));
  store(
    stack,
    [...groups.values()].flatMap(([first]) => first ?? []),
  );
}

/** Removes the leftovers that are noted, unless the state has them by now. What cannot be looked for stays noted. */
export async function removeLeftovers(stack: string, { deployment }: State, progress: Progress): Promise<void> {
  const noted = kept(stack);
  if (noted.length === 0) return;
  const { resources = [] } = deployment;
  // What was deleted in order to be replaced is still in the state, and no longer on the host.
  const there = resources.filter(({ pendingReplacement }) => pendingReplacement !== true);
  const known = new Set(toLeftovers(there, resources).map((each) => JSON.stringify(each)));
  const unknown = noted.filter((each) => !known.has(JSON.stringify(each)));
  const hosts = groupBy(unknown, ({ ssh }) => JSON.stringify(ssh));
  const unsettled = await Promise.all([...hosts.values()].map((each) => removeFromHost(each, stack, progress)));
  store(stack, unsettled.flat());
}

/** Removes what may be left on one host, and resolves to what is not settled. */
async function removeFromHost(
  leftovers: readonly Leftover[],
  stack: string,
  progress: Progress,
): Promise<readonly Leftover[]> {
  const names = leftovers.map(({ name }) => name).join(", ");
  progress(`an earlier run did not finish creating ${names}: removing what it may have left`);
  const problem = await runRemoval(leftovers, stack);
  if (problem === undefined) return [];
  progress(`${names}: ${problem}, so the next run will look for leftovers there`);
  return leftovers;
}

function fileOf(stack: string): string {
  return join(cacheRoot(), "leftovers", `${stack}.json`);
}

function kept(stack: string): Leftover[] {
  if (!existsSync(fileOf(stack))) return [];
  return z.array(leftoverSchema).parse(JSON.parse(readFileSync(fileOf(stack), "utf8")));
}

function store(stack: string, leftovers: readonly Leftover[]): void {
  mkdirSync(dirname(fileOf(stack)), { recursive: true });
  if (leftovers.length === 0) rmSync(fileOf(stack), { force: true });
  else writeFileSync(fileOf(stack), JSON.stringify(leftovers));
}

/** Inputs of a Docker provider; lists travel as JSON text. */
const providerSchema = z.looseObject({ host: z.string(), sshOpts: z.string().default("[]") });

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

/** Removes only what carries the label of this stack. Resolves to the problem, or undefined when everything is gone. */
async function runRemoval(leftovers: readonly Leftover[], stack: string): Promise<string | undefined> {
  const { execa } = await import("execa");
  // A network goes after the containers on it.
  const inOrder = [...leftovers].sort((a, b) => a.kind.localeCompare(b.kind));
  const scripts = inOrder.map(({ kind, name }) => removeLeftoverScript(kind, name, `${STACK_LABEL}=${stack}`));
  // Each by itself: one that fails keeps none of the others from being removed. After `||`, `set -e` would not hold in it.
  const input = [...scripts.map((script) => `(\n${script})\n[ $? -eq 0 ] || failed=1\n`), 'exit "${failed-0}"\n'].join(
    "",
  );
  const options = { input, timeout: 60_000 * (1 + scripts.length), reject: false } as const;
  const { failed, exitCode, stderr } = await execa("ssh", [...(leftovers[0]?.ssh ?? []), "sh -s"], options);
  if (!failed) return undefined;
  // 255 is ssh's own exit code; a run that was cut off has none.
  const silent = exitCode === 255 || exitCode === undefined;
  return silent ? "the host does not answer" : `the host reports an error (${stderr.trim().split("\n").at(-1) ?? ""})`;
}
