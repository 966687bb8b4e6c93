import { connect, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import { connectInside } from "../../support/unix-socket";
import { qemuVersion } from "../image/key";
import { deriveLanPort } from "./derive";
import { GUEST_FILES } from "./folders";
import { freePortFrom } from "./port";

/** Where a guest's QEMU waits for the switch. */
export interface LanEnd {
  /** `stream`: on a Unix socket in the guest's folder. `socket`: on a TCP port, as a QEMU before 7.2 knows no other. */
  readonly lan: "stream" | "socket";
  /** The port on 127.0.0.1; only with `socket`. */
  readonly lanPort?: number;
}

/** Chooses what the installed QEMU knows. Frames look the same on both, and both take the next switch after the last. */
export async function chooseLan(folder: string): Promise<LanEnd> {
  if (lanOf(await qemuVersion()) === "stream") return { lan: "stream" };
  return { lan: "socket", lanPort: await freePortFrom(deriveLanPort(dirname(folder), basename(folder))) };
}

/** @param printed what QEMU prints for `--version`; one that it cannot be read from counts as new */
export function lanOf(printed: string): LanEnd["lan"] {
  const [, major = "", minor = ""] = /version (\d+)\.(\d+)/.exec(printed) ?? [];
  return major === "" || Number(major) * 100 + Number(minor) >= 702 ? "stream" : "socket";
}

/** Connects to a guest as its switch; undefined if nobody waits there. */
export function connectLan(folder: string, { lanPort }: Partial<LanEnd>): Promise<Socket | undefined> {
  return lanPort === undefined ? connectInside(folder, GUEST_FILES.lan) : connectPort(lanPort);
}

function connectPort(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("connect", () => {
      socket.removeAllListeners("error").on("error", () => undefined);
      resolve(socket);
    });
    socket.once("error", () => {
      resolve(undefined);
    });
  });
}
