import type { Problem } from "../support/problem";
import type { Texts } from "./files/named-files";
import { plannedFiles } from "./files/planned-files";
import { secretOfName } from "./files/template";
import { entriesOf } from "./options/entries";
import { writtenProblems } from "./schema/origins";
import type { FabricConfiguration, SecretReference } from "./schema/fabric-schema";

/** Where a configuration names a secret. */
export interface PlacedSecret extends SecretReference {
  /** Such as `containers.db.environment.POSTGRES_PASSWORD`. */
  readonly path: string;
}

/** Every secret that a configuration names, as often as it does. @param texts those of the files that it names */
export function findSecretReferences({ registry, containers }: FabricConfiguration, texts: Texts): PlacedSecret[] {
  const { certificate, access } = registry ?? {};
  return [
    ...(certificate === undefined ? [] : [{ ...certificate.key, path: "registry.certificate.key" }]),
    ...(access === undefined ? [] : [{ ...access.password, path: "registry.access.password" }]),
    ...Object.entries(containers).flatMap(([name, container]) => [
      ...Object.entries(entriesOf(container.environment)).flatMap(([variable, value]) =>
        typeof value === "object" ? [{ ...value, path: `containers.${name}.environment.${variable}` }] : [],
      ),
      ...plannedFiles({ ...container, name }, texts).flatMap(({ path, parts }) =>
        parts.flatMap((part) => {
          const secret = "name" in part ? secretOfName(part.name) : undefined;
          return secret === undefined ? [] : [{ secret, path }];
        }),
      ),
    ]),
  ];
}

/** A problem for each place that names a secret of which there is none. @param remedy what to do about a key */
export function findMissingSecrets(
  configuration: FabricConfiguration,
  texts: Texts,
  known: object,
  remedy: (key: string) => string,
): Problem[] {
  const problems = findSecretReferences(configuration, texts)
    .filter(({ secret }) => !Object.hasOwn(known, secret))
    .map(({ path, secret }) => ({ path, message: `there is no secret "${secret}": ${remedy(secret)}` }));
  return writtenProblems(configuration.origins ?? new Map(), problems);
}
