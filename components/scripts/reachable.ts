import { opensshOptions, type SshLogin } from "../ssh-connection";
import { shellWord } from "./shell";

/** Seconds that a host which is there may take to answer, its ssh handshake included. */
const ANSWER_WITHIN = 20;
/** Seconds between two tries at a machine that is still starting. */
const PAUSE = 3;

/** Seconds that a machine which answers may need until cloud-init has given it its keys. */
const KEYED_WITHIN = 60;

/** What to do where a host answers and does not let us in. */
export interface Remedies {
  /** It shows another key than the pinned one. */
  readonly hostKey: string;
  /** It refuses the login. */
  readonly login: string;
}

/**
 * Proves from this machine that a host answers ssh with its pinned key and lets us in, within the time, and says which of
 * the three is not so. The command plugin alone would wait forever for a host that accepts the connection in silence.
 * @param startsWithin seconds that a machine just made may need until it answers; until then a silent one is tried again
 */
export function reachableScript(host: string, ssh: SshLogin, remedies: Remedies, startsWithin = 0): string {
  const options = [
    ...opensshOptions(ssh),
    "-o",
    `ConnectTimeout=${ANSWER_WITHIN}`,
    "-p",
    String(ssh.port),
    "-l",
    ssh.user,
  ];
  const where = `hosts.${host}: ${host} (${ssh.user}@${ssh.host}, port ${ssh.port})`;
  const within = String(Math.max(startsWithin, ANSWER_WITHIN));
  const heard = `answered=\${answered:-$now} patience=${Math.min(startsWithin, KEYED_WITHIN)}`;
  return `${[
    "set -u",
    `try() { said=$(ssh -F none ${options.map(shellWord).join(" ")} ${shellWord(ssh.host)} true 2>&1 </dev/null); }`,
    "since=$(date +%s) answered=",
    "until try; do",
    "  now=$(date +%s)",
    "  case $said in",
    `    *'Host key verification failed'* | *'host key'*) ${heard} why=${shellWord(`shows another host key than the pinned one: ${remedies.hostKey}`)} ;;`,
    `    *'Permission denied'*) ${heard} why=${shellWord(`refuses the login: ${remedies.login}`)} ;;`,
    `    *) answered='' patience=${startsWithin} why='does not answer within ${within} s: check that it is on, its address, and the way to it' ;;`,
    "  esac",
    `  [ "$now" -lt $((\${answered:-$since} + patience)) ] || { echo ${shellWord(where)} "$why" "($said)" >&2; exit 1; }`,
    `  sleep ${PAUSE}`,
    "done",
  ].join("\n")}\n`;
}
