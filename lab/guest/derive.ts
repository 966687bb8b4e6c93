import { createHash } from "node:crypto";

const SSH_PORTS = { first: 20_000, count: 10_000 };
const LAN_PORTS = { first: 30_000, count: 2_000 };

/** Turns names into a number that is the same on every run and differs between labs, hosts and caches. */
function hashNumber(...parts: readonly string[]): number {
  return createHash("sha256").update(parts.join("\0")).digest().readUIntBE(0, 6);
}

/** The TCP port for a guest's ssh, 20000 to 29999: below the range from which Linux assigns ports on its own. */
export function deriveSshPort(labFolder: string, host: string): number {
  return SSH_PORTS.first + (hashNumber("ssh", labFolder, host) % SSH_PORTS.count);
}

/** The TCP port on which a guest waits for the switch, 30000 to 31999: below that range too, and never a port for ssh. */
export function deriveLanPort(labFolder: string, host: string): number {
  return LAN_PORTS.first + (hashNumber("lan", labFolder, host) % LAN_PORTS.count);
}

/** A locally administered unicast address that stays the same for a host of a lab. */
export function deriveMac(lab: string, host: string): string {
  const digest = createHash("sha256").update(`mac\0${lab}\0${host}`).digest();
  const tail = [...digest.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, "0"));
  return ["02", ...tail].join(":");
}

/** Identifies a guest's process in /proc: the value of QEMU's `-uuid`. */
export function deriveUuid(guestFolder: string): string {
  const hex = createHash("sha256").update(`uuid\0${guestFolder}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
