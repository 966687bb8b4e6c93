import type { FabricOutput } from "./contract";
import type { ProbeOutput } from "./probe-output";
import { addressKey, type Cell } from "./probes";

/** What the hosts printed, by name; without those that could not be read. */
export type Seen = ReadonlyMap<string, ProbeOutput>;

/** Who has an address, as read on the owner's host. */
export interface Owner {
  readonly name: string;
  readonly host: string;
  /** Several only for a host, which answers for its addresses on any of its links. Empty: the host could not be read. */
  readonly macs: readonly string[];
}

/** The owners of the address that a cell tries; of a shared address there are several. */
export function ownersOf({ from, to, address, via }: Cell, output: FabricOutput, seen: Seen): Owner[] {
  const router = via === undefined ? undefined : output.routers?.[via];
  if (via !== undefined && router !== undefined) {
    // Answers from behind a router have its MAC, which the plan fixes.
    const macs = Object.values(router.segments).map(({ mac }) => mac);
    return [{ name: `router ${via}`, host: router.host, macs }];
  }
  if (to.kind === "registry" || to.kind === "router") return [];
  if (to.kind === "host") return [{ name: to.name, host: to.name, macs: hostMacs(to.name, seen) }];
  const target = output.containers[to.name];
  const segment = Object.entries(target?.attach ?? {}).find(([, { addresses }]) => addresses.includes(address))?.[0];
  const names = segment === undefined ? [to.name] : [...new Set([to.name, ...sharers(segment, address, output)])];
  return names
    .filter((name) => from.kind !== "container" || name !== from.name)
    .map((name) => {
      const host = output.containers[name]?.host ?? "";
      return { name, host, macs: macOf(name, address, host, seen) };
    });
}

function sharers(segment: string, address: string, output: FabricOutput): string[] {
  const shared = (output.segments[segment]?.subnets ?? []).some((subnet) =>
    Object.values(subnet.shared ?? {}).includes(address),
  );
  if (!shared) return [];
  return Object.keys(output.containers).filter((name) =>
    output.containers[name]?.attach[segment]?.addresses.includes(address),
  );
}

/** The MAC of the link that has the address in the container's namespace. */
export function macOf(container: string, address: string, host: string, seen: Seen): string[] {
  const links = seen.get(host)?.own.get(container) ?? [];
  const key = addressKey(address);
  return links.filter(({ addresses }) => addresses.includes(key)).map(({ mac }) => mac);
}

function hostMacs(host: string, seen: Seen): string[] {
  return (seen.get(host)?.links ?? []).map(({ mac }) => mac).filter((mac) => mac !== "");
}
