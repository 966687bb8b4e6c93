import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connectSsh } from "../../harness/ssh";
import { switchFolder } from "../../lab/guest/folders";
import { captureFrom } from "../../lab/switch/client";
import { noSwitch } from "../../lab/switch/show-or-set";
import { messageOf, UserError } from "../../support/errors";
import { say } from "../../support/terminal";
import { readFabric } from "../read-fabric";
import { FrameCount } from "./frame-count";
import { linksOf } from "./links";
import { recordHosts } from "./record-hosts";

/** What is recorded. */
interface Source {
  readonly what: string;
  readonly stream: Readable;
  /** Ends the stream with a whole frame. */
  readonly end: () => void;
}

/**
 * Records frames as pcapng until it is interrupted: those of the containers, segments and hosts that are named, on their hosts,
 * or else every frame on the LAN of a stack's lab guests. Each link, or guest, is an interface.
 * @param output a file, `-` for standard output
 * @param seconds how long to record. Default: until it is interrupted
 */
export async function capture(
  stack: string,
  names: readonly string[],
  output: string,
  seconds: number | undefined,
): Promise<number> {
  if (seconds !== undefined && !(seconds > 0))
    throw new UserError("--seconds: is not a number above 0: give one, such as 30");
  const { what, stream, end } = names.length === 0 ? await fromSwitch(stack) : await fromHosts(stack, names);
  // npm changes to the project's folder; INIT_CWD is where the user is.
  const file = output === "-" ? undefined : resolve(process.env["INIT_CWD"] ?? ".", output);
  process.once("SIGINT", end);
  if (seconds !== undefined) setTimeout(end, seconds * 1000).unref();
  if (file !== undefined) say(`Recording ${what} to ${file}; Ctrl-C stops it`);
  const frames = new FrameCount();
  stream.on("data", (chunk: Buffer) => {
    frames.pass(chunk);
  });
  try {
    await pipeline(stream, file === undefined ? process.stdout : createWriteStream(file), { end: file !== undefined });
  } catch (error) {
    // Whoever reads standard output, such as Wireshark, has ended.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
    end();
  }
  if (file !== undefined) say(`Recorded ${frames.count.toLocaleString("en")} frame${frames.count === 1 ? "" : "s"}`);
  stream.destroy();
  return 0;
}

async function fromSwitch(stack: string): Promise<Source> {
  const stream = await captureFrom(switchFolder(stack));
  if (stream === undefined) throw noSwitch(stack);
  return { what: `the LAN of stack ${stack}`, stream, end: () => void stream.end() };
}

async function fromHosts(stack: string, names: readonly string[]): Promise<Source> {
  const fabric = await readFabric(stack);
  const links = linksOf(names, fabric);
  const stream = new PassThrough();
  try {
    const stop = await recordHosts(links, fabric, stream, connectSsh, say);
    return { what: links.map(({ name }) => name).join(", "), stream, end: stop };
  } catch (error) {
    throw new UserError(messageOf(error));
  }
}
