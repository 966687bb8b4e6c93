import type { Socket } from "node:net";
import type { Cable } from "./bridge-port";

/** A cable over a connection to a guest's QEMU. */
export function cableOver(socket: Socket): Cable {
  return {
    get waiting() {
      return socket.writableLength;
    },
    write: (slices) => {
      if (socket.destroyed) return;
      // One system call for all of them.
      socket.cork();
      for (const slice of slices) socket.write(slice);
      socket.uncork();
    },
  };
}
