import { createHash } from "node:crypto";
import { join } from "node:path";
import { renderShell } from "../../support/shell-script";
import { MANAGEMENT_NIC, type GuestSpec } from "./spec";

/** What distinguishes a guest from the one whose state was saved. */
export interface Identity {
  readonly spec: Pick<GuestSpec, "nic" | "address" | "gateway" | "mac" | "lab" | "host">;
  readonly hostPrivateKey: string;
  readonly hostPublicKey: string;
  readonly clientPublicKey: string;
}

/** Raised when the script does something that guests need which have their identity already. */
const VERSION = "2";

/** Changes when the guest must be given its identity again. */
export function identityHash(identity: Identity): string {
  const { nic, address, gateway, mac, lab, host } = identity.spec;
  const parts = [
    VERSION,
    nic,
    address,
    gateway ?? "",
    mac,
    lab,
    host,
    identity.hostPublicKey,
    identity.clientPublicKey,
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

/**
 * The script that gives a guest its clock, keys, machine-id and LAN address.
 * @param seed randomness for the guest's kernel
 */
export function renderIdentityScript(identity: Identity, now: Date, seed: string): string {
  const { nic, mac, address, gateway = "" } = identity.spec;
  const values = {
    now: (now.getTime() / 1000).toFixed(3),
    seed,
    machine_id: machineId(identity),
    management_nic: MANAGEMENT_NIC,
    ...{ nic, mac, address, gateway },
    client_key: identity.clientPublicKey,
    host_private_key: identity.hostPrivateKey.trim(),
    host_public_key: identity.hostPublicKey,
  };
  return renderShell(values, join(__dirname, "identity.sh"));
}

/** 32 hexadecimal digits, different for every host of every lab. */
function machineId({ spec }: Identity): string {
  return createHash("sha256").update(`machine-id\0${spec.lab}\0${spec.host}\0${spec.mac}`).digest("hex").slice(0, 32);
}
