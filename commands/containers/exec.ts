import { shellWord } from "../../support/shell-word";
import { readFabric } from "../read-fabric";
import { findContainer, type Place } from "./find-container";
import { runSsh, type Streams } from "./run-ssh";

/** The streams of this process. */
export const OWN_STREAMS: Streams = ["inherit", "inherit", "inherit"];

/** Whether whoever runs this types on a terminal and reads it. */
export function onTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Runs a program in a container; resolves to its exit code. */
export async function exec(stack: string, name: string, words: readonly string[]): Promise<number> {
  // Other tools want `--` in front of the program.
  const program = words[0] === "--" ? words.slice(1) : words;
  return execIn(findContainer(name, await readFabric(stack)), program, onTerminal());
}

/** @param words the program and its arguments, which arrive as they are */
export async function execIn(
  { host, ssh, container }: Place,
  words: readonly string[],
  terminal: boolean,
  streams: Streams = OWN_STREAMS,
): Promise<number> {
  const command = ["docker", "exec", terminal ? "-it" : "-i", container, ...words].map(shellWord).join(" ");
  return runSsh({ host, ssh, command, terminal, streams });
}
