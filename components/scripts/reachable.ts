import { opensshOptions, type SshConnection } from "../ssh";
import { quote } from "./shell";

/** Seconds that a host may take to answer, its ssh handshake included. */
const ANSWER_WITHIN = 20;

/**
 * Proves from this machine that a host answers ssh with its pinned key and lets us in, within the time, and says which of
 * the three is not so. The command plugin alone would wait forever for a host that accepts the connection in silence.
 */
export function reachableScript(host: string, ssh: SshConnection): string {
  const options = [
    ...opensshOptions(ssh),
    "-o",
    `ConnectTimeout=${String(ANSWER_WITHIN)}`,
    "-p",
    String(ssh.port),
    "-l",
    ssh.user,
  ];
  const where = `hosts.${host}: ${host} (${ssh.user}@${ssh.host}, port ${String(ssh.port)})`;
  return `${[
    "set -u",
    `said=$(ssh -F none ${options.map(quote).join(" ")} ${quote(ssh.host)} true 2>&1 </dev/null) && exit 0`,
    "case $said in",
    `  *'Host key verification failed'* | *'host key'*) why='shows another host key than the pinned one: if the host was made anew, compare its key and change vm.ssh.hostKey' ;;`,
    `  *'Permission denied'*) why='refuses the login: check vm.ssh.user, vm.ssh.privateKeyFile and the authorized_keys of the host' ;;`,
    `  *) why='does not answer within ${String(ANSWER_WITHIN)} s: check that it is on, its address, and the way to it' ;;`,
    "esac",
    `echo ${quote(where)} "$why" "($said)" >&2; exit 1`,
  ].join("\n")}\n`;
}
