import { generateKeyPairSync } from "node:crypto";
import type { FabricInput } from "../topology/schema/fabric-schema";

/** How large a generated stack is. */
export interface StackSize {
  readonly hosts: number;
  readonly segments: number;
  readonly containers: number;
}

/**
 * A stack of the given size for a preview: hosts of kind existing that need not exist, every segment on every host, the
 * containers spread evenly over both.
 */
export function largeStack(size: StackSize): FabricInput {
  const hosts = count(size.hosts, (at) => [
    hostName(at),
    {
      address: `192.168.${Math.floor(at / 200)}.${(at % 200) + 10}`,
      nic: "eth0",
      docker: "28.0.0",
      vm: { kind: "existing", ssh: { hostKey: hostKey() } },
    } as const,
  ]);
  const segments = count(size.segments, (at) => [
    segmentName(at),
    { network: `mac_net${at}`, vlan: 100 + at, subnet: `172.20.${at}.0/24`, gateway: `172.20.${at}.1` },
  ]);
  const containers = count(size.containers, (at) => {
    const segment = at % size.segments;
    const round = Math.floor(at / size.segments);
    const attach = { [segmentName(segment)]: `172.20.${segment}.${round + 10}` };
    return [`box${at}`, { host: hostName((at + round) % size.hosts), image: "busybox", attach }];
  });
  return {
    lan: { subnet: "192.168.0.0/16", gateway: "192.168.255.254" },
    hosts,
    segments,
    registry: { host: hostName(0) },
    images: { busybox: { tag: "v1" } },
    containers,
  };
}

function count<T>(length: number, entry: (at: number) => readonly [string, T]): Record<string, T> {
  return Object.fromEntries(Array.from({ length }, (_, at) => entry(at)));
}

function hostName(at: number): string {
  return `host${String(at).padStart(3, "0")}`;
}

function segmentName(at: number): string {
  return `vlan${100 + at}`;
}

/** A real key, as the schema looks into it: `ssh-ed25519`, then name and key, each behind its length. */
function hostKey(): string {
  const der = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" });
  const parts = [Buffer.from("ssh-ed25519"), der.subarray(-32)];
  const blob = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
  return `ssh-ed25519 ${blob.toString("base64")}`;
}
