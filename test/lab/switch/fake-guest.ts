import { mkdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { GUEST_FILES, guestFolder } from "../../../lab/guest/folders";
import type { LanEnd } from "../../../lab/guest/lan";
import { TCG } from "../../../lab/guest/qemu-args";
import { identifyProcess, writeRecord, type RunningRecord } from "../../../lab/guest/record";
import { FrameReader } from "../../../lab/switch/frame-reader";
import { listenInside } from "../../../support/unix-socket";
import { SPEC } from "../guest-spec-sample";

/** A guest as its switch sees it: a folder, a record of a process that runs, and QEMU's sockets for LAN and monitor. */
export class FakeGuest {
  readonly folder: string;
  readonly record: RunningRecord;
  /** Frames that arrived, without the length in front. */
  readonly heard: Buffer[] = [];
  /** Whether its NIC has a carrier, as QEMU was told. */
  carrier = true;
  private readonly servers: Server[];
  private socket: Socket | undefined;

  /** @param lanPort absent: a Unix socket */
  constructor(lab: string, host: string, mac: string, lanPort?: number) {
    this.folder = guestFolder({ lab, host });
    mkdirSync(this.folder, { recursive: true });
    const process = identifyProcess(globalThis.process.pid) ?? { pid: 0, startTicks: 0 };
    const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
    this.record = { spec: { ...SPEC, lab, host, mac }, ...lanEnd(lanPort), machine, process };
    this.servers = [this.lan(), monitor((up) => (this.carrier = up))];
    writeRecord(this.folder, this.record);
  }

  async start(): Promise<void> {
    const lan = this.servers[0] as Server;
    const { lanPort } = this.record;
    if (lanPort === undefined) await listenInside(lan, this.folder, GUEST_FILES.lan);
    else await new Promise<void>((resolve) => lan.listen(lanPort, "127.0.0.1", resolve));
    await listenInside(this.servers[1] as Server, this.folder, GUEST_FILES.monitor);
  }

  send(record: Buffer): void {
    this.socket?.write(record);
  }

  /** Takes nothing more from the switch, like a guest that is stopped. */
  pause(): void {
    this.socket?.pause();
  }

  end(): void {
    const { process: _, ...dead } = this.record;
    writeRecord(this.folder, dead);
    this.socket?.destroy();
    for (const server of this.servers) server.close();
  }

  private lan(): Server {
    return createServer((socket) => {
      this.socket = socket;
      const reader = new FrameReader();
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        reader.read(chunk, (buffer, start, end) => this.heard.push(Buffer.from(buffer.subarray(start + 4, end))));
      });
    });
  }
}

function lanEnd(lanPort: number | undefined): LanEnd {
  return lanPort === undefined ? { lan: "stream" } : { lan: "socket", lanPort };
}

function monitor(setCarrier: (up: boolean) => void): Server {
  return createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const up = /"set_link".*"up":(true|false)/.exec(chunk.toString())?.[1];
      if (up !== undefined) setCarrier(up === "true");
      socket.write('{"return": {}}\n');
    });
  });
}
