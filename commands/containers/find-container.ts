import type { FabricOutput } from "../../harness/contract";
import type { SshLogin } from "../../host/openssh";
import { registryContainer } from "../../host/registry-scripts";
import { UserError } from "../../support/errors";
import { findNearest } from "../../topology/schema/known-keys";

/** A container of a stack, and how to get to it. */
export interface Place {
  /** What its user calls it. */
  readonly name: string;
  /** What Docker calls it. */
  readonly container: string;
  readonly host: string;
  readonly ssh: SshLogin;
}

/** How many names a message lists. */
const LISTED = 20;

/**
 * Where a container of the stack is; the registry's is called `registry`, unless another container is.
 * @throws UserError for a name that the stack does not have
 */
export function findContainer(name: string, fabric: FabricOutput): Place {
  const { stack, hosts, containers, registry } = fabric;
  const servers =
    registry === undefined ? {} : { registry: { host: registry.host, container: registryContainer(stack) } };
  const known: Readonly<Record<string, { readonly host: string; readonly container?: string }>> = {
    ...servers,
    ...containers,
  };
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  const ssh = hosts[found?.host ?? ""]?.ssh;
  if (found === undefined || ssh === undefined) throw unknown(name, fabric, Object.keys(known));
  return { name, container: found.container ?? name, host: found.host, ssh };
}

function unknown(name: string, { stack, hosts }: FabricOutput, known: readonly string[]): UserError {
  if (Object.hasOwn(hosts, name))
    return new UserError(
      `${name} is a host, not a container: \`npm run outputs -- --stack ${stack} ssh-config -o ssh-config\` writes what \`ssh -F ssh-config ${name}\` needs`,
    );
  const near = findNearest(name, known);
  const more = known.length > LISTED ? `, … (${known.length} in all)` : "";
  const advice = near === undefined ? `it has ${known.slice(0, LISTED).join(", ")}${more}` : `did you mean "${near}"?`;
  return new UserError(
    `there is no container "${name}" in stack ${stack}: ${known.length === 0 ? "it has none" : advice}`,
  );
}
