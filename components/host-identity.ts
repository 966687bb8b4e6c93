import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { TOKENS } from "./tokens";

/** Makes a pair on this machine, in memory where there is a folder in it; nothing of it stays. */
const MAKE_KEYS = `set -eu
umask 077
trap 'rm -rf "\${folder-}"' EXIT
trap 'exit 1' HUP INT TERM
folder=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
ssh-keygen -q -t ed25519 -N '' -C '' -f "$folder/key" </dev/null
cat "$folder/key" "$folder/key.pub"
`;

/** The ed25519 host key of a machine that does not exist yet, kept in the stack's state, the private half as a secret. */
export class HostIdentity extends pulumi.ComponentResource {
  readonly privateKey: pulumi.Output<string>;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.hostIdentity, name, {}, opts);
    const pair = new command.local.Command(
      `${name}-pair`,
      { create: "sh -s", stdin: MAKE_KEYS, logging: command.local.Logging.None, addPreviousOutputInEnv: false },
      // Another way to make keys is no reason for other keys, with which every machine would be made anew.
      { parent: this, additionalSecretOutputs: ["stdout"], ignoreChanges: ["create", "stdin"] },
    );
    const halves = pulumi.secret(pair.stdout).apply(splitPair);
    this.privateKey = halves.privateKey;
    this.publicKey = pulumi.unsecret(halves.publicKey);
    this.registerOutputs({ publicKey: this.publicKey });
  }
}

/**
 * Of what `ssh-keygen` wrote, the private key and the two words of the public one.
 * @throws Error that shows nothing of the text, when it is something else
 */
export function splitPair(text: string): { privateKey: string; publicKey: string } {
  const pair = /^(-----BEGIN [A-Z ]+-----\n.*\n-----END [A-Z ]+-----)\s+(ssh-ed25519 \S+)/s.exec(text.trim());
  if (pair === null) throw new Error("ssh-keygen wrote no pair of ed25519 keys");
  const [, privateKey = "", publicKey = ""] = pair;
  return { privateKey: `${privateKey}\n`, publicKey };
}
