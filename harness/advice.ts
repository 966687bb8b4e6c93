import type { FabricOutput } from "./contract";
import { hostOf, type Cell } from "./probes";
import type { StateItem } from "./state-item";

/** What the verification knows besides the cell itself. */
export interface Evidence {
  readonly state: readonly StateItem[];
  /** Hosts that could not be verified, or not to the end. */
  readonly broken: ReadonlySet<string>;
  /** What explains other cells too. */
  readonly cause?: string | undefined;
  /** MACs that answered, if they are not only the owner's. */
  readonly macs: readonly string[];
}

/** What to look at first if a cell is not as planned: what explains it, or else the usual cause. */
export function advice(cell: Cell, output: FabricOutput, { state, broken, cause, macs }: Evidence): string {
  if (cause !== undefined) return cause;
  if (cell.expect === "reach" && macs.length > 0) {
    return `the switch's address table (\`bridge fdb\`) for ${macs.join(", ")}, and free the address there`;
  }
  const target = (cell.to.kind === "container" ? output.containers[cell.to.name]?.host : undefined) ?? cell.to.name;
  if (cell.expect === "reach" && broken.has(target)) return `${target} itself, which could not be verified either`;
  const [drift] = related(cell, output, state);
  if (drift !== undefined) {
    return `${drift.subject} on ${drift.host}, ${drift.property}: ${drift.observed}, planned: ${drift.desired}`;
  }
  return cell.expect === "blocked" ? whyReached(cell, output) : whyNot(cell, output);
}

/** Drift of either end, or of a link or network between them; what certainly breaks the path comes first. */
export function related(cell: Cell, output: FabricOutput, state: readonly StateItem[]): StateItem[] {
  const target = cell.to.kind === "container" ? output.containers[cell.to.name] : undefined;
  const source = cell.from.kind === "container" ? output.containers[cell.from.name] : undefined;
  const hosts = [hostOf(cell, output), target?.host ?? cell.to.name];
  const names = Object.keys({ ...source?.attach, ...target?.attach });
  const subjects = new Set([
    "Docker",
    `container ${cell.from.name}`,
    `container ${cell.to.name}`,
    ...hosts.map((host) => `link ${output.hosts[host]?.nic ?? ""}`),
    ...names.flatMap((name) => hosts.map((host) => `link ${output.segments[name]?.hosts[host]?.parent ?? ""}`)),
    ...names.map((name) => `network ${output.segments[name]?.network ?? ""}`),
  ]);
  const found = state.filter((item) => !item.ok && hosts.includes(item.host) && subjects.has(item.subject));
  return found.sort((a, b) => rank(a) - rank(b));
}

function rank({ property }: StateItem): number {
  const place = ["state", "VLAN", "driver", "parent", "subnet"].indexOf(property);
  return place < 0 ? 99 : place;
}

function whyReached(cell: Cell, output: FabricOutput): string {
  if (cell.proves === "endpoint") {
    const host = hostOf(cell, output);
    return `a carrier never reaches its own containers, so another device has the address, or the network outside sends the frames of ${host} back to it`;
  }
  if (cell.proves === "bridge")
    return `\`docker network inspect\` on ${hostOf(cell, output)}: a bridge must have no links other than those of its containers`;
  return "something connects the two segments: a router that forwards, a bridge between the VLANs, or a switch port without VLAN filtering";
}

function whyNot(cell: Cell, output: FabricOutput): string {
  const host = hostOf(cell, output);
  if (cell.method === "tcp")
    return `\`docker ps\` on ${output.registry?.host ?? "the target"}, and its firewall for port ${String(cell.port)}`;
  const target = cell.to.kind === "container" ? output.containers[cell.to.name]?.host : cell.to.name;
  if (cell.from.kind === "container" && target === host) {
    return `the mode of the network on ${host}: \`private\` isolates its containers, \`vepa\` needs a switch that sends frames back`;
  }
  const vlan = vlanOfTarget(cell, output);
  const ports = vlan === undefined ? "" : `, and VLAN ${vlan} on the switch ports`;
  return `the path between ${host} and ${target ?? cell.to.name}: promiscuous mode, MAC changes and forged transmits at the hypervisor's port group${ports}`;
}

/** VLAN of the segment that the probed address is on. */
function vlanOfTarget({ to, address }: Cell, { segments, containers }: FabricOutput): number | undefined {
  const attach = to.kind === "container" ? containers[to.name]?.attach : undefined;
  const found = Object.entries(segments).find(([name, { hosts }]) =>
    attach === undefined
      ? hosts[to.name]?.addresses?.some((text) => text.split("/")[0] === address)
      : attach[name]?.addresses.includes(address),
  );
  return found?.[1].vlan;
}
