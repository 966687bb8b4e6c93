import { createHash } from "node:crypto";
import { join } from "node:path";
import { renderShell } from "../../support/shell-script";
import { DEFAULT_NETWORK, type Network } from "../image/networks";
import { MANAGEMENT_NIC, type GuestSpec } from "./spec";

/** What distinguishes a guest from the one whose state was saved. */
export interface Identity {
  readonly spec: Pick<GuestSpec, "nic" | "address" | "gateway" | "mac" | "lab" | "host" | "network">;
  readonly hostPrivateKey: string;
  readonly hostPublicKey: string;
  readonly clientPublicKey: string;
}

/** Raised when the script does something that guests need which have their identity already. */
const VERSION = "2";

/** Changes when the guest must be given its identity again. */
export function identityHash(identity: Identity): string {
  const { nic, address, gateway, mac, lab, host, network } = identity.spec;
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
    ...(network === undefined ? [] : [network]),
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

/**
 * The script that gives a guest its clock, keys, machine-id and LAN address.
 * @param seed randomness for the guest's kernel
 */
export function renderIdentityScript(identity: Identity, now: Date, seed: string): string {
  const { nic, mac, address, gateway = "", network = DEFAULT_NETWORK } = identity.spec;
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
  const files = LAN_FILES[network].map((name) => join("networks", `${name}.sh`));
  return renderShell(values, ...[...files, "identity.sh"].map((file) => join(__dirname, file)));
}

/** How each stack is told about the LAN: files of networks/. */
const LAN_FILES: Readonly<Record<Network, readonly Network[]>> = {
  networkd: ["networkd"],
  NetworkManager: ["NetworkManager"],
  netplan: ["netplan"],
  "netplan-NetworkManager": ["netplan", "netplan-NetworkManager"],
  ifupdown: ["ifupdown"],
};

/** 32 hexadecimal digits, different for every host of every lab. */
function machineId({ spec }: Identity): string {
  return createHash("sha256").update(`machine-id\0${spec.lab}\0${spec.host}\0${spec.mac}`).digest("hex").slice(0, 32);
}
