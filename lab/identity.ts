import { join } from "node:path";
import { deriveMac, deriveSshPort } from "./guest/derive";
import { clientKeyFolder, GUEST_FILES, guestFolder, labFolder, switchFolder } from "./guest/folders";
import { keyPair } from "./guest/keys";
import { currentBoot, readRecord } from "./guest/record";
import type { GuestSpec } from "./guest/spec";
import { runningSwitch } from "./switch/record";

/** Enough for Docker with a dozen small containers. */
export const DEFAULT_MEMORY_MIB = 1024;

/** What a host in the configuration needs from the lab. */
export interface LabGuestRequest {
  /** The stack's name. */
  readonly lab: string;
  readonly host: string;
  /** Name of the guest's NIC on the bridged LAN. */
  readonly nic: string;
  /** Address on the bridged LAN with its prefix length, such as `192.168.1.11/24`. */
  readonly address: string;
  /** The guest's only default route. Default: none. */
  readonly gateway?: string;
  /** Default: 1024. */
  readonly memoryMib?: number;
  /** TCP port on 127.0.0.1 for ssh. Default: derived from the lab's folder and the host, 20000 to 29999. */
  readonly sshPort?: number;
}

export interface LabGuest {
  readonly spec: GuestSpec;
  readonly ssh: {
    readonly host: "127.0.0.1";
    readonly port: number;
    readonly user: "root";
    readonly privateKeyFile: string;
    readonly privateKey: string;
    /** The guest's only host key: `ssh-ed25519 AAAA…`. */
    readonly hostKey: string;
  };
}

/**
 * The identity of a guest, known before it exists: its keys (generated on the first call, then read), its ports, its MAC and
 * the number of its next start. Starts nothing.
 */
export function labGuest(request: LabGuestRequest): LabGuest {
  const { lab, host, nic, address, gateway } = request;
  const client = keyPair(clientKeyFolder(lab));
  const folder = guestFolder(lab, host);
  const hostKeys = keyPair(join(folder, GUEST_FILES.hostKey));
  const sshPort = request.sshPort ?? deriveSshPort(labFolder(lab), host);
  const spec: GuestSpec = {
    lab,
    host,
    nic,
    address,
    ...(gateway === undefined ? {} : { gateway }),
    mac: deriveMac(lab, host),
    memoryMib: request.memoryMib ?? DEFAULT_MEMORY_MIB,
    sshPort,
    boot: currentBoot(readRecord(folder), runningSwitch(switchFolder(lab)) !== undefined),
  };
  const { privateKey, privateKeyFile } = client;
  return {
    spec,
    ssh: { host: "127.0.0.1", port: sshPort, user: "root", privateKeyFile, privateKey, hostKey: hostKeys.publicKey },
  };
}
