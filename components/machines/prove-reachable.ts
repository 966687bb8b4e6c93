import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { reachableScript, type Remedies } from "../../host/reachable";
import { whenKeyed, type SshConnection } from "../ssh-connection";

export interface ReachableArgs {
  readonly host: string;
  readonly ssh: SshConnection;
  /** Seconds that a machine just made may need until it answers. Default: it is there. */
  readonly startsWithin?: number;
  readonly remedies: Remedies;
  /** What makes the machine start again: the proof is made anew. */
  readonly restarts?: readonly (string | number)[];
}

/** A proof, run from this machine, that a host answers with its pinned key. */
export function proveReachable(
  name: string,
  { host, ssh, remedies, startsWithin, restarts }: ReachableArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new command.local.Command(
    `${name}-reachable`,
    {
      create: "sh -s",
      stdin: whenKeyed(ssh).apply((login) => reachableScript(host, login, remedies, startsWithin)),
      addPreviousOutputInEnv: false,
      ...(restarts === undefined ? {} : { triggers: [...restarts] }),
    },
    opts,
  );
}
