import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { switchFolder } from "../lab/guest/folders";
import { captureFrom } from "../lab/switch/client";
import { noSwitch } from "../lab/switch/show-or-set";
import { UserError } from "../support/errors";
import { say } from "../support/terminal";

/**
 * Records every frame on the LAN of a stack's lab guests, with one interface for each guest, until it is interrupted.
 * @param output a file, `-` for standard output
 * @param seconds how long to record. Default: until it is interrupted
 */
export async function capture(stack: string, output: string, seconds: number | undefined): Promise<number> {
  if (seconds !== undefined && !(seconds > 0))
    throw new UserError("--seconds: is not a number above 0: give one, such as 30");
  const stream = await captureFrom(switchFolder(stack));
  if (stream === undefined) throw noSwitch(stack);
  // npm changes to the project's folder; INIT_CWD is where the user is.
  const file = output === "-" ? undefined : resolve(process.env["INIT_CWD"] ?? ".", output);
  // The switch then ends the file with a whole frame.
  const end = (): void => void stream.end();
  process.once("SIGINT", end);
  if (seconds !== undefined) setTimeout(end, seconds * 1000).unref();
  if (file !== undefined) say(`Recording the LAN of stack ${stack} to ${file}; Ctrl-C stops it`);
  try {
    await pipeline(stream, file === undefined ? process.stdout : createWriteStream(file), { end: file !== undefined });
  } catch (error) {
    // Whoever reads standard output, such as Wireshark, has ended.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
  if (file !== undefined) say(`Recorded ${stream.bytesRead} bytes`);
  stream.destroy();
  return 0;
}
