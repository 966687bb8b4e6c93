import { defaultRoutes, type DefaultRoutes, type EngineChoice, type RouteCandidate } from "../default-route";
import { GATEWAY_PRIORITY_SINCE } from "../docker-version";
import { familyOf } from "../ip";
import type { Container, Topology } from "../model/topology";
import type { Requirement } from "./requirement";

/** What the default route of a container on several networks needs, if engines differ about it. */
export function routeRequirement(container: Container, topology: Topology, oldest: string | undefined): Requirement[] {
  const { name, host, defaultGateway } = container;
  const candidates = candidatesOf(container, topology);
  const wanted = candidates.find(({ key }) => key === defaultGateway);
  if (wanted === undefined) return [];
  // No engine is wrong that comes after one that is right.
  const wrong = defaultRoutes(candidates, oldest).filter(({ routes }) => !leadsTo(wanted, routes));
  const since = wrong.at(-1)?.until;
  if (since === undefined) return [];
  const reason = wrong.map((choice) => choiceText(choice, wanted, candidates)).join(", and ");
  // Names decide only where priorities do not exist.
  const alternative = since === GATEWAY_PRIORITY_SINCE ? "rename the networks" : "choose another default gateway";
  const path = `containers.${name}.defaultGateway`;
  return [{ host, path, since, reason, alternative }];
}

interface Candidate extends RouteCandidate {
  /** Key of the segment or bridge. */
  readonly key: string;
}

/** The networks of a container that have a gateway. */
function candidatesOf({ attach, bridges, defaultGateway }: Container, topology: Topology): Candidate[] {
  const segments = attach.flatMap(({ segment: key }) => {
    const segment = topology.segments.find(({ name }) => name === key);
    const routed = segment?.subnets.filter(({ gateway }) => gateway !== undefined) ?? [];
    return segment === undefined
      ? []
      : [{ key, network: segment.network, subnets: routed.map(({ subnet }) => subnet) }];
  });
  const others = bridges.flatMap(({ bridge: key }) => {
    const bridge = topology.bridges.find(({ name }) => name === key);
    return bridge === undefined ? [] : [{ key, network: bridge.network, subnets: [bridge.subnet] }];
  });
  return [...segments, ...others].flatMap(({ key, network, subnets }) => {
    const families = subnets.map(familyOf);
    const [ipv4, ipv6] = [families.includes(4), families.includes(6)];
    return ipv4 || ipv6 ? [{ key, network, ipv4, ipv6, priority: key === defaultGateway ? 1 : 0 }] : [];
  });
}

/** Whether the routes of every family that a network offers lead to it. */
function leadsTo({ network, ipv4, ipv6 }: RouteCandidate, routes: DefaultRoutes): boolean {
  return (!ipv4 || routes.ipv4 === network) && (!ipv6 || routes.ipv6 === network);
}

/** `versions before 28.0.0 take mac_net10 of "vlan10"`. */
function choiceText(
  { since, until, routes }: EngineChoice,
  wanted: Candidate,
  candidates: readonly Candidate[],
): string {
  const taken = wanted.ipv4 && routes.ipv4 !== wanted.network ? routes.ipv4 : routes.ipv6;
  const owner = candidates.find(({ network }) => network === taken)?.key;
  const engines =
    since === undefined ? `versions before ${String(until)}` : `versions from ${since} up to ${String(until)}`;
  return taken === undefined
    ? `${engines} set no IPv6 route`
    : `${engines} take ${taken} of "${String(owner)}" instead`;
}
