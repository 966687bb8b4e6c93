import { containerProblems } from "./container-problems";
import { unknownName } from "./unknown-name";
import { hostProblems } from "./host-problems";
import { segmentProblems } from "./segment-problems";
import { vsphereProblems } from "./vsphere-problems";
import type { FabricConfiguration } from "../schema/fabric-schema";

/** References that lead nowhere, and what Linux, Docker or the field of networking could not make of the configuration. */
export function findProblems(input: FabricConfiguration): string[] {
  return [
    ...hostProblems(input),
    ...vsphereProblems(input),
    ...segmentProblems(input),
    ...registryProblems(input),
    ...containerProblems(input),
    ...foreignProblems(input),
  ];
}

function registryProblems({ registry, images, hosts }: FabricConfiguration): string[] {
  if (registry !== undefined) return unknownName("registry.host", "host", registry.host, hosts);
  if (Object.keys(images).length === 0) return [];
  return ["images: there is no registry to publish to: add registry: { host: … }"];
}

function foreignProblems({ foreign, segments }: FabricConfiguration): string[] {
  return Object.entries(foreign).flatMap(([name, entry]) => {
    if (entry.kind !== "dhcp" || entry.segment === undefined) return [];
    return unknownName(`foreign.${name}.segment`, "segment", entry.segment, segments);
  });
}
