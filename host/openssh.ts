import { homedir } from "node:os";
import { shellWord } from "../support/shell-word";

/** How to log in to a machine with the OpenSSH client, straight away. */
export interface SshHop {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The machine's public key, as `ssh-ed25519 AAAA…`; no other key is accepted. */
  readonly hostKey: string;
  /** Absent: the ssh agent has the key. */
  readonly privateKeyFile?: string | undefined;
}

/** How to log in to a host with the OpenSSH client. */
export interface SshLogin extends SshHop {
  /** The bastion through which the connection goes. Default: none. */
  readonly jump?: SshHop | undefined;
}

/** What decides about a connection besides its destination. */
export type SshSecurity = Pick<SshLogin, "hostKey" | "privateKeyFile" | "jump">;

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

/** The same, and the way through the bastion if there is one. */
export function pinnedWay({ hostKey, jump }: Pick<SshLogin, "hostKey" | "jump">): [option: string, value: string][] {
  return [
    ...pinnedKey(hostKey),
    ...(jump === undefined ? [] : [["ProxyCommand", jumpCommand(jump)] as [string, string]]),
  ];
}

/** The same as arguments of `ssh`, with the private key, and without any prompt. */
export function opensshOptions(security: SshSecurity): string[] {
  return [
    ...identityOptions(security),
    ...pinnedWay(security).flatMap(([option, value]) => ["-o", `${option}=${value}`]),
  ];
}

/**
 * A command that connects stdin and stdout to the host behind a bastion, for ssh's ProxyCommand. ProxyJump has no place for the
 * bastion's own host key.
 */
export function jumpCommand({ host, port, user, ...security }: SshHop): string {
  const words = ["ssh", "-F", "none", ...opensshOptions(security), "-p", String(port), "-l", user];
  return [...words.map(literalWord), "-W", "'[%h]:%p'", "--", literalWord(host)].join(" ");
}

function identityOptions({ privateKeyFile }: SshSecurity): string[] {
  const identity = privateKeyFile === undefined ? [] : ["-i", privateKeyFile, "-o", "IdentitiesOnly=yes"];
  return [...identity, "-o", "BatchMode=yes"];
}

/** A word of a command in which ssh replaces tokens such as %h first. */
function literalWord(word: string): string {
  return shellWord(word).replaceAll("%", "%%");
}

/** The path of a key file: `~/` stands for the user's home folder. */
export function keyFilePath(file: string): string {
  return file.replace(/^~(?=\/)/, homedir());
}
