import type { Problem } from "../../support/problem";
import type { FabricConfiguration } from "../schema/fabric-schema";

/** Bridges whose name is that of a segment: `defaultGateway` of a container names either. */
export function findBridgeProblems({ bridges, segments }: FabricConfiguration): Problem[] {
  return Object.keys(bridges)
    .filter((name) => Object.hasOwn(segments, name))
    .map((name) => {
      const message = `"${name}" is already a segment (segments.${name}): give the bridge a name of its own`;
      return { path: `bridges.${name}`, message };
    });
}
