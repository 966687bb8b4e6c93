import type { Problem } from "../support/problem";
import { entriesOf } from "./options/entries";
import { writtenProblems } from "./schema/origins";
import type { FabricConfiguration, SecretReference } from "./schema/fabric-schema";

/** Where a configuration names a secret. */
export interface PlacedSecret extends SecretReference {
  /** Such as `containers.db.environment.POSTGRES_PASSWORD`. */
  readonly path: string;
}

/** Every secret that a configuration names, as often as it does. */
export function findSecretReferences({ registry, containers }: FabricConfiguration): PlacedSecret[] {
  const { certificate, access } = registry ?? {};
  return [
    ...(certificate === undefined ? [] : [{ ...certificate.key, path: "registry.certificate.key" }]),
    ...(access === undefined ? [] : [{ ...access.password, path: "registry.access.password" }]),
    ...Object.entries(containers).flatMap(([container, { environment }]) =>
      Object.entries(entriesOf(environment)).flatMap(([name, value]) =>
        typeof value === "object" ? [{ ...value, path: `containers.${container}.environment.${name}` }] : [],
      ),
    ),
  ];
}

/** A problem for each place that names a secret of which there is none. @param remedy what to do about a key */
export function findMissingSecrets(
  configuration: FabricConfiguration,
  known: object,
  remedy: (key: string) => string,
): Problem[] {
  const problems = findSecretReferences(configuration)
    .filter(({ secret }) => !Object.hasOwn(known, secret))
    .map(({ path, secret }) => ({ path, message: `there is no secret "${secret}": ${remedy(secret)}` }));
  return writtenProblems(configuration.origins ?? new Map(), problems);
}
