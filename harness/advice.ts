import { FILE } from "./files-state";
import type { FabricOutput } from "./contract";
import { DRIVERS } from "../topology/drivers";
import { hostOf, segmentOf, targetHost, type Cell } from "./probes";
import type { StateItem } from "./state-item";

/** What the verification knows besides the cell itself. */
export interface Evidence {
  readonly state: readonly StateItem[];
  /** Hosts that could not be verified, or not to the end. */
  readonly broken: ReadonlySet<string>;
  /** What explains other cells too. */
  readonly cause?: string | undefined;
  /** MACs that answered and are not the owner's. */
  readonly strangers: readonly string[];
}

/** What to look at first if a cell is not as planned: what explains it, or else the usual cause. */
export function advice(cell: Cell, output: FabricOutput, { state, broken, cause, strangers }: Evidence): string {
  if (cause !== undefined) return cause;
  if (strangers.length > 0) {
    return `the switch's address table (\`bridge fdb\`) for ${strangers.join(", ")}, and free the address there`;
  }
  const target = targetHost(cell, output) ?? cell.to.name;
  if (cell.expect === "reach" && broken.has(target)) return `${target} itself, which could not be verified either`;
  const [drift] = related(cell, output, state);
  if (drift !== undefined) {
    return `${drift.subject} on ${drift.host}, ${drift.property}: ${drift.observed}, planned: ${drift.desired}`;
  }
  return cell.expect === "blocked" ? whyReached(cell, output) : whyNot(cell, output);
}

/** Drift that stops no frame. */
const HARMLESS = ["boot files", "health", "image", "names", "version"];

function isHarmless(property: string): boolean {
  return HARMLESS.includes(property) || property.startsWith(FILE);
}

/** Drift of either end, or of a link or network between them; what certainly breaks the path comes first. */
export function related(cell: Cell, output: FabricOutput, state: readonly StateItem[]): StateItem[] {
  const router = cell.via === undefined ? undefined : output.routers?.[cell.via];
  const hosts = [hostOf(cell, output), targetHost(cell, output) ?? "", router?.host ?? ""];
  const subjects = new Set(subjectsOf(cell, hosts, output));
  const found = state.filter(
    (item) => !item.ok && hosts.includes(item.host) && subjects.has(item.subject) && !isHarmless(item.property),
  );
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Everything of which the state of a host says something, and that the cell depends on. */
function subjectsOf(cell: Cell, hosts: readonly string[], output: FabricOutput): string[] {
  const { segments, bridges, containers } = output;
  const ends = [cell.from, cell.to].filter(({ kind }) => kind === "container").map(({ name }) => containers[name]);
  const names = [segmentOf(cell, output) ?? [], ...ends.map((end) => Object.keys(end?.attach ?? {}))].flat();
  const members = names.flatMap((name) => hosts.flatMap((host) => segments[name]?.hosts[host] ?? []));
  const links = [
    ...hosts.map((host) => output.hosts[host]?.nic ?? ""),
    ...members.flatMap(({ parent, nic }) => [parent, nic]),
    ...members.flatMap(({ shim }) => (cell.proves === "shim" ? (shim?.link ?? []) : [])),
    ...(cell.link === undefined ? [] : [cell.link]),
  ];
  const networks = [
    ...names.map((name) => segments[name]?.network ?? ""),
    ...ends.flatMap((end) => Object.keys(end?.bridges ?? {}).map((name) => bridges[name]?.network ?? "")),
  ];
  return [
    "Docker",
    `container ${cell.from.name}`,
    `container ${cell.to.name}`,
    ...links.map((link) => `link ${link}`),
    ...networks.map((network) => `network ${network}`),
    ...names.map((name) => `segment ${name}`),
    ...(cell.via === undefined ? [] : [`router ${cell.via}`]),
  ];
}

function rank({ property }: StateItem): number {
  const place = ["state", "VLAN", "driver", "parent", "subnets"].indexOf(property);
  return place < 0 ? 99 : place;
}

function whyReached(cell: Cell, output: FabricOutput): string {
  const host = hostOf(cell, output);
  if (cell.proves === "endpoint") {
    return `a carrier never reaches its own containers, so another device has the address, or the network outside sends the frames of ${host} back to it`;
  }
  if (cell.proves === "bridge")
    return `\`docker network inspect\` on ${host}: a bridge must have no links other than those of its containers`;
  if (cell.proves === "outward") return `the mode of the network on ${host}: only \`private\` isolates its containers`;
  return "something connects the two segments: a router that forwards, a bridge between the VLANs, or a switch port without VLAN filtering";
}

function whyNot(cell: Cell, output: FabricOutput): string {
  const host = hostOf(cell, output);
  if (cell.proves === "registry")
    return (
      `\`docker ps\` on ${output.registry?.host ?? "the target"}, its firewall for port ${String(cell.port)}, ` +
      `and whether docker0 has an address, which a restart of Docker gives back`
    );
  if (cell.proves === "shim") return `\`ip route get ${cell.address}\` on ${host}, which must lead through the shim`;
  if (cell.proves === "bridge") return `\`docker network inspect\` and the firewall on ${host}`;
  if (cell.via !== undefined) {
    const { namespace = "", host: on = "" } = output.routers?.[cell.via] ?? {};
    return `router ${cell.via} on ${on} (\`ip netns exec ${namespace} iptables-nft -vnL\` there), and the path to it: cables, switch ports and port groups`;
  }
  const target = targetHost(cell, output) ?? cell.to.name;
  if (target === host) {
    return `the mode of the network on ${host}: \`private\` isolates its containers, \`vepa\` needs a switch that sends frames back`;
  }
  return `the path between ${host} and ${target}: ${needsOf(cell, output).join(", and ")}`;
}

/** What frames of a cell need of the network between two hosts. */
function needsOf(cell: Cell, output: FabricOutput): string[] {
  const { driver, vlan } = output.segments[segmentOf(cell, output) ?? ""] ?? {};
  const isHosts = cell.from.kind === "host" && cell.to.kind === "host";
  const macs = !isHosts && driver !== undefined && DRIVERS[driver].ownMacs;
  return [
    macs
      ? "promiscuous mode, MAC changes and forged transmits at the hypervisor's port group"
      : "cables, switch ports and firewalls",
    ...(vlan === undefined ? [] : [`VLAN ${vlan} on the switch ports`]),
  ];
}
