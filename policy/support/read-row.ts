import { TOKENS } from "../../components/tokens";
import { readFabric, readHost, readPortGroup, readSegment, readSubinterface } from "./read-components";
import { readContainer } from "./read-container";
import { daemonOf, readProvider } from "./read-daemon";
import { readNetwork } from "./read-network";
import type { ObservedResource, Row } from "./rows";
import { TYPES } from "./types";

/** The facts that a resource states; undefined when no rule asks about its type. */
export function readRow(resource: ObservedResource, earlier: readonly Row[]): Row | undefined {
  switch (resource.type) {
    case TOKENS.fabric:
      return readFabric(resource);
    case TOKENS.dockerHost:
      return readHost(resource);
    case TOKENS.segmentNetwork:
      return readSegment(resource);
    case TOKENS.vlanSubinterface:
      return readSubinterface(resource);
    case TOKENS.trunkPortGroup:
      return readPortGroup(resource);
    case TYPES.dockerProvider:
      return readProvider(resource, earlier);
    case TYPES.network:
      return readNetwork(resource, daemonOf(resource, earlier), earlier);
    case TYPES.container:
      return readContainer(resource, daemonOf(resource, earlier));
    default:
      return undefined;
  }
}
