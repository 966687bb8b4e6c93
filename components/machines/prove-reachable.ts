import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { reachableScript, type Remedies } from "../../host/reachable";
import { whenKeyed, type SshConnection } from "../ssh-connection";

export interface ReachableArgs {
  /** Name of the host, for messages. */
  readonly host: string;
  readonly ssh: SshConnection;
  /** Seconds that a new machine may need until it answers. Default: 0, it is running already. */
  readonly startsWithin?: number;
  readonly remedies: Remedies;
  /** Values whose change restarts the machine, so that the proof runs again. */
  readonly restarts?: readonly (string | number)[];
}

/** Proves, from this machine, that a host answers with its pinned key. */
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
