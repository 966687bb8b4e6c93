import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../support/problem";
import { secretKey } from "../topology/schema/parse-configuration";
import type { Texts } from "../topology/files/named-files";
import type { FabricConfiguration } from "../topology/schema/fabric-schema";
import { findMissingSecrets, findSecretReferences } from "../topology/secret-references";
import type { Secrets } from "./secrets";

/** The secrets that the configuration names, and those that are not set, or not as secrets. */
export interface LoadedSecrets {
  readonly secrets: Secrets;
  readonly problems: readonly Problem[];
}

/** Reads the secrets that the configuration, or a template that it names, names from keys of their own. */
export function loadSecrets(configuration: FabricConfiguration, texts: Texts): LoadedSecrets {
  const config = new pulumi.Config();
  const keys = [...new Set(findSecretReferences(configuration, texts).map(({ secret }) => secret))];
  const found = keys.flatMap((key) => {
    const value = config.getSecret(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const secrets = Object.fromEntries(found);
  const plain = Object.keys(secrets).filter((key) => !isEncrypted(secretKey(key)));
  return {
    secrets,
    problems: [
      ...findMissingSecrets(configuration, texts, secrets, (key) => `run \`${secretCommand(secretKey(key))}\``),
      ...plain.map((key) => plainSecret(secretKey(key), "replace it", secretCommand(secretKey(key)))),
    ],
  };
}

/**
 * The problem of a secret that is stored in plain text.
 * @param change what to do with the value that others may know
 * @param command what sets it
 */
export function plainSecret(key: string, change: string, command: string): Problem {
  const message =
    `is stored in plain text in Pulumi.${pulumi.getStack()}.yaml, readable by anyone with the file: ` +
    `remove it there, ${change}, and run \`${command}\``;
  return { path: key, message };
}

/** Whether a key is stored encrypted: the engine names such keys in this variable. */
export function isEncrypted(key: string): boolean {
  return process.env["PULUMI_CONFIG_SECRET_KEYS"]?.includes(`"${key}"`) ?? true;
}

/** The command that sets a secret; it prompts, so that the value stays out of the shell's history. */
function secretCommand(key: string): string {
  return `npm run pulumi -- config set --secret ${key} --stack ${pulumi.getStack()}`;
}
