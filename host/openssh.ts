import { homedir } from "node:os";

/** How to log in to a host with the OpenSSH client. */
export interface SshLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The host's public key, as `ssh-ed25519 AAAA…`; no other key is accepted. */
  readonly hostKey: string;
  /** Absent: the ssh agent has the key. */
  readonly privateKeyFile?: string;
}

/**
 * Options that accept only the pinned host key. A command supplies the key instead of a known_hosts file, so that nothing on
 * disk can go stale, or be missing when the stack is destroyed a year later (OpenSSH 8.5 and later).
 */
export function pinnedKey(hostKey: string): [option: string, value: string][] {
  return [
    ["StrictHostKeyChecking", "yes"],
    ["UserKnownHostsFile", "none"],
    ["GlobalKnownHostsFile", "none"],
    ["HostKeyAlgorithms", hostKey.split(" ")[0] ?? ""],
    ["KnownHostsCommand", `/bin/echo %H ${hostKey}`],
  ];
}

/** The same as arguments of `ssh`, with the private key, and without any prompt. */
export function opensshOptions({ hostKey, privateKeyFile }: Pick<SshLogin, "hostKey" | "privateKeyFile">): string[] {
  const identity = privateKeyFile === undefined ? [] : ["-i", privateKeyFile, "-o", "IdentitiesOnly=yes"];
  const pinned = pinnedKey(hostKey).flatMap(([option, value]) => ["-o", `${option}=${value}`]);
  return [...identity, "-o", "BatchMode=yes", ...pinned];
}

/** The path of a key file: `~/` stands for the user's home folder. */
export function keyFilePath(file: string): string {
  return file.replace(/^~(?=\/)/, homedir());
}
