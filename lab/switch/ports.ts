import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { connectLan } from "../guest/lan";
import { setLink, withMonitor } from "../guest/monitor";
import { isAlive, readRecord, type GuestRecord } from "../guest/record";
import type { Bridge } from "./bridge";
import { BridgePort } from "./bridge-port";
import { cableOver } from "./cable";
import { FrameReader } from "./frame-reader";
import { OPEN, type PortPolicy } from "./policy";

/** A guest of the lab, whether it runs or not. */
interface Place {
  readonly folder: string;
  readonly record: GuestRecord;
}

/** The ports of a switch: one for each guest that runs, found in the folders of the lab's guests. */
export class Ports {
  private readonly plugged = new Map<string, BridgePort>();
  private readonly connecting = new Set<string>();

  /** @param policies by guest; a policy outlives the connection */
  constructor(
    private readonly labFolder: string,
    private readonly bridge: Bridge,
    private readonly policies: Map<string, PortPolicy>,
  ) {}

  /** The guests of the lab that were ever started, by name. */
  guests(): Map<string, Place> {
    const folders = foldersIn(this.labFolder).map((name) => join(this.labFolder, name));
    return new Map(
      folders.flatMap((folder) => {
        const record = readRecord(folder);
        return record === undefined ? [] : [[record.spec.host, { folder, record }]];
      }),
    );
  }

  find(name: string): BridgePort | undefined {
    return this.plugged.get(name);
  }

  policyOf(name: string): PortPolicy {
    return this.policies.get(name) ?? OPEN;
  }

  /** Connects to all guests that run and are not connected yet. @returns whether any guest runs */
  async scan(): Promise<boolean> {
    const alive = [...this.guests()].filter(([, { record }]) => isAlive(record.process));
    await Promise.all(alive.map(([name, place]) => this.connect(name, place)));
    return alive.length > 0 || this.plugged.size > 0;
  }

  /** Sets the policy of a port. The guest's NIC loses its carrier with the link, as it would at a real switch. */
  async apply(name: string, policy: PortPolicy): Promise<void> {
    this.policies.set(name, policy);
    const port = this.plugged.get(name);
    if (port === undefined) return;
    const before = port.policy;
    port.policy = policy;
    if (before.macLimit !== policy.macLimit) port.senders.clear();
    if (before.link !== policy.link) await this.setCarrier(name, policy.link);
  }

  private async connect(name: string, { folder, record }: Place): Promise<void> {
    if (this.plugged.has(name) || this.connecting.has(name)) return;
    this.connecting.add(name);
    const socket = await connectLan(folder, record).finally(() => this.connecting.delete(name));
    if (socket === undefined) return;
    const port = new BridgePort(name, record.spec.mac, cableOver(socket));
    port.policy = this.policyOf(name);
    this.plugged.set(name, port);
    this.bridge.plug(port);
    this.listen(socket, port);
    if (!port.policy.link) await this.setCarrier(name, false);
  }

  private listen(socket: Socket, port: BridgePort): void {
    const reader = new FrameReader();
    socket.on("data", (chunk) => {
      try {
        reader.read(chunk, (buffer, start, end) => {
          this.bridge.receive(port, buffer, start, end);
        });
      } catch (error) {
        process.stderr.write(`${port.name}: ${String(error)}\n`);
        socket.destroy();
      }
      this.bridge.flush(port);
    });
    socket.on("close", () => {
      this.bridge.unplug(port);
      this.plugged.delete(port.name);
    });
  }

  private async setCarrier(name: string, up: boolean): Promise<void> {
    const place = this.guests().get(name);
    const running = place?.record.process;
    if (place === undefined || running === undefined) return;
    await withMonitor(
      place.folder,
      () => isAlive(running),
      (monitor) => setLink(monitor, up),
    );
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}
