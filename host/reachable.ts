import { renderShell } from "../support/shell-script";
import { opensshOptions, type SshLogin } from "./openssh";
import { hostFile } from "./render";

/** Seconds that a running host may take to answer, including the ssh handshake. */
const ANSWER_WITHIN = 20;
/** Seconds between attempts while a machine is still starting. */
const PAUSE = 3;
/** Seconds that a machine which answers may take until cloud-init has installed its keys. */
const KEYED_WITHIN = 60;

/** What to do about a host that answers but cannot be used. */
export interface Remedies {
  /** For a host key other than the pinned one. */
  readonly hostKey: string;
  /** For a rejected login. */
  readonly login: string;
  /** For a user whose sudo asks for a password, or who has none. */
  readonly sudo: string;
}

/**
 * Proves that a host answers with its pinned key and accepts the login: a script for the stdin of `sh` on this machine.
 * @param startsWithin seconds that a new machine may take to answer
 */
export function reachableScript(host: string, ssh: SshLogin, remedies: Remedies, startsWithin = 0): string {
  const words = ["-o", `ConnectTimeout=${ANSWER_WITHIN}`, "-p", String(ssh.port), "-l", ssh.user, "--", ssh.host];
  const values = {
    arguments: [...opensshOptions(ssh), ...words].join("\n"),
    where: `hosts.${host}: ${host} (${ssh.user}@${ssh.host}, port ${ssh.port})`,
    starts_within: startsWithin,
    keyed_within: Math.min(startsWithin, KEYED_WITHIN),
    within: Math.max(startsWithin, ANSWER_WITHIN),
    pause: PAUSE,
    host_key_remedy: remedies.hostKey,
    login_remedy: remedies.login,
    sudo_remedy: remedies.sudo,
    check: ssh.user === "root" ? "true" : "sudo -n true",
  };
  return renderShell(values, hostFile("reachable.sh"));
}
