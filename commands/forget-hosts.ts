import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { z } from "zod";
import { TOKENS } from "../components/tokens";
import { rootShell } from "../host/root-shell";
import { cleanHostScript } from "../host/scripts";
import { shellWord } from "../support/shell-word";
import { say, type Progress } from "../support/terminal";
import { STACK_LABEL } from "../topology/naming";
import { keepCopy } from "./repair-state";
import type { Session } from "./session";
import { readStackFile } from "./stack-file";
import { readState, type State } from "./state";

type Resource = NonNullable<State["deployment"]["resources"]>[number];

/** Seconds that cleaning a machine may take. */
const CLEAN_WITHIN = 600;

/** Seconds within which the ssh server of a host has to say something. */
const ANSWER_WITHIN = 15;

/**
 * Forgets what the stack had on existing machines that are no longer in the stack file and do not answer: nothing can be
 * deleted there, and the update must not fail for ever. Keeps a copy of the state, and a script that cleans the machine.
 */
export async function forgetSilentHosts(session: Session, state: State, progress: Progress): Promise<void> {
  const gone = findGoneHosts(state, plannedSchema.parse(readStackFile(session.stack)).hosts);
  for (const host of gone) {
    progress(`${host.name} is no longer in the stack file: asking whether it answers`);
    // What is behind a bastion cannot be asked from here: it is never given up.
    if (host.isBehindBastion || (await answers(host))) continue;
    const { text, state: now } = await readState(session);
    const { kept, forgotten } = withoutHost(now.deployment.resources ?? [], host.name);
    const copy = keepCopy("forgotten-hosts", session.stack, text);
    const script = copy.replace(/\.json$/, `-${host.name}.sh`);
    writeFileSync(script, cleanScript(session.stack, forgotten), { mode: 0o600 });
    const next = { ...now, deployment: { ...now.deployment, resources: kept } };
    await session.read(["stack", "import", "--stack", session.stack], JSON.stringify(next));
    say(describe(host, forgotten.length, copy, script));
  }
}

const plannedSchema = z.looseObject({
  hosts: z.record(
    z.string(),
    z.looseObject({
      address: z.string().optional(),
      vm: z
        .looseObject({ ssh: z.looseObject({ host: z.string().optional(), port: z.number().optional() }).optional() })
        .optional(),
    }),
  ),
});

/** A host of the state, with the place of its ssh server. */
export interface KnownHost {
  readonly name: string;
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** Absent: the ssh agent has the key. */
  readonly privateKeyFile?: string;
  readonly isBehindBastion: boolean;
}

/**
 * The hosts that the state has and the plan does not, under no other name either. Machines that the stack made are left out:
 * they go with all that is on them.
 */
export function findGoneHosts(
  { deployment: { resources = [] } }: State,
  planned: z.infer<typeof plannedSchema>["hosts"],
): KnownHost[] {
  const places = Object.values(planned).map(
    ({ address, vm }) => `${vm?.ssh?.host ?? address ?? ""} ${vm?.ssh?.port ?? 22}`,
  );
  return resources.flatMap(({ urn, type, inputs }) => {
    const name = inputs?.["host"];
    if (type !== TOKENS.dockerHost || typeof name !== "string" || name in planned) return [];
    const provider = resources.find(({ type: kind, parent }) => kind === "pulumi:providers:docker" && parent === urn);
    const url = provider?.inputs?.["host"];
    const exists = resources.some(({ replacementTrigger }) => replacementTrigger === name);
    if (typeof url !== "string" || !exists) return [];
    const { username: user, hostname, port } = new URL(url);
    const found = {
      name,
      user,
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || 22),
      ...identity(provider),
    };
    return places.includes(`${found.host} ${found.port}`) ? [] : [found];
  });
}

/** The private key, and whether there is a bastion, among the arguments that the provider has for ssh. */
function identity(provider: Resource | undefined): Pick<KnownHost, "privateKeyFile" | "isBehindBastion"> {
  const text = provider?.inputs?.["sshOpts"];
  const options = z.array(z.string()).parse(typeof text === "string" ? JSON.parse(text) : []);
  const at = options.indexOf("-i");
  const file = at < 0 ? undefined : options[at + 1];
  const isBehindBastion = options.some((option) => option.startsWith("ProxyCommand=") && option.includes(" -W "));
  return { ...(file === undefined ? {} : { privateKeyFile: file }), isBehindBastion };
}

/** Splits the resources of a state into those of a host, and the others without references to them. */
export function withoutHost(
  resources: readonly Resource[],
  host: string,
): { readonly kept: Resource[]; readonly forgotten: Resource[] } {
  const forgotten = resources.filter(({ replacementTrigger }) => replacementTrigger === host);
  const urns = new Set(forgotten.map(({ urn }) => urn));
  const keep = (list: readonly string[] | null | undefined): string[] => (list ?? []).filter((urn) => !urns.has(urn));
  const kept = resources
    .filter(({ replacementTrigger }) => replacementTrigger !== host)
    .map((resource) => ({
      ...resource,
      dependencies: keep(resource.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies ?? {}).map(([key, list]) => [key, keep(list)]),
      ),
    }));
  return { kept, forgotten };
}

/** What the resources' own scripts remove, in the reverse order of their creation. */
function cleanScript(stack: string, resources: readonly Resource[]): string {
  const scripts = resources.flatMap(({ type, inputs }) => {
    const { stdin: script, delete: removes } = inputs ?? {};
    return type === "command:remote:Command" && typeof script === "string" && removes !== undefined ? [script] : [];
  });
  return cleanHostScript(`${STACK_LABEL}=${stack}`, scripts.reverse());
}

function describe(known: KnownHost, count: number, copy: string, script: string): string {
  const { name, user, host, port, privateKeyFile: key } = known;
  const login = `ssh ${key === undefined ? "" : `-i ${shellWord(key)} `}-p ${port} ${user}@${host}`;
  return (
    `${name} is no longer in the stack file and does not answer (${user}@${host}, port ${port}): the stack forgets the ` +
    `${count} resources there. They stay on ${name}, with their addresses: before it is connected to the LAN again, clean it with\n` +
    `  ${login} '${rootShell(user, CLEAN_WITHIN)}' < ${shellWord(script)}\n` +
    `A copy of the state as it was: ${copy}`
  );
}

/** Whether the ssh server introduces itself, as it does before any login. */
function answers({ host, port }: KnownHost): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answered: boolean) => (): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answered);
    };
    const limit = setTimeout(end(false), ANSWER_WITHIN * 1000);
    socket.once("data", end(true)).once("error", end(false)).once("close", end(false));
  });
}
