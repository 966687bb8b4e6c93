import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";
import { UserError } from "../support/errors";
import { PROJECT_ROOT } from "../support/project";

/**
 * Reads the structured value in `Pulumi.<stack>.yaml`, unchecked.
 * @throws UserError when the file is missing or not valid YAML
 */
export function readStackFile(stack: string): unknown {
  const name = `Pulumi.${stack}.yaml`;
  const file = join(PROJECT_ROOT, name);
  if (!existsSync(file)) throw noStackFile(stack);
  try {
    const document = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null;
    return document?.config?.[FABRIC_KEY];
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UserError(`${name}: is not valid YAML: ${error.message.trim()}`);
    throw error;
  }
}

/** The error for a stack without a file. */
export function noStackFile(stack: string): UserError {
  return new UserError(
    `there is no stack "${stack}": write Pulumi.${stack}.yaml (Pulumi.dev.yaml is an example), ` +
      "or name another with --stack",
  );
}
