import type { Problem } from "../../support/problem";
import { canonicalSubnet, parseSubnet } from "../ip";
import { givenSubnets, type GivenSubnet } from "../model/segments";
import type { SegmentConfiguration } from "../schema/fabric-schema";

/** What is wrong with the subnets of a segment, apart from their addresses. */
export function findSubnetProblems(path: string, segment: SegmentConfiguration): Problem[] {
  const form = findFormProblems(path, segment);
  if (form.length > 0) return form;
  const subnets = givenSubnets(path, segment);
  return [
    ...subnets.flatMap((given) => findGatewayProblem(given, segment)),
    ...findRepeatedSubnets(subnets),
    ...findVainOptions(path, segment, subnets),
  ];
}

/** Keys of a subnet that are written into a segment that lists its subnets; empty maps are defaults. */
function shortKeys({ gateway, reserved, shared, ipRanges, pool }: SegmentConfiguration): string[] {
  const isGiven = (value: unknown): boolean => value instanceof Object && Object.keys(value).length > 0;
  return [
    ...(gateway === undefined ? [] : ["gateway"]),
    ...Object.entries({ reserved, shared, ipRanges, pool }).flatMap(([key, value]) => (isGiven(value) ? [key] : [])),
  ];
}

/** Neither form of writing subnets, or parts of both. */
function findFormProblems(path: string, segment: SegmentConfiguration): Problem[] {
  const { subnet, subnets } = segment;
  if (subnets === undefined) {
    return subnet === undefined ? [{ path: `${path}.subnet`, message: "is missing: add it" }] : [];
  }
  if (subnet !== undefined) {
    const message = `${subnet} stands beside subnets: move it into subnets as { subnet: ${subnet}, … }, or remove one of the two`;
    return [{ path: `${path}.subnet`, message }];
  }
  return shortKeys(segment).map((key) => ({
    path: `${path}.${key}`,
    message: `stands beside subnets, and belongs to one of them: move it into an entry such as ${path}.subnets.0.${key}`,
  }));
}

function findGatewayProblem({ path, subnet, gateway }: GivenSubnet, { internal }: SegmentConfiguration): Problem[] {
  if (internal && gateway !== undefined) {
    const message = `${gateway} is a router, and the segment is internal, so it has none: remove gateway, or internal`;
    return [{ path: `${path}.gateway`, message }];
  }
  if (internal || gateway !== undefined) return [];
  const message = `is missing: add the address of the router in ${subnet}, or internal: true if there is none`;
  return [{ path: `${path}.gateway`, message }];
}

/** The same subnet twice; the conflict engine reports those that only overlap. */
function findRepeatedSubnets(subnets: readonly GivenSubnet[]): Problem[] {
  const texts = subnets.map(({ subnet }) => canonicalSubnet(subnet));
  return subnets.flatMap(({ path, subnet }, index) => {
    const first = subnets[texts.indexOf(texts[index] ?? "")];
    if (first === undefined || first === subnets[index]) return [];
    const message = `${subnet} is already ${first.path}.subnet: write everything that belongs to a subnet into one entry`;
    return [{ path: `${path}.subnet`, message }];
  });
}

/** Options for which the segment has no subnet. */
function findVainOptions(path: string, { slaac }: SegmentConfiguration, subnets: readonly GivenSubnet[]): Problem[] {
  if (!slaac || subnets.some(({ subnet }) => parseSubnet(subnet)?.family === 6)) return [];
  const message = "true is about IPv6, and the segment has no IPv6 subnet: add one to subnets, or remove slaac";
  return [{ path: `${path}.slaac`, message }];
}
