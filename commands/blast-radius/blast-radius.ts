import { z } from "zod";
import { HOSTS_FILE_INPUTS } from "../../components/hosts-file";
import { TOKENS } from "../../components/tokens";
import type { Step } from "./events";
import { fateOfFiles } from "./file-changes";

/**
 * What an update does to a container. `replaced`: it is dark from its deletion until the new one runs; `restarted`: while it
 * starts again.
 */
export type Fate = "created" | "removed" | "replaced" | "restarted" | "updated";

/** Where a container is, and with which addresses. */
export interface Place {
  readonly host: string;
  readonly addresses: readonly string[];
}

export interface Affected {
  readonly container: string;
  readonly fate: Fate;
  readonly why: string;
  /** Absent for a new container. */
  readonly before?: Place;
  /** Absent for one that goes. */
  readonly after?: Place;
}

/** What an update does to a router. `updated`: its rules are replaced at once, and connections that they allow stay. */
export interface AffectedRouter {
  readonly router: string;
  readonly fate: Fate;
  readonly why: string;
  /** Its host; before and after, where it moves. */
  readonly host: string;
}

/** What an update touches; containers and routers that are not here keep running. */
export interface BlastRadius {
  readonly containers: readonly Affected[];
  readonly routers: readonly AffectedRouter[];
  /** Hosts on which anything is changed but names. */
  readonly hosts: readonly string[];
  /** Other hosts, on which the names that containers resolve are written anew, which disturbs nothing. */
  readonly renamed: readonly string[];
}

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:remote:Command";
/** Inputs for whose sake no container is replaced. */
const NO_REASON: readonly string[] = [...HOSTS_FILE_INPUTS, "__defaults"];
const attach = z.array(z.looseObject({ address: z.union([z.string(), z.array(z.string())]) })).default([]);
const placed = z.looseObject({ container: z.string(), host: z.string(), attach });

/** Reads from the steps of a preview what it touches. */
export function blastRadius(steps: readonly Step[]): BlastRadius {
  const names = hostNames(steps);
  const places = new Map(
    steps.filter(({ type }) => type === TOKENS.fabricContainer).map((step) => [nameOf(step), step]),
  );
  const fates = groupSteps(steps.filter(({ type }) => type === CONTAINER));
  const files = groupSteps(steps.filter(({ type }) => type === COMMAND));
  const containers = [...fates].flatMap(([name, own]) => {
    const component = places.get(name.replace(/-container$/, ""));
    if (component === undefined) return [];
    const fate = fateOf(own);
    if (fate !== undefined && fate !== "updated") return [affected(fate, own, component)];
    const written = fateOfFiles(files.get(`${nameOf(component)}-files`) ?? []);
    if (written !== undefined) return [{ ...affected(written, own, component), why: "its files change" }];
    return fate === undefined ? [] : [affected(fate, own, component)];
  });
  const changed = steps.filter(({ op, type }) => op !== "same" && op !== "read" && !type.startsWith("macvlan-fabric:"));
  const routers = routersOf(steps);
  const hosts = names.filter(
    (host) =>
      changed.some((step) => isOn(host, step) && !writesNames(host, step)) ||
      routers.some((each) => each.host.split(" -> ").includes(host)) ||
      // The name of what writes a container's files does not say where it is.
      containers.some(({ after }) => after?.host === host),
  );
  return {
    containers: containers.sort((a, b) => a.container.localeCompare(b.container, "en", { numeric: true })),
    routers,
    hosts,
    renamed: names.filter((host) => !hosts.includes(host) && changed.some((step) => writesNames(host, step))),
  };
}

const routing = z.looseObject({ router: z.string(), host: z.string(), addresses: z.array(z.string()) });

/** The component tells what the router is, its command what is done to it. */
function routersOf(steps: readonly Step[]): AffectedRouter[] {
  const commands = groupSteps(steps.filter(({ type }) => type === COMMAND));
  return steps.flatMap((step): AffectedRouter[] => {
    const fate = step.type === TOKENS.router ? fateOf(commands.get(`${nameOf(step)}-router`) ?? []) : undefined;
    const [before, after] = [step.old, step.new].map((state) => routing.safeParse(state?.inputs).data);
    const known = after ?? before;
    if (fate === undefined || known === undefined) return [];
    const moves = before !== undefined && after !== undefined && before.host !== after.host;
    const host = moves ? `${before.host} -> ${after.host}` : known.host;
    return [{ router: known.router, fate, why: whyRouter(fate, before, after), host }];
  });
}

