import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";

/** A container that another one waits for. */
export interface Dependency {
  readonly container: string;
  /** Whether its health check has to pass, too. */
  readonly healthy: boolean;
}

type Known = Pick<FabricConfiguration, "containers" | "origins">;

/** The containers behind a key of `containers`: itself, or all that an entry with `count` stands for. */
export function containersNamed(name: string, { containers, origins = new Map() }: Known): string[] {
  if (Object.hasOwn(containers, name)) return [name];
  return Object.keys(containers).filter((each) => origins.get(each)?.path === `containers.${name}`);
}

/** The names in `depends_on`, each with the key below it and its condition. */
export function writtenDependencies({
  depends_on: given,
}: Pick<ContainerConfiguration, "depends_on">): { name: string; key: string; healthy: boolean }[] {
  if (Array.isArray(given)) return given.map((name, index) => ({ name, key: String(index), healthy: false }));
  return Object.entries(given).map(([name, { condition }]) => ({
    ...{ name, key: name },
    healthy: condition === "service_healthy",
  }));
}

export function toDependencies(container: Pick<ContainerConfiguration, "depends_on">, known: Known): Dependency[] {
  return writtenDependencies(container).flatMap(({ name, healthy }) =>
    containersNamed(name, known).map((each) => ({ container: each, healthy })),
  );
}

/** What has dependencies, each after all of its own, otherwise in the given order. Of a circle, any is first. */
export function inOrder<T extends { readonly name: string; readonly dependencies: readonly Dependency[] }>(
  items: readonly T[],
): T[] {
  const byName = new Map(items.map((item) => [item.name, item]));
  const done = new Set<T>();
  const visit = (item: T): void => {
    if (done.has(item)) return;
    done.add(item);
    for (const { container } of item.dependencies) {
      const other = byName.get(container);
      if (other !== undefined) visit(other);
    }
    sorted.push(item);
  };
  const sorted: T[] = [];
  items.forEach(visit);
  return sorted;
}
