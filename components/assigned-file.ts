import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse, stringify, YAMLParseError } from "yaml";
import { messageOf, UserError } from "../support/errors";
import { PROJECT_ROOT } from "../support/project";
import { replaceFile } from "../support/replace-file";
import { assignedSchema, type Assigned } from "../topology/automatic/assigned";
import { parseBy } from "../topology/schema/parse-configuration";

/** The file that remembers what `auto` stands for in a stack; it belongs beside the stack file, into version control. */
export function assignedFileName(stack: string): string {
  return `assigned.${stack}.yaml`;
}

/**
 * What was assigned in a stack until now; nothing without a file.
 * @throws UserError that lists every mistake
 */
export function readAssigned(stack: string): Assigned {
  const name = assignedFileName(stack);
  const file = join(PROJECT_ROOT, name);
  return existsSync(file) ? parseAssigned(readFileSync(file, "utf8"), name) : {};
}

/** The same of the text of a file. @param name what to call it in messages */
export function parseAssigned(text: string, name: string): Assigned {
  try {
    return parseBy(assignedSchema, parse(text) ?? {}, `${name}; delete an entry to have it assigned anew`).containers;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UserError(
      `${name}: is not valid YAML: ${error.message.trim()}\nRepair it, or delete what was changed, to have that assigned anew`,
    );
  }
}

/**
 * Replaces the file if it says anything else; without anything to remember there is none. Says whether it did.
 * @throws UserError when it cannot be read or written
 */
export function rememberAssigned(stack: string, assigned: Assigned): boolean {
  if (isDeepStrictEqual(readAssigned(stack), assigned)) return false;
  const name = assignedFileName(stack);
  const file = join(PROJECT_ROOT, name);
  try {
    if (Object.keys(assigned).length === 0) rmSync(file, { force: true });
    else replaceFile(file, assignedText(stack, assigned));
  } catch (error) {
    throw new UserError(
      `${name}: cannot be written: ${messageOf(error)}: what is automatic has to be remembered, or it would move. ` +
        `Run \`npm run plan -- --assign --stack ${stack}\` where the file can be written, and commit it`,
    );
  }
  return true;
}

function assignedText(stack: string, containers: Assigned): string {
  return (
    `# What \`auto\` stands for in Pulumi.${stack}.yaml, so that nobody moves when others come or go. Commit this file with it.\n` +
    `# \`up\` keeps it up to date. Delete an entry to have it assigned anew.\n` +
    stringify({ containers })
  );
}
