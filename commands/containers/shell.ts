import { hostShellScript, shellScript } from "../../host/container-shell";
import { shellWord } from "../../support/shell-word";
import { readFabric } from "../read-fabric";
import { onTerminal, OWN_STREAMS } from "./exec";
import { findContainer, type Place } from "./find-container";
import { runSsh, type Streams } from "./run-ssh";

export interface ShellOptions {
  /** A shell of the host in the network namespace of the container, which may have none of its own. */
  readonly fromHost?: true;
}

/** Opens a shell in a container; resolves to its exit code. */
export async function shell(stack: string, name: string, { fromHost }: ShellOptions): Promise<number> {
  const place = findContainer(name, await readFabric(stack));
  const terminal = onTerminal();
  const script = fromHost === true ? hostShellScript(place.container) : ownShell(place, stack, terminal);
  return openShell(place, script, terminal);
}

/** The script that opens the container's own shell. */
export function ownShell({ name, container }: Place, stack: string, terminal: boolean): string {
  const to = `-- --stack ${stack}`;
  return shellScript(
    container,
    terminal,
    `${name} has no shell. Run its programs with \`npm run exec ${to} ${name} PROGRAM\`, ` +
      `or open a shell of its host in its network with \`npm run shell ${to} ${name} --from-host\``,
  );
}

/** Standard input belongs to the shell, so the script itself is a word of the command. */
export async function openShell(
  { host, ssh }: Place,
  script: string,
  terminal: boolean,
  streams: Streams = OWN_STREAMS,
): Promise<number> {
  return runSsh({ host, ssh, command: `sh -c ${shellWord(script)}`, terminal, streams });
}
