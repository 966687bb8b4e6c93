import type { Problem } from "../../support/problem";
import { familyOf } from "../ip";
import { routedNetworks } from "../model/routed-networks";
import { givenSubnets } from "../model/segments";
import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";

/** Unless told which, Docker takes the default route from whichever network comes first. */
export function findGatewayProblems(
  path: string,
  container: ContainerConfiguration,
  configuration: FabricConfiguration,
): Problem[] {
  const { defaultGateway } = container;
  const { segments, bridges } = configuration;
  // A misspelt network is already reported, once.
  if (Object.keys(container.attach).some((name) => !Object.hasOwn(segments, name))) return [];
  if (Object.keys(container.bridges).some((name) => !Object.hasOwn(bridges, name))) return [];
  const routed = routedNetworks(container, configuration);
  const kind = Object.keys(container.bridges).length > 0 ? "segment or bridge" : "segment";
  if (defaultGateway === undefined) {
    if (routed.length < 2) return [];
    const message =
      `is missing, and the container is on ${routed.join(", ")}: ` +
      `name the ${kind} whose gateway is its default route`;
    return [{ path, message }];
  }
  if (routed.includes(defaultGateway)) return findUndecidedFamily(path, defaultGateway, routed, configuration);
  const remedy = routed.length === 0 ? "remove defaultGateway" : `name one of ${routed.join(", ")}`;
  const fault = Object.hasOwn(container.attach, defaultGateway)
    ? `segment "${defaultGateway}" is internal, and has no gateway`
    : `the container is not on ${Object.hasOwn(bridges, defaultGateway) ? "bridge" : kind} "${defaultGateway}"`;
  return [{ path, message: `${fault}: ${remedy}` }];
}

/** The family in which the default gateway has no route, and several other networks have one: nothing decides between them. */
function findUndecidedFamily(
  path: string,
  chosen: string,
  routed: readonly string[],
  configuration: FabricConfiguration,
): Problem[] {
  const withFamily = (family: 4 | 6): string[] =>
    routed.filter((name) => familiesOf(name, configuration).includes(family));
  const undecidedBy = (name: string): 4 | 6 | undefined =>
    ([4, 6] as const).find((family) => {
      const candidates = withFamily(family);
      return candidates.length > 1 && !candidates.includes(name);
    });
  const undecided = undecidedBy(chosen);
  if (undecided === undefined) return [];
  const withIt = withFamily(undecided);
  const deciding = routed.filter((name) => undecidedBy(name) === undefined);
  const message =
    `"${chosen}" has no IPv${undecided} gateway, and the container would have several, of ${withIt.join(" and ")}: ` +
    (deciding.length > 0 ? `name ${deciding.join(" or ")}` : `take the container off all but one of them`);
  return [{ path, message }];
}

/** The families in which a segment or bridge has a gateway. */
function familiesOf(name: string, { segments, bridges }: FabricConfiguration): (4 | 6)[] {
  const segment = segments[name];
  const subnets =
    segment === undefined
      ? [bridges[name]?.subnet]
      : givenSubnets("", segment).map(({ gateway, subnet }) => (gateway === undefined ? undefined : subnet));
  return [...new Set(subnets.flatMap((subnet) => (subnet === undefined ? [] : [familyOf(subnet)])))];
}
