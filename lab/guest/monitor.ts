import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { shellWord } from "../../support/shell-word";
import { connectInside } from "../../support/unix-socket";
import { GUEST_FILES } from "./folders";

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

const ENDED = "its QEMU process has ended";

/** QEMU's monitor (QMP) of one guest. */
export class Monitor {
  private ended = false;
  private readonly waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];

  private constructor(private readonly socket: Socket) {
    createInterface({ input: socket }).on("line", (line) => {
      this.receive(JSON.parse(line) as Answer);
    });
    socket.on("close", () => {
      this.ended = true;
      for (const call of this.waiting.splice(0)) call.reject(new Error(ENDED));
    });
  }

  /** Connects to the monitor in a guest's folder, waiting until QEMU has created it or `isRunning` rules that out. */
  static async open(folder: string, isRunning: () => boolean): Promise<Monitor> {
    for (;;) {
      const socket = await connectInside(folder, GUEST_FILES.monitor);
      if (socket !== undefined) {
        const monitor = new Monitor(socket);
        await monitor.call("qmp_capabilities");
        return monitor;
      }
      if (!isRunning()) throw new Error(ENDED);
      await sleep(20);
    }
  }

  call(execute: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.ended) throw new Error(ENDED);
      this.waiting.push({ resolve, reject });
      this.socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(answer: Answer): void {
    if (answer.error !== undefined) this.waiting.shift()?.reject(new Error(answer.error.desc));
    else if ("return" in answer) this.waiting.shift()?.resolve(answer.return);
  }
}

/** Works with the monitor in a guest's folder, and disconnects so that others can. */
export async function withMonitor<T>(
  folder: string,
  isRunning: () => boolean,
  work: (monitor: Monitor) => Promise<T>,
): Promise<T> {
  const monitor = await Monitor.open(folder, isRunning);
  try {
    return await work(monitor);
  } finally {
    monitor.close();
  }
}

/** Whether a guest has not begun to run because it was never given the state that it should resume. */
export async function isWaitingForState(folder: string, isRunning: () => boolean): Promise<boolean> {
  const answer = await withMonitor(folder, isRunning, (monitor) => monitor.call("query-status"));
  return (answer as { status: string }).status === "inmigrate";
}

/** Gives the guest's NIC on the LAN a carrier, or takes it away. */
export async function setLink(monitor: Monitor, up: boolean): Promise<void> {
  await monitor.call("set_link", { name: "lan", up });
}

/** Saves everything but the memory, which is in a file already, and leaves the guest stopped. */
export async function saveState(monitor: Monitor, file: string): Promise<void> {
  await ignoreSharedMemory(monitor);
  await monitor.call("migrate", { uri: `exec:cat > ${shellWord(file)}` });
  await untilMigrated(monitor);
}

/** Loads a saved state and resumes the guest. */
export async function loadState(monitor: Monitor, file: string): Promise<void> {
  await ignoreSharedMemory(monitor);
  await monitor.call("migrate-incoming", { uri: `exec:cat ${shellWord(file)}` });
  await untilMigrated(monitor);
}

/** Whether QEMU rejected a state, judging by its answer or by the end of its log. Rejecting one ends it. */
export function isRefusal(error: unknown, log: string): boolean {
  return error instanceof StateRefused || /load of migration failed/.test(log);
}

class StateRefused extends Error {}

async function ignoreSharedMemory(monitor: Monitor): Promise<void> {
  const capabilities = [{ capability: "x-ignore-shared", state: true }];
  await monitor.call("migrate-set-capabilities", { capabilities });
}

async function untilMigrated(monitor: Monitor): Promise<void> {
  for (;;) {
    const { status, "error-desc": reason } = (await monitor.call("query-migrate")) as Record<
      string,
      string | undefined
    >;
    if (status === "completed") return;
    if (status === "failed" || status === "cancelled")
      throw new StateRefused(`QEMU rejected the state: ${reason ?? status}`);
    await sleep(20);
  }
}
