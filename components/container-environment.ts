import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerConfiguration } from "../topology/schema/fabric-schema";
import type { Texts } from "../topology/files/named-files";
import { parseDotenv } from "../topology/options/dotenv";
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

/** The environment of the configuration, with the values of its secrets. What its files say may be secret, and is kept so. */
export function environmentOf(
  { environment, env_file = [] }: Pick<ContainerConfiguration, "environment" | "env_file">,
  secrets: Secrets,
  texts: Texts,
): Environment {
  const fromFiles = [env_file].flat().flatMap((file) => Object.entries(parseDotenv(texts[file] ?? "").variables));
  const own = Object.entries(entriesOf(environment)).map(
    ([name, value]) => [name, typeof value === "object" ? secretOf(secrets, value) : String(value)] as const,
  );
  return Object.fromEntries([...fromFiles.map(([name, value]) => [name, pulumi.secret(value)] as const), ...own]);
}
