import type * as pulumi from "@pulumi/pulumi";
import type { Topology } from "../../topology/model/topology";
import type { Secrets } from "../secrets";
import type { Texts } from "../../topology/files/named-files";
import type { FabricConfiguration } from "../../topology/schema/fabric-schema";

/** What every part of the fabric is created from. */
export interface Scope {
  /** Name of the fabric, the prefix of every child's name. */
  readonly name: string;
  readonly configuration: FabricConfiguration;
  /** The model of the configuration. */
  readonly topology: Topology;
  /** What `{ secret: key }` stands for in the configuration. */
  readonly secrets: Secrets;
  /** The texts of the files that the configuration names, by name. */
  readonly texts: Texts;
  readonly parent: pulumi.Resource;
}

/** A map by the items' names. */
export function mapByName<T extends { name: string }, V>(items: readonly T[], make: (item: T) => V): Map<string, V> {
  return new Map(items.map((item) => [item.name, make(item)]));
}

/** The entry of a name that the topology has checked. */
export function entry<V>(map: ReadonlyMap<string, V>, name: string): V {
  const found = map.get(name);
  if (found === undefined) throw new Error(`${name} is not part of the topology`);
  return found;
}
