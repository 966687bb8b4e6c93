import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { UserError } from "../../support/errors";
import { connectInside } from "../../support/unix-socket";
import type { Answer, PortStatus, Request } from "./control";
import { SWITCH_FILES } from "./record";

/** Milliseconds after which a switch that says nothing counts as gone. Only `attach` waits for something. */
const PATIENCE = { show: 10_000, set: 30_000, attach: 30_000, capture: 10_000 };

/** Asks a switch; undefined if none answers. @throws UserError with what the switch refuses */
export async function askSwitch(folder: string, request: Request): Promise<readonly PortStatus[] | undefined> {
  const socket = await send(folder, request);
  if (socket === undefined) return undefined;
  const printed = await text(socket).catch(() => "");
  // It ended before it answered.
  if (printed === "") return undefined;
  const answer = JSON.parse(printed) as Answer;
  if (!answer.ok) throw new UserError(answer.error);
  return answer.ports;
}

/** Has a switch record; the stream is a pcapng file. Undefined if no switch answers. */
export async function captureFrom(folder: string): Promise<Socket | undefined> {
  const socket = await send(folder, { verb: "capture" });
  return socket?.setTimeout(0);
}

async function send(folder: string, request: Request): Promise<Socket | undefined> {
  const socket = await connectInside(folder, SWITCH_FILES.control);
  socket?.setTimeout(PATIENCE[request.verb], () => socket.destroy());
  socket?.write(`${JSON.stringify(request)}\n`);
  return socket;
}
