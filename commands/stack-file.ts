import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";
import { UserError } from "../support/errors";
import { PROJECT_ROOT } from "../support/project";

/**
 * Reads the structured value in `Pulumi.<stack>.yaml`, unchecked.
 * @throws UserError when the file is missing, not valid YAML, or without the value
 */
export function readStackFile(stack: string): unknown {
  if (!hasStackFile(stack)) throw noStackFile(stack);
  const name = stackFileName(stack);
  return parseStackFile(readFileSync(join(PROJECT_ROOT, name), "utf8"), name);
}

/** The same of the text of a stack file. @param name what to call it in messages */
export function parseStackFile(text: string, name: string): unknown {
  try {
    const document = parse(text) as { config?: Record<string, unknown> } | null;
    const lab = document?.config?.[FABRIC_KEY];
    if (lab !== undefined && lab !== null) return lab;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UserError(`${name}: is not valid YAML: ${error.message.trim()}`);
    throw error;
  }
  throw new UserError(`${name}: has no key ${FABRIC_KEY} under config: Pulumi.dev.yaml shows what belongs there`);
}

/** The file of a stack, in the project's folder. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Whether the stack has a file. */
export function hasStackFile(stack: string): boolean {
  return existsSync(join(PROJECT_ROOT, stackFileName(stack)));
}

/** The error for a stack that has nothing to look at. */
export function notUp(stack: string): UserError {
  if (!hasStackFile(stack)) return noStackFile(stack);
  return new UserError(
    `stack "${stack}" is not up, or its last update failed before every host could be logged in to: run \`npm run up -- --stack ${stack}\` first`,
  );
}

/** The error for a stack without a file. */
export function noStackFile(stack: string): UserError {
  return new UserError(
    `there is no stack "${stack}": write Pulumi.${stack}.yaml (Pulumi.dev.yaml is an example), ` +
      "or name another with --stack",
  );
}
