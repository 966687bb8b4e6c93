import type { FabricOutput } from "../contract";
import { toEnd } from "../reachability/between-containers";
import { isOn, readEnds, type End, type Ends } from "../reachability/read-ends";
import { nameOn, type NamedAddress } from "./named-addresses";

/** How a container gets to an address of another one, best first: on a common network, through a router, or who knows. */
type Way = 0 | 1 | 2;

/** An address of a container on one of its networks, and how another container gets there. */
interface Seen {
  readonly container: string;
  readonly network: string;
  readonly address: string;
  readonly way: Way;
}

/**
 * What each container finds by name: itself, every container that the plan does not keep from it, and the hosts. A container
 * has its plain name on the networks of the best way to it alone, and `name.segment` or `name.bridge` on each.
 */
export function containerNames(output: FabricOutput): Map<string, NamedAddress[]> {
  const ends = readEnds(output);
  const hosts = hostNames(output);
  return new Map(
    Object.keys(output.containers).map((name) => {
      const segments = candidates(name, ends).flatMap((end) => overSegment(name, end, ends) ?? []);
      const seen = [...segments, ...overBridges(name, output)];
      return [name, [...toLines(seen), ...hosts]];
    }),
  );
}

/** Ends that a container may reach. Without routers and bridges only neighbours, which saves seconds in a large plan. */
function candidates(source: string, ends: Ends): readonly End[] {
  const { containers, routers } = ends.output;
  if (routers !== undefined || Object.keys(containers[source]?.bridges ?? {}).length > 0) return ends.all;
  const near = ends.byContainer(source).flatMap(({ segment }) => ends.bySegment(segment));
  return [...new Set(near.map(({ container }) => container))].flatMap((container) => ends.byContainer(container));
}

function overSegment(source: string, end: End, ends: Ends): Seen | undefined {
  const { container, segment: network, address } = end;
  if (container === source) return { container, network, address, way: 0 };
  const cell = toEnd(source, end, ends);
  if (cell?.expect === "blocked") return undefined;
  const isNear = cell !== undefined && isOn(ends.output.containers[source], network);
  return { container, network, address, way: isNear ? 0 : cell === undefined ? 2 : 1 };
}

/** A bridge ends at its host. */
function overBridges(source: string, { containers }: FabricOutput): Seen[] {
  const { host, bridges: own = {} } = containers[source] ?? {};
  return Object.entries(containers).flatMap(([container, { host: on, bridges = {} }]) =>
    Object.entries(bridges).flatMap(([network, address]) =>
      on === host && Object.hasOwn(own, network) ? [{ container, network, address, way: 0 } as const] : [],
    ),
  );
}

function toLines(seen: readonly Seen[]): NamedAddress[] {
  const best = new Map<string, Way>();
  for (const { container, way } of seen) if (way < (best.get(container) ?? 3)) best.set(container, way);
  return seen.map(({ container, network, address, way }): NamedAddress => {
    const full = nameOn(container, network);
    return { address, names: way === best.get(container) ? [container, full] : [full] };
  });
}

/** Hosts have their addresses on the LAN, to which there may be a way. A container of the same name goes first. */
function hostNames({ hosts, containers }: FabricOutput): NamedAddress[] {
  return Object.entries(hosts).flatMap(([name, { address }]): NamedAddress[] =>
    Object.hasOwn(containers, name) ? [] : [{ address, names: [name] }],
  );
}
