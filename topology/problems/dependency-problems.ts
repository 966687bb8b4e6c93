import type { Problem } from "../../support/problem";
import { containersNamed, toDependencies, writtenDependencies } from "../model/dependencies";
import { isTurnedOff } from "../options/health";
import type { FabricConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

/** Dependencies on containers that are not there, and containers that wait for each other. */
export function findDependencyProblems(configuration: FabricConfiguration): Problem[] {
  const { containers } = configuration;
  const found = Object.entries(containers).flatMap(([name, container]) =>
    writtenDependencies(container).flatMap(({ name: other, key, healthy }): Problem[] => {
      const path = `containers.${name}.depends_on.${key}`;
      const named = containersNamed(other, configuration);
      if (named.length === 0) return findUnknownName(path, "container", other, containers);
      const unchecked = named.find((each) => isTurnedOff(containers[each]?.healthcheck));
      if (!healthy || unchecked === undefined) return [];
      const message = `waits until ${unchecked} is healthy, whose health check is turned off (containers.${unchecked}.healthcheck): give service_started, or a test`;
      return [{ path, message }];
    }),
  );
  return [...found, ...findCircles(configuration)];
}

/** One problem for each circle, at the first of its containers. */
function findCircles(configuration: FabricConfiguration): Problem[] {
  const { containers } = configuration;
  const problems: Problem[] = [];
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    const at = way.indexOf(name);
    if (at >= 0) {
      const circle = [...way.slice(at), name].join(" → ");
      const message = `can never be met, since it comes back to where it began: ${circle}: remove one of these dependencies`;
      problems.push({ path: `containers.${name}.depends_on`, message });
    }
    if (done.has(name)) return;
    done.add(name);
    const container = containers[name];
    if (container === undefined) return;
    for (const dependency of toDependencies(container, configuration)) visit(dependency.container, [...way, name]);
  };
  for (const name of Object.keys(containers)) visit(name, []);
  return problems;
}
