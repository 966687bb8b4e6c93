import type { FabricOutput } from "../../harness/contract";
import { FILE } from "../../harness/files-state";
import { STALE } from "../../harness/names-state";
import { mirrorContainer, registryContainer } from "../../host/registry-scripts";
import { networkResource } from "../../topology/naming";
import type { StateItem } from "../../harness/state-item";
import { unfinishedCauses } from "../../harness/unfinished-state";

/** How something that has drifted is repaired. */
export type Repair =
  /** A script of ours runs again on its host: the resource `name` has it. */
  | { readonly kind: "script"; readonly host: string; readonly name: string }
  /** Docker starts the container, or restarts it so that it gets its links back. */
  | { readonly kind: "start"; readonly host: string; readonly container: string }
  /** The engine makes the resource `name` anew, and what depends on it. */
  | { readonly kind: "replace"; readonly host: string; readonly name: string };

export interface Repairs {
  readonly repairs: readonly Repair[];
  /** What is left to the user, with what to do. */
  readonly left: readonly string[];
}

/** States in which a container is there and does not run. */
const STOPPED = ["created", "exited", "paused", "dead"];

/**
 * How each drifted item is repaired. Names of resources come without the fabric's own in front. After an update that did not
 * finish, only another one knows what belongs where.
 * @param again whether this was tried before: a container that a start did not help is then made anew
 */
export function planRepairs(drift: readonly StateItem[], output: FabricOutput, again: boolean): Repairs {
  const drifted = drift.filter(({ ok }) => !ok);
  if (output.unfinished !== undefined) return { repairs: [], left: [unfinishedText(output)] };
  const found = drifted.flatMap((item) => repairOf(item, output, again));
  const repairs = new Map(found.flatMap((each) => (typeof each === "string" ? [] : [[JSON.stringify(each), each]])));
  const unique = [...repairs.values()];
  return { repairs: unique.filter((one) => !isCovered(one, unique)), left: [...new Set(found.filter(isText))] };
}

function unfinishedText(output: FabricOutput): string {
  const command = `npm run up -- --stack ${output.stack}`;
  return `the last update did not finish (${unfinishedCauses(output).join(", ")}); run \`${command}\`, which then repairs the rest`;
}

function isText(value: Repair | string): value is string {
  return typeof value === "string";
}

/** A container that is made anew needs no start. */
function isCovered(repair: Repair, all: readonly Repair[]): boolean {
  if (repair.kind !== "start") return false;
  return all.some((each) => each.kind === "replace" && each.name === `${repair.container}-container`);
}

function repairOf(item: StateItem, output: FabricOutput, again: boolean): Repair | string | Repair[] {
  const { host, subject } = item;
  const [kind = "", name = ""] = subject.split(" ");
  switch (kind) {
    case "link":
      return repairLink(item, name, output);
    case "network":
      // What is there under a name that the host had, or in its place, goes first.
      return [
        { kind: "script", host, name: `${host}-release` },
        { kind: "replace", host, name: networkName(name, host, output) },
      ];
    case "router":
      return { kind: "script", host, name: `${name}-router` };
    case "registry":
      return repairRegistry(item, output);
    case "container":
      return repairContainer(item, name, again);
    default:
      return `${host}, ${subject}, ${item.property}: ${item.observed}, planned: ${item.desired}: ${REMEDIES[kind] ?? "correct it on the host"}`;
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  Docker: "start it there (`sudo systemctl start docker`), or install the version that the plan needs",
  routes: "remove the others on the host (`ip route`)",
  segment: "remove one of the two (`docker rm -f`), then run `npm run up`",
};

function repairRegistry(item: StateItem, output: FabricOutput): Repair | string | Repair[] {
  const { host, subject, observed } = item;
  const { registry, stack } = output;
  const script = (name: string, on = host): Repair => ({ kind: "script", host: on, name: `registry-${name}` });
  switch (subject) {
    case "registry login":
      return [script("access", registry?.host), script(`login-${host}`)];
    case "registry access":
      return observed === "none"
        ? [{ kind: "start", host, container: registryContainer(stack) }]
        : [{ kind: "replace", host, name: "registry-server" }];
    case "registry mirror":
      return observed === "none"
        ? { kind: "start", host, container: mirrorContainer(stack) }
        : `registry.mirror: answers ${observed}: see to the way from ${host} there, or correct registry.mirror.upstream; Docker does without it meanwhile`;
    default:
      return repairCertificate(item, output);
  }
}

function repairCertificate({ host, observed }: StateItem, { registry }: FabricOutput): string | Repair[] {
  const isGiven = registry?.certificate === "given";
  if (isGiven && observed.includes("expire"))
    return `registry.certificate: ${observed}: get a new one for its file and its key, and run \`npm run up\``;
  if (observed.startsWith("authority "))
    return `registry: its certificate ${observed}: set registry.rotation to a higher number, and run \`npm run up\``;
  // The first one renews for all names and restarts all that read it; the second one makes what is not there at all.
  const { names, access, mirror } = registry ?? {};
  const isIssued = [names, access?.anonymousEndpoint, mirror].some((each) => each !== undefined);
  const scripts = [...(isIssued && !isGiven ? ["issue"] : []), "certificate"];
  return scripts.map((name) => ({ kind: "script", host, name: `registry-${name}` }));
}

function repairLink(item: StateItem, link: string, { hosts, segments }: FabricOutput): Repair | string {
  const { host, property, observed, desired } = item;
  for (const [segment, { vlan, hosts: members }] of Object.entries(segments)) {
    const member = members[host];
    if (member?.shim?.link === link) return { kind: "script", host, name: `${segment}-${host}-shim` };
    if (member?.parent === link && vlan !== undefined) return { kind: "script", host, name: `${segment}-${host}-link` };
  }
  if (property === "promiscuous") return { kind: "script", host, name: `${host}-prepare` };
  const whose = hosts[host]?.nic === link ? "the host's own NIC" : "a NIC of the host";
  return `${host}, link ${link}, ${property}: ${observed}, planned: ${desired}: ${whose}: correct its configuration there`;
}

/** The resource of a network on a host: of a bridge, or of a segment. */
function networkName(network: string, host: string, { segments }: Pick<FabricOutput, "segments">): string {
  const all = Object.entries(segments).map(([name, segment]) => ({ name, ...segment }));
  const own = all.find((each) => each.network === network && host in each.hosts);
  return `${own === undefined ? network : networkResource(own, all)}-${host}`;
}

function repairContainer({ host, property, observed }: StateItem, container: string, again: boolean): Repair | string {
  // Only its owner knows what a restart would cost, and whether it would help.
  if (property === "health")
    return `${host}, container ${container}, health: ${observed}: see \`npm run logs -- ${container}\`, correct it, or restart it (\`npm run restart -- ${container}\`)`;
  if (property === "names" || property.startsWith(FILE)) {
    const name = property === "names" ? `${host}-names` : `${container}-files`;
    if (observed !== STALE) return { kind: "script", host, name };
    return `${host}, container ${container}, ${property}: it has ${observed}: \`npm run restart -- ${container}\` gives it the new one`;
  }
  const lost = property === "addresses of its links" && observed === "none";
  if (!again && (lost || (property === "state" && STOPPED.includes(observed.split(" ")[0] ?? ""))))
    return { kind: "start", host, container };
  return { kind: "replace", host, name: `${container}-container` };
}
