import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { makeHostKeyScript } from "../host/scripts";
import { TOKENS } from "./tokens";

/** The ed25519 host key of a machine that does not exist yet, kept in the stack's state, the private half as a secret. */
export class HostIdentity extends pulumi.ComponentResource {
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
