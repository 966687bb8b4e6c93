import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { groupBy } from "../../harness/group-by";
import { logsScript, type LogOptions } from "../../host/container-shell";
import { shellWord } from "../../support/shell-word";
import { print } from "../../support/terminal";
import { readFabric } from "../read-fabric";
import { findContainer, type Place } from "./find-container";
import { runSsh, type Streams } from "./run-ssh";

/** Prints the logs of containers, until an interrupt if they are followed; resolves to the exit code of what failed, or 0. */
export async function logs(stack: string, names: readonly string[], options: LogOptions): Promise<number> {
  const fabric = await readFabric(stack);
  const places = [...new Set(names)].map((name) => findContainer(name, fabric));
  const clients: ChildProcess[] = [];
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
    for (const client of clients) client.kill();
  };
  process.on("SIGINT", end);
  // Whoever reads standard output, such as head, has ended.
  process.stdout.on("error", end);
  try {
    const exitCode = await printLogs(places, options, print, (client) => clients.push(client));
    return ended.signal.aborted ? 0 : exitCode;
  } finally {
    process.off("SIGINT", end);
  }
}

/**
 * One login for each host. The logs of one container go where `streams` says; of several, each line is taken by itself, and
 * begins with the container's name.
 */
export async function printLogs(
  places: readonly Place[],
  options: LogOptions,
  takeLine: (line: string) => void,
  onStart: (client: ChildProcess) => void,
  // A standard input that stays open: the host's side ends with it.
  streams: Streams = ["pipe", "inherit", "inherit"],
): Promise<number> {
  const width = Math.max(...places.map(({ name }) => name.length));
  const isOne = places.length === 1;
  const codes = [...groupBy(places, ({ host }) => host).values()].map(async (own) => {
    const [{ host, ssh }] = own as [Place];
    const prefixes = own.map(({ container, name }) => [container, isOne ? "" : `${name.padEnd(width)} |`] as const);
    const command = `sh -c ${shellWord(logsScript(new Map(prefixes), options))}`;
    const ways: Streams = isOne ? streams : ["pipe", "pipe", streams[2]];
    return runSsh({ host, ssh, command, terminal: false, streams: ways }, (client) => {
      if (client.stdout !== null) createInterface({ input: client.stdout }).on("line", takeLine);
      onStart(client);
    });
  });
  return Math.max(...(await Promise.all(codes)));
}
