import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerConfiguration } from "../topology/schema/fabric-schema";
import { entriesOf } from "../topology/options/entries";
import { secretOf, type Secrets } from "./secrets";

/** Variables of a container's environment. */
export type Environment = Readonly<Record<string, pulumi.Input<string>>>;

/** The environment as Docker's provider takes it. With one secret, all of it is: the provider sorts it. */
export function environmentArgs(environment: Environment): Pick<docker.ContainerArgs, "envs"> {
  const entries = Object.entries(environment);
  if (entries.length === 0) return {};
  const plain = entries.flatMap(([name, value]) => (typeof value === "string" ? [`${name}=${value}`] : []));
  if (plain.length === entries.length) return { envs: plain };
  return { envs: pulumi.all(entries.map(([name, value]) => pulumi.interpolate`${name}=${value}`)) };
}

/** The environment of the configuration, with the values of its secrets. */
export function environmentOf(
  { environment }: Pick<ContainerConfiguration, "environment">,
  secrets: Secrets,
): Environment {
  return Object.fromEntries(
    Object.entries(entriesOf(environment)).map(([name, value]) => [
      name,
      typeof value === "object" ? secretOf(secrets, value) : String(value),
    ]),
  );
}
