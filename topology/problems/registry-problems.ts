import type { Problem } from "../../support/problem";
import type { FabricConfiguration, RegistryConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

export function findRegistryProblems({ registry, hosts }: FabricConfiguration): Problem[] {
  if (registry === undefined) return [];
  return [...findUnknownName("registry.host", "host", registry.host, hosts), ...findContradictions(registry)];
}

function findContradictions(registry: RegistryConfiguration): Problem[] {
  const { port, name, aliases, rotation, certificate, access, insecure, mirror } = registry;
  const problems: Problem[] = [];
  for (const key of insecure ? (["rotation", "certificate", "access", "mirror"] as const) : []) {
    if (registry[key] === undefined) continue;
    const message = "cannot be had over plain HTTP: remove it, or registry.insecure";
    problems.push({ path: `registry.${key}`, message });
  }
  if (rotation !== undefined && certificate !== undefined) {
    const message =
      "replaces an authority of the stack's own, which registry.certificate does without: remove one of the two";
    problems.push({ path: "registry.rotation", message });
  }
  const names = [...(name === undefined ? [] : [name]), ...aliases];
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined)
    problems.push({
      path: "registry.aliases",
      message: `${twice} is a name of the registry twice: remove one of the two`,
    });
  if (access?.anonymousPort === port) {
    const message = `${port} is the port of those who log in: give another one, such as ${port + 1}`;
    problems.push({ path: "registry.access.anonymousPort", message });
  }
  if (mirror !== undefined && [port, access?.anonymousPort].includes(mirror.port)) {
    const message = `${mirror.port} is a port of the registry itself: give another one, such as ${Math.max(port, access?.anonymousPort ?? 0) + 1}`;
    problems.push({ path: "registry.mirror.port", message });
  }
  return problems;
}
