import { createServer, type Server, type Socket } from "node:net";
import { messageOf } from "../../support/errors";
import type { PortPolicy } from "./policy";

/** What can be asked of a switch: one line of JSON on its socket. */
export type Request =
  | { readonly verb: "show" }
  /** Answered once the guest is connected. */
  | { readonly verb: "attach"; readonly port: string }
  | { readonly verb: "set"; readonly port: string; readonly policy: PortPolicy }
  /** Answered with a pcapng file that goes on until the client ends its half of the connection. */
  | { readonly verb: "capture" };

/** A port as `show` reports it. */
export interface PortStatus {
  readonly name: string;
  readonly connected: boolean;
  readonly policy: PortPolicy;
  /** Frames that its guest has sent, and that were sent to it. */
  readonly received: number;
  readonly sent: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The answer to everything but a capture: one line of JSON. */
export type Answer =
  { readonly ok: true; readonly ports: readonly PortStatus[] } | { readonly ok: false; readonly error: string };

export interface Handlers {
  readonly answer: (request: Exclude<Request, { verb: "capture" }>) => Promise<readonly PortStatus[]>;
  readonly capture: (socket: Socket) => void;
}

/** Serves the requests of a switch. */
export function controlServer({ answer, capture }: Handlers): Server {
  // Half open, so that a recording can be ended with its last frame whole.
  return createServer({ allowHalfOpen: true }, (socket) => {
    let line = "";
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    const read = (chunk: Buffer): void => {
      line += chunk.toString();
      if (!line.includes("\n")) return;
      socket.off("data", read);
      void respond(socket, line);
    };
    socket.on("data", read);
  });

  async function respond(socket: Socket, line: string): Promise<void> {
    try {
      const request = JSON.parse(line) as Request;
      if (request.verb === "capture") capture(socket);
      else send(socket, { ok: true, ports: await answer(request) });
    } catch (error) {
      send(socket, { ok: false, error: messageOf(error) });
    }
  }
}

function send(socket: Socket, answer: Answer): void {
  socket.end(`${JSON.stringify(answer)}\n`);
}
