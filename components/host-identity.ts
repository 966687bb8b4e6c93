import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { TOKENS } from "./tokens";

/** Makes a pair on this machine; nothing of it stays on a disk. */
const MAKE_KEYS = `set -eu
umask 077
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
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

/** Of what `ssh-keygen` wrote, the private key and the two words of the public one. */
export function splitPair(text: string): { privateKey: string; publicKey: string } {
  const [, privateKey = "", rest = ""] = /^(-----BEGIN .*-----END [A-Z ]+-----)\s+(.*)$/s.exec(text.trim()) ?? [];
  return { privateKey: `${privateKey}\n`, publicKey: rest.split(" ").slice(0, 2).join(" ") };
}
