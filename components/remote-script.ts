import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection, type SshConnection } from "./ssh-connection";

export interface RemoteScriptArgs {
  readonly ssh: SshConnection;
  /** A script with the verbs `apply` and `remove`, as {@link import("../host/render").hostScript} renders it. */
  readonly script: pulumi.Input<string>;
  /** Seconds until the host gives up on one run. */
  readonly timeout: number;
  /** Identity of what the script makes: when it changes, the old thing is removed first. */
  readonly identity?: string;
}

/**
 * One idempotent script on one host: `apply` on create and on every change, `remove` on delete. It travels by stdin, so
 * command lines stay short and the state keeps the very script that knows how to remove what it made.
 */
export function remoteScript(
  name: string,
  args: RemoteScriptArgs,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const shell = args.ssh.user === "root" ? "sh -s --" : "sudo -n sh -s --";
  const run = `timeout ${args.timeout} ${shell}`;
  return new command.remote.Command(
    name,
    {
      connection: commandConnection(args.ssh),
      create: `${run} apply`,
      delete: `${run} remove`,
      stdin: args.script,
      addPreviousOutputInEnv: false,
      logging: command.remote.Logging.Stderr,
      ...(args.identity === undefined ? {} : { triggers: [args.identity] }),
    },
    pulumi.mergeOptions(opts, { deleteBeforeReplace: true }),
  );
}
