import { resolve } from "node:path";
import { renderShell, type ShellValues } from "../support/shell-script";

/** Folder on a host where this product records what it created. */
export const STATE_FOLDER = "/var/lib/macvlan-fabric";

/**
 * Renders a script for `sh -s -- apply|remove`: the values, `prelude.sh`, then files of this folder that define the two
 * verbs. `apply` converges: it creates what is missing and leaves alone what is right. `remove` undoes `apply`, and succeeds
 * if there is nothing left to undo.
 * @param stack the owner of what the script creates; several stacks may share a host
 */
export function hostScript(stack: string, values: ShellValues, ...files: readonly string[]): string {
  return renderShell({ ...values, stack, state: STATE_FOLDER }, ...["prelude.sh", ...files].map(hostFile));
}

/** A script with verbs, also one that a state holds, to be run as `apply` by a shell without arguments. */
export function applied(script: string): string {
  return renderShell({}, hostFile("apply.sh")) + script;
}

/** Absolute path of a file of this folder. */
export function hostFile(name: string): string {
  return resolve(__dirname, name);
}
