import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { rootShell } from "../host/root-shell";
import { commandConnection, type SshConnection } from "./ssh-connection";

/** Seconds for which a script waits for its turn (`run` in host/prelude.sh). */
const LOCK_SECONDS = 90;

export interface RemoteScriptArgs {
  readonly ssh: SshConnection;
  /** A script with the verbs `apply` and `remove`, as {@link import("../host/render").hostScript} renders it. */
  readonly script: pulumi.Input<string>;
  /** Seconds that a run may take, once it is its turn: one script runs on a host at a time. */
  readonly timeout: number;
  /** Identity of what the script creates, such as a link's name: when it changes, `remove` runs for the old one first. */
  readonly identity?: pulumi.Input<string>;
  /** Whether `remove` runs at all; not for a script that leaves nothing of its own. Default: true. */
  readonly removes?: boolean;
}

/**
 * Runs an idempotent script on a host: `apply` on create and on every change, `remove` on delete. The script is passed on
 * stdin, which keeps command lines short, and the state keeps the version that knows how to remove what it created.
 */
export function remoteScript(
  name: string,
  args: RemoteScriptArgs,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const run = `${rootShell(args.ssh.user, LOCK_SECONDS + args.timeout)} --`;
  return new command.remote.Command(
    name,
    {
      connection: commandConnection(args.ssh),
      create: `${run} apply`,
      ...(args.removes === false ? {} : { delete: `${run} remove` }),
      stdin: args.script,
      addPreviousOutputInEnv: false,
      logging: command.remote.Logging.Stderr,
      ...(args.identity === undefined ? {} : { triggers: [args.identity] }),
    },
    pulumi.mergeOptions(opts, { deleteBeforeReplace: true }),
  );
}
