import { renderShell } from "../support/shell-script";
import { opensshOptions, type SshLogin } from "./openssh";
import { hostFile } from "./render";

/** Seconds that a host which is on may take to answer, its ssh handshake included. */
const ANSWER_WITHIN = 20;
/** Seconds between two tries at a machine that is still starting. */
const PAUSE = 3;
/** Seconds that a machine which answers may need until cloud-init has given it its keys. */
const KEYED_WITHIN = 60;

/** What to do about a host that answers and does not accept the login. */
export interface Remedies {
  /** It shows another key than the pinned one. */
  readonly hostKey: string;
  /** It refuses the login. */
  readonly login: string;
}

/**
 * The proof that a host answers with its pinned key and accepts the login, for the stdin of `sh` on this machine.
 * @param startsWithin seconds that a machine just made may need until it answers
 */
export function reachableScript(host: string, ssh: SshLogin, remedies: Remedies, startsWithin = 0): string {
  const words = ["-o", `ConnectTimeout=${ANSWER_WITHIN}`, "-p", String(ssh.port), "-l", ssh.user, ssh.host];
  const values = {
    arguments: [...opensshOptions(ssh), ...words].join("\n"),
    where: `hosts.${host}: ${host} (${ssh.user}@${ssh.host}, port ${ssh.port})`,
    starts_within: startsWithin,
    keyed_within: Math.min(startsWithin, KEYED_WITHIN),
    within: Math.max(startsWithin, ANSWER_WITHIN),
    pause: PAUSE,
    host_key_remedy: remedies.hostKey,
    login_remedy: remedies.login,
  };
  return renderShell(values, hostFile("reachable.sh"));
}
