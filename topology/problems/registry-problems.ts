import type { Problem } from "../../support/problem";
import type { FabricConfiguration, RegistryConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

export function findRegistryProblems({ registry, hosts }: FabricConfiguration): Problem[] {
  if (registry === undefined) return [];
  return [...findUnknownName("registry.host", "host", registry.host, hosts), ...findContradictions(registry)];
}

function findContradictions({ port, rotation, certificate, access }: RegistryConfiguration): Problem[] {
  const problems: Problem[] = [];
  if (rotation !== undefined && certificate !== undefined) {
    const message =
      "replaces an authority of the stack's own, which registry.certificate does without: remove one of the two";
    problems.push({ path: "registry.rotation", message });
  }
  if (access?.anonymousPort === port) {
    const message = `${port} is the port of those who log in: give another one, such as ${port + 1}`;
    problems.push({ path: "registry.access.anonymousPort", message });
  }
  return problems;
}
