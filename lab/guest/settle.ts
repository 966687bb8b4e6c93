import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../support/errors";
import { readShell } from "../../support/shell-script";
import type { Progress } from "../../support/terminal";
import type { KeyPair } from "./keys";
import { keyPair } from "./keys";
import { clientKeyFolder, GUEST_FILES, guestFolder } from "./folders";
import { identityHash, renderIdentityScript, type Identity } from "./identity-script";
import { runScript, WrongHostKey, type LoginTarget, type Patience } from "./login";
import { writeRecord, type GuestRecord } from "./record";
import type { GuestSpec } from "./spec";

/** The keys of the base image, which a guest uses until it has its own. */
export interface FirstKeys {
  readonly login: KeyPair;
  readonly host: KeyPair;
}

/** Gives a running guest its identity unless it has it already, and waits for ssh with the pinned key and for Docker. */
export async function settle(
  record: GuestRecord,
  first: FirstKeys,
  patience: Patience,
  progress: Progress,
): Promise<void> {
  const { spec } = record;
  const client = keyPair(clientKeyFolder(spec.lab));
  const host = keyPair(join(guestFolder(spec), GUEST_FILES.hostKey));
  const own: LoginTarget = { port: spec.sshPort, privateKeys: [client.privateKey], hostKeys: [host.publicKey] };
  const identity = identityOf(spec, client, host);
  try {
    if (record.identity !== identityHash(identity)) {
      await giveIdentity(identity, withFirstKeys(own, first), patience);
      writeRecord(guestFolder(spec), { ...record, identity: identityHash(identity) });
      progress("identity set");
    }
    const version = await runScript(own, readShell(join(__dirname, "await-docker.sh")), patience);
    progress(`ready: ssh on 127.0.0.1:${spec.sshPort}, Docker ${version.trim()}`);
  } catch (error) {
    if (!(error instanceof WrongHostKey)) throw error;
    throw new UserError(
      `hosts.${spec.host}.vm.sshPort: ${error.message}, which is not the guest's: another server uses this port, choose another`,
    );
  }
}

async function giveIdentity(identity: Identity, target: LoginTarget, patience: Patience): Promise<void> {
  await runScript(target, () => renderIdentityScript(identity, new Date(), randomBytes(64).toString("hex")), patience);
}

/** A first login that was cut off may or may not have changed the keys, so both sets are accepted. */
function withFirstKeys(own: LoginTarget, first: FirstKeys): LoginTarget {
  return {
    port: own.port,
    privateKeys: [first.login.privateKey, ...own.privateKeys],
    hostKeys: [first.host.publicKey, ...own.hostKeys],
  };
}

function identityOf(spec: GuestSpec, client: KeyPair, host: KeyPair): Identity {
  return {
    spec,
    hostPrivateKey: host.privateKey,
    hostPublicKey: host.publicKey,
    clientPublicKey: client.publicKey,
  };
}