type Routing = z.infer<typeof routing>;

function whyRouter(fate: Fate, before?: Routing, after?: Routing): string {
  if (fate === "created") return "is new";
  if (fate === "removed") return "is no longer planned";
  if (before !== undefined && after !== undefined) {
    if (before.host !== after.host) return `moves to ${after.host}`;
    if (String(before.addresses) !== String(after.addresses)) return "gets other gateways";
  }
  return fate === "replaced" ? "something that it needs is replaced" : "its rules, routes or links change";
}

function groupSteps(steps: readonly Step[]): Map<string, Step[]> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(nameOf(step), [...(groups.get(nameOf(step)) ?? []), step]);
  return groups;
}

function nameOf({ urn }: Step): string {
  return urn.split("::").at(-1) ?? "";
}

function fateOf(steps: readonly Step[]): Fate | undefined {
  const ops = new Set(steps.map(({ op }) => op));
  if (["replace", "create-replacement", "delete-replaced"].some((op) => ops.has(op))) return "replaced";
  if (ops.has("create")) return "created";
  if (ops.has("delete")) return "removed";
  return ops.has("update") ? "updated" : undefined;
}

function affected(fate: Fate, steps: readonly Step[], component: Step): Affected {
  const before = fate === "created" ? undefined : placeOf(component.old);
  const after = fate === "removed" ? undefined : placeOf(component.new);
  return {
    container: before?.container ?? after?.container ?? "",
    fate,
    why: whyOf(fate, keysOf(steps), before, after),
    ...(before === undefined ? {} : { before: { host: before.host, addresses: before.addresses } }),
    ...(after === undefined ? {} : { after: { host: after.host, addresses: after.addresses } }),
  };
}

function placeOf(state: Step["old"]): (Place & { container: string }) | undefined {
  const parsed = placed.safeParse(state?.inputs);
  if (!parsed.success) return undefined;
  const { container, host, attach: ends } = parsed.data;
  return { container, host, addresses: ends.flatMap(({ address }) => address) };
}

function keysOf(steps: readonly Step[]): string[] {
  const told = new Set(steps.flatMap(({ keys, diffs }) => [...(keys ?? []), ...(diffs ?? [])]));
  // The engine names none when the trigger of the replacement is what changed.
  return told.size > 0 ? [...told] : [...new Set(steps.flatMap(changedInputs))];
}

function changedInputs({ old, new: wanted }: Step): string[] {
  const [before, after] = [old?.inputs, wanted?.inputs];
  if (!before || !after) return [];
  return Object.keys({ ...before, ...after }).filter(
    (key) => !NO_REASON.includes(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
}

function whyOf(fate: Fate, keys: readonly string[], before?: Place, after?: Place): string {
  if (fate === "created") return "is new";
  if (fate === "removed") return "is no longer planned";
  if (before !== undefined && after !== undefined) {
    if (before.host !== after.host) return `moves to ${after.host}`;
    if (String(before.addresses) !== String(after.addresses)) return "gets other addresses";
  }
  if (keys.includes("#initerror")) return "it was made, but did not start";
  if (keys.includes("networksAdvanced")) return "a network of it is replaced";
  return keys.length === 0 ? "something that it needs is replaced" : `changed: ${[...keys].sort().join(", ")}`;
}

function hostNames(steps: readonly Step[]): string[] {
  const hosts = steps
    .filter(({ type }) => type === TOKENS.dockerHost)
    .map((step) => (step.new ?? step.old)?.inputs?.["host"]);
  return [...new Set(hosts.filter((host) => typeof host === "string"))];
}

/** A resource is on a host if its provider is the host's, or the host's name is a part of its own. */
function isOn(host: string, step: Step): boolean {
  const provider = (step.provider ?? "").split("::").at(-2) ?? "";
  return [nameOf(step), provider].some((name) => `-${name}-`.includes(`-${host}-`));
}

function writesNames(host: string, step: Step): boolean {
  return step.type === COMMAND && nameOf(step).endsWith(`-${host}-names`);
}
