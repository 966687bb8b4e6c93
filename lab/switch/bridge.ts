import type { BridgePort } from "./bridge-port";
import { destinationOf, isGroup, isWhole, PREFIX, sourceOf, vlanOf, type Mac } from "./ethernet";
import { MacTable } from "./mac-table";
import { refuseFrom, refuseTo } from "./policy";

/** Sees every frame on the cable of a port: what its guest sends, and what is delivered to it. */
export type Tap = (port: string, direction: "in" | "out", frame: Buffer) => void;

/** Forwards frames between ports: to the port where the destination was seen, else to all others. Never back. */
export class Bridge {
  /** Those who record. */
  readonly taps = new Set<Tap>();
  private readonly table = new MacTable<BridgePort>();
  private readonly ports = new Set<BridgePort>();
  private readonly pending = new Set<BridgePort>();

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  plug(port: BridgePort): void {
    this.ports.add(port);
  }

  unplug(port: BridgePort): void {
    this.ports.delete(port);
    this.table.forgetPort(port);
  }

  /** Takes the frame from start to end of a buffer, with its length in front. `flush` sends what was taken. */
  receive(from: BridgePort, buffer: Buffer, start: number, end: number): void {
    const frame = start + PREFIX;
    const { policy, counters } = from;
    if (!policy.link) {
      from.drop("link down");
      return;
    }
    counters.received += 1;
    for (const tap of this.taps) tap(from.name, "in", buffer.subarray(frame, end));
    if (!isWhole(end - frame)) {
      from.drop("malformed");
      return;
    }
    const now = this.now();
    const [source, destination] = [sourceOf(buffer, frame), destinationOf(buffer, frame)];
    const vlan = vlanOf(buffer, frame, end - frame);
    const refusal = this.isLost(policy.loss)
      ? "lost"
      : refuseFrom(policy, from.mac, { source, destination, vlan }, from.senders, now);
    if (refusal !== undefined) {
      from.drop(refusal);
      return;
    }
    this.table.learn(vlan, source, from, now);
    const known = isGroup(destination) ? undefined : this.table.find(vlan, destination, now);
    if (known === from) return;
    if (known !== undefined) this.deliver(known, destination, vlan, buffer, start, end);
    else {
      for (const port of this.ports) if (port !== from) this.deliver(port, destination, vlan, buffer, start, end);
    }
  }

  /** Sends everything that was received from a port since the last call. */
  flush(from: BridgePort): void {
    for (const port of this.pending) port.flush(from.policy.delay + port.policy.delay);
    this.pending.clear();
  }

  private deliver(to: BridgePort, destination: Mac, vlan: number, buffer: Buffer, start: number, end: number): void {
    const { policy } = to;
    const refusal =
      refuseTo(policy, to.mac, { destination, vlan }) ??
      (this.isLost(policy.loss) ? "lost" : to.isFull ? "queue full" : undefined);
    if (refusal !== undefined) {
      to.drop(refusal);
      return;
    }
    for (const tap of this.taps) tap(to.name, "out", buffer.subarray(start + PREFIX, end));
    to.queue(buffer, start, end);
    this.pending.add(to);
  }

  private isLost(fraction: number): boolean {
    return fraction > 0 && this.random() < fraction;
  }
}
