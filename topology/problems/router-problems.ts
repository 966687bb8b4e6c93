import type { Problem } from "../../support/problem";
import { DRIVERS } from "../drivers";
import { contains, intersect, parseAddress, parseSubnet, type Subnet } from "../ip";
import { segmentHosts } from "../model/members";
import { givenSubnets } from "../model/segments";
import type { FabricConfiguration, RouterConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

/** Routers that could not be made, or would not route. That a gateway has two owners, the conflict engine finds. */
export function findRouterProblems(configuration: FabricConfiguration): Problem[] {
  return Object.entries(configuration.routers).flatMap(([name, router]) => {
    const path = `routers.${name}`;
    const unknown = findUnknownName(`${path}.host`, "host", router.host, configuration.hosts);
    if (unknown.length > 0) return unknown;
    return [
      ...router.segments.flatMap((segment, index) =>
        findLinkProblems(`${path}.segments.${index}`, segment, index, router, configuration),
      ),
      ...findPairProblems(path, router, configuration),
      ...findNatProblems(`${path}.nat`, router, configuration),
      ...findRouteProblems(path, router, configuration),
    ];
  });
}

/** The first problem only: the others follow from it. */
function findLinkProblems(
  path: string,
  name: string,
  index: number,
  { host, segments: listed }: RouterConfiguration,
  { segments, hosts }: FabricConfiguration,
): Problem[] {
  const segment = segments[name];
  if (segment === undefined) return findUnknownName(path, "segment", name, segments);
  if (listed.indexOf(name) < index) return [{ path, message: `segment "${name}" is listed twice: remove one` }];
  if (!segmentHosts(segment, hosts).includes(host)) {
    const message = `host "${host}" does not carry segment "${name}": add it to segments.${name}.hosts, or run the router on a host that does`;
    return [{ path, message }];
  }
  if (segment.internal) {
    const message = `segment "${name}" is internal, and has no gateway: remove internal and add a gateway, or leave the segment out`;
    return [{ path, message }];
  }
  const mode = segment.mode ?? DRIVERS[segment.driver].modes[0];
  if (segment.driver !== "macvlan") {
    const message = `segment "${name}" is of driver ${segment.driver}, whose links take only frames for their own addresses, so none can route: use macvlan, or a router outside`;
    return [{ path, message }];
  }
  if (mode === "bridge") return [];
  const message = `segment "${name}" is in mode ${mode}, which keeps the router apart from the containers on ${host}: use mode bridge, or a router outside`;
  return [{ path, message }];
}

function findPairProblems(
  path: string,
  { allow, segments: listed }: RouterConfiguration,
  { segments }: FabricConfiguration,
): Problem[] {
  const place = `${path}.allow`;
  return Object.entries(allow).flatMap(([from, targets]) => [
    ...findOtherSegment(`${place}.${from}`, from, listed, segments),
    ...targets.flatMap((to, index): Problem[] => {
      const at = `${place}.${from}.${index}`;
      if (targets.indexOf(to) < index) return [{ path: at, message: `segment "${to}" is listed twice: remove one` }];
      const subnets = segments[to] === undefined ? [] : givenSubnets("", segments[to]);
      if (to === from && subnets.length === 1) {
        const message = `the containers of segment "${to}" reach each other without a router: remove it`;
        return [{ path: at, message }];
      }
      return findOtherSegment(at, to, listed, segments);
    }),
  ]);
}

/** A segment that the router does not have. */
function findOtherSegment(path: string, name: string, listed: readonly string[], known: object): Problem[] {
  if (listed.includes(name)) return [];
  const unknown = findUnknownName(path, "segment", name, known);
  if (unknown.length > 0) return unknown;
  const message = `the router does not have segment "${name}": name one of ${listed.join(", ")}, or add it to its segments`;
  return [{ path, message }];
}

/** The conflict engine reports an address that is taken, or outside the LAN. */
function findNatProblems(
  path: string,
  { nat, host, segments: listed }: RouterConfiguration,
  { segments, hosts }: FabricConfiguration,
): Problem[] {
  if (nat === undefined) return [];
  const nic = hosts[host]?.nic;
  const [blocking] = Object.entries(segments).filter(
    ([, segment]) =>
      segment.vlan === undefined &&
      segment.switch === undefined &&
      segment.driver !== "macvlan" &&
      segmentHosts(segment, hosts).includes(host),
  );
  return [
    ...nat.segments.flatMap((name, index) => findOtherSegment(`${path}.segments.${index}`, name, listed, segments)),
    ...(blocking === undefined
      ? []
      : [
          {
            path,
            message: `${nic ?? ""} of host "${host}" carries segment "${blocking[0]}" of driver ${blocking[1].driver}, and a link has one driver: run the router on another host, or use macvlan there`,
          },
        ]),
  ];
}

function findRouteProblems(
  path: string,
  { routes, segments: listed, nat }: RouterConfiguration,
  { segments, lan }: FabricConfiguration,
): Problem[] {
  const own = listed.flatMap((name) => {
    const segment = segments[name];
    return segment === undefined ? [] : givenSubnets(`segments.${name}`, segment);
  });
  const near = [...own, ...(nat === undefined ? [] : [{ subnet: lan.subnet, path: "lan" }])].flatMap(
    ({ subnet, path: place }): (Subnet & { place: string })[] => {
      const parsed = parseSubnet(subnet);
      return parsed === undefined ? [] : [{ ...parsed, place: `${place}.subnet` }];
    },
  );
  return Object.entries(routes).flatMap(([text, via]): Problem[] => {
    const at = `${path}.routes.${text}`;
    const [target, hop] = [parseSubnet(text), parseAddress(via)];
    if (target === undefined || hop === undefined) return [];
    if (target.family !== hop.family)
      return [{ path: at, message: `${via} is of another family than ${text}: name a next hop of the same` }];
    const over = near.find((subnet) => subnet.prefix <= target.prefix && intersect(subnet, target) !== undefined);
    if (over !== undefined) {
      const message = `${text} lies in ${over.text} (${over.place}), which the router has a link on: remove the route`;
      return [{ path: at, message }];
    }
    if (near.some((subnet) => contains(subnet, hop))) return [];
    const message = `${via} is on no subnet of the router: name a next hop in ${near.map((subnet) => subnet.text).join(", ")}`;
    return [{ path: at, message }];
  });
}
