import { readShell } from "../support/shell-script";
import { shellWord } from "../support/shell-word";
import { jumpCommand, opensshOptions, type SshHop, type SshSecurity } from "./openssh";
import { hostFile } from "./render";

/**
 * Seconds that ssh may wait for the host's banner, its turn in the queue included: a hundred connections to a host that takes
 * several seconds for a login need minutes. A host that does not answer costs the 30 s of `dial.sh`, not these.
 */
const TURN_WITHIN = 600;

/** Seconds after which ssh asks a silent host whether it is still there, and how often before it gives up. */
const ALIVE = { interval: 30, times: 4 };

/**
 * Arguments of the `ssh` that the Docker provider runs for each connection. They are the same on every machine, as the state
 * of the stack holds them; only the key file's path depends on the user.
 */
export function dockerSshOptions({ jump, ...direct }: SshSecurity): string[] {
  const options = {
    ConnectTimeout: TURN_WITHIN,
    ServerAliveInterval: ALIVE.interval,
    ServerAliveCountMax: ALIVE.times,
    ProxyCommand: proxyCommand(jump),
  };
  return [...opensshOptions(direct), ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])];
}

/** `dial.sh` as one line. With -p, bash reads no file of the user's that could print something into the connection. */
function proxyCommand(jump: SshHop | undefined): string {
  const script = readShell(hostFile("dial.sh"))
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  const dial = `bash -pc ${shellWord(script).replaceAll("%", "%%")} '%h' %p`;
  return jump === undefined ? dial : `${dial} ${jumpCommand(jump)}`;
}
