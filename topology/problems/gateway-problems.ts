import type { Problem } from "../../support/problem";
import { routedNetworks } from "../model/routed-networks";
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
  if (routed.includes(defaultGateway)) return [];
  const remedy = routed.length === 0 ? "remove defaultGateway" : `name one of ${routed.join(", ")}`;
  const fault = Object.hasOwn(container.attach, defaultGateway)
    ? `segment "${defaultGateway}" is internal, and has no gateway`
    : `the container is not on ${Object.hasOwn(bridges, defaultGateway) ? "bridge" : kind} "${defaultGateway}"`;
  return [{ path, message: `${fault}: ${remedy}` }];
}
