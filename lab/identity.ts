import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { deriveMac, deriveSshPort } from "./guest/derive";
import { clientKeyFolder, GUEST_FILES, guestFolder, labFolder, switchFolder } from "./guest/folders";
import { keyPair } from "./guest/keys";
import { currentBoot, isAlive, isOf, readRecord } from "./guest/record";
import { guestName, type GuestSpec } from "./guest/spec";
import { DEFAULT_ENGINE, type Engine } from "./image/engines";
import { DEFAULT_NETWORK, type Network } from "./image/networks";
import { runningSwitch } from "./switch/record";

/** Enough for Docker with a dozen small containers. */
export const DEFAULT_MEMORY_MIB = 1024;

/** What a host in the configuration needs from the lab. */
export interface LabGuestRequest {
  /** The stack's name. */
  readonly lab: string;
  readonly host: string;
  /** The guest's Docker engine, by its major version. Default: that of a guest that is there; 28 for a new one. */
  readonly docker?: Engine;
  /** What runs the guest's network. Default: networkd. */
  readonly network?: Network;
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
  /** Whether the stack's state may hold a guest with another engine or network stack, whose place this one takes when it starts. */
  readonly takesOver: boolean;
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

/** The engine of a guest for which the configuration names none: guests keep what they have. */
export function guestEngine(name: Pick<LabGuestRequest, "lab" | "host">): Engine {
  const record = readRecord(guestFolder(name));
  return record === undefined ? DEFAULT_ENGINE : guestName(record.spec).docker;
}

/**
 * The identity of a guest, known before it exists: its keys (generated on the first call, then read), its ports, its MAC and
 * the number of its next start. Starts nothing.
 */
export function labGuest(request: LabGuestRequest): LabGuest {
  const { lab, host, nic, address, gateway, network = DEFAULT_NETWORK } = request;
  const client = keyPair(clientKeyFolder(lab));
  const folder = guestFolder(request);
  const hostKeys = keyPair(join(folder, GUEST_FILES.hostKey));
  const record = readRecord(folder);
  const docker = request.docker ?? guestEngine(request);
  const sshPort = request.sshPort ?? deriveSshPort(labFolder(lab), host);
  const spec: GuestSpec = {
    lab,
    host,
    docker,
    // Left out for guests from the time when there was no choice.
    ...(network === DEFAULT_NETWORK ? {} : { network }),
    nic,
    address,
    ...(gateway === undefined ? {} : { gateway }),
    mac: deriveMac(lab, host),
    memoryMib: request.memoryMib ?? DEFAULT_MEMORY_MIB,
    sshPort,
    boot: currentBoot(record, { docker, network }, runningSwitch(switchFolder(lab)) !== undefined),
  };
  const { privateKey, privateKeyFile } = client;
  return {
    spec,
    takesOver: existsSync(join(folder, GUEST_FILES.takeover)) || (record !== undefined && !isOf(record, spec)),
    ssh: { host: "127.0.0.1", port: sshPort, user: "root", privateKeyFile, privateKey, hostKey: hostKeys.publicKey },
  };
}

/** How to log in to a guest that runs, and that a start for this request leaves as it is; undefined for any other. */
export function settledGuest(request: LabGuestRequest): LabGuest["ssh"] | undefined {
  const record = readRecord(guestFolder(request));
  if (record?.identity === undefined || !isAlive(record.process)) return undefined;
  const { spec, ssh } = labGuest(request);
  return isDeepStrictEqual(record.spec, spec) ? ssh : undefined;
}
