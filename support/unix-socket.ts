import { closeSync, constants, openSync } from "node:fs";
import { connect, type Server, type Socket } from "node:net";

/** The path of a socket through a descriptor of its folder: it is limited to 107 bytes, and a folder's may be longer. */
function shortPath(folder: string, name: string): { readonly path: string; release(): void } {
  const descriptor = openSync(folder, constants.O_DIRECTORY);
  return {
    path: `/proc/self/fd/${descriptor}/${name}`,
    release: () => {
      closeSync(descriptor);
    },
  };
}

/** Connects to a Unix socket in a folder; undefined if nobody listens there, or there is no such folder. */
export function connectInside(folder: string, name: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    let short: ReturnType<typeof shortPath>;
    try {
      short = shortPath(folder, name);
    } catch {
      resolve(undefined);
      return;
    }
    const socket = connect(short.path);
    socket.once("connect", () => {
      short.release();
      socket.removeAllListeners("error").on("error", () => undefined);
      resolve(socket);
    });
    socket.once("error", () => {
      short.release();
      resolve(undefined);
    });
  });
}

/** Has a server listen on a Unix socket in a folder. The descriptor stays open: closing the server removes its path. */
export function listenInside(server: Server, folder: string, name: string): Promise<void> {
  const { path } = shortPath(folder, name);
  return new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
}
