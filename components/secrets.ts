import * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../topology/schema/fabric-schema";

/** The values that `{ secret: key }` stands for, by key. */
export type Secrets = Readonly<Record<string, pulumi.Input<string>>>;

/** The value of a secret that the configuration names, and that is there (`findMissingSecrets`). */
export function secretOf(secrets: Secrets, { secret }: SecretReference): pulumi.Output<string> {
  const value = secrets[secret];
  if (value === undefined) throw new Error(`the secret ${secret} was not read`);
  return pulumi.secret(value);
}
