import { contains, familyOf, parseAddress, parseSubnet } from "../../topology/ip";
import type { FabricOutput, RouterOutput } from "../contract";
import { container, type ReachabilityCell } from "./cell";
import { isShared, type End, type Ends } from "./read-ends";

/** What a router makes of a connection: whether it forwards it, or undefined where the plan does not decide. */
type Verdict = Pick<ReachabilityCell, "expect" | "why" | "proves" | "via"> | undefined;

/**
 * What the router of a container's default route makes of an address on a segment that the container is not on; `none` where
 * the plan has no router there, and so nothing to say about the way.
 */
export function overRouter(source: string, end: End, ends: Ends): Verdict | "none" {
  const { output } = ends;
  if (output.routers === undefined) return "none";
  const start = defaultEnd(source, end.address, ends);
  const [name, router] = (start && routerOf(start, output)) ?? [];
  if (start === undefined || name === undefined || router === undefined) return "none";
  // A static route leads to somebody else's router.
  if (Object.keys(router.routes ?? {}).some((subnet) => covers(subnet, end.address))) return undefined;
  const from = start.segment;
  if (!hasFamily(router, end.segment, end.address)) {
    const why = `${source} has its default route to router ${name}, which does not have segment ${end.segment}`;
    return { expect: "blocked", why, proves: "apart" };
  }
  if (router.allow[from]?.includes(end.segment) !== true) {
    const why = `router ${name} lets segment ${from} open no connections to segment ${end.segment}`;
    return { expect: "blocked", why, proves: "apart" };
  }
  // Answers have to come back by the same router, and to this container alone.
  const back = defaultEnd(end.container, end.address, ends);
  if (back?.segment !== end.segment || isShared(output.segments[from], start.address)) return undefined;
  const why = `router ${name} lets segment ${from} open connections to segment ${end.segment}`;
  return { expect: "reach", why, proves: "routed", via: name };
}

/** Every container to the gateway of its default route, in each family, where a router of the plan has it. */
export function toGateways(ends: Ends): ReachabilityCell[] {
  return ends.all.flatMap((end): ReachabilityCell[] => {
    if (defaultEnd(end.container, end.address, ends) !== end) return [];
    const [name, router] = routerOf(end, ends.output) ?? [];
    if (name === undefined || router === undefined || isShared(ends.output.segments[end.segment], end.address))
      return [];
    const gateway = gatewayFor(end, router, ends.output);
    if (gateway === undefined) return [];
    return [
      {
        ...{ from: container(end.container), to: { kind: "router", name }, address: gateway, method: "ping" },
        ...{ expect: "reach", proves: "routed", via: name },
        why: `router ${name} has the gateway of segment ${end.segment}`,
      },
    ];
  });
}

/** The end of a container that its default route of the address's family leaves by; undefined if there is none, or several. */
function defaultEnd(name: string, address: string, ends: Ends): End | undefined {
  const { output } = ends;
  const found = output.containers[name];
  const networks = [...Object.keys(found?.attach ?? {}), ...Object.keys(found?.bridges ?? {})];
  const chosen = found?.defaultGateway ?? (networks.length === 1 ? networks[0] : undefined);
  return ends
    .byContainer(name)
    .find((end) => end.segment === chosen && familyOf(end.address) === familyOf(address) && hasGateway(end, output));
}

function hasGateway({ segment, subnet }: End, { segments }: FabricOutput): boolean {
  return (segments[segment]?.subnets ?? []).some((each) => each.subnet === subnet && each.gateway !== undefined);
}

function routerOf({ segment, address }: End, { routers = {} }: FabricOutput): [string, RouterOutput] | undefined {
  return Object.entries(routers).find(([, router]) => hasFamily(router, segment, address));
}

/** Whether a router has a gateway of the address's family on a segment. */
function hasFamily(router: RouterOutput, segment: string, address: string): boolean {
  return (router.segments[segment]?.addresses ?? []).some((own) => familyOf(own) === familyOf(address));
}

function gatewayFor({ segment, subnet }: End, router: RouterOutput, { segments }: FabricOutput): string | undefined {
  const gateway = segments[segment]?.subnets.find((each) => each.subnet === subnet)?.gateway;
  const own = (router.segments[segment]?.addresses ?? []).map((text) => text.split("/")[0]);
  return own.includes(gateway) ? gateway : undefined;
}

function covers(subnet: string, text: string): boolean {
  const [whole, address] = [parseSubnet(subnet), parseAddress(text)];
  return whole !== undefined && address !== undefined && contains(whole, address);
}
