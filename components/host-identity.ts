import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { makeHostKeyScript } from "../host/scripts";
import { TOKENS } from "./tokens";

/** An ed25519 host key for a machine that does not exist yet. The stack's state keeps it, the private key as a secret. */
export class HostIdentity extends pulumi.ComponentResource {
  /** In the format of OpenSSH; secret. */
  readonly privateKey: pulumi.Output<string>;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.hostIdentity, name, {}, opts);
    const pair = new command.local.Command(
      `${name}-pair`,
      {
        create: "sh -s",
        stdin: makeHostKeyScript(),
        logging: command.local.Logging.None,
        addPreviousOutputInEnv: false,
      },
      // A changed script must not create new keys, which would replace every machine.
      { parent: this, additionalSecretOutputs: ["stdout"], ignoreChanges: ["create", "stdin"] },
    );
    const halves = pulumi.secret(pair.stdout).apply(splitPair);
    this.privateKey = halves.privateKey;
    this.publicKey = pulumi.unsecret(halves.publicKey);
    this.registerOutputs({ publicKey: this.publicKey });
  }
}

/**
 * Splits the output of the key script into the private key and the two words of the public one.
 * @throws Error that shows none of the text when it is anything else
 */
export function splitPair(text: string): { privateKey: string; publicKey: string } {
  const pair = /^(-----BEGIN [A-Z ]+-----\n.*\n-----END [A-Z ]+-----)\s+(ssh-ed25519 \S+)/s.exec(text.trim());
  if (pair === null) throw new Error("ssh-keygen wrote no pair of ed25519 keys");
  const [, privateKey = "", publicKey = ""] = pair;
  return { privateKey: `${privateKey}\n`, publicKey };
}
