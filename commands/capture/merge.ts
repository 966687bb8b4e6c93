import type { Writable } from "node:stream";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../lab/switch/pcapng";

interface Frame {
  readonly port: number;
  readonly direction: "in" | "out";
  /** Microseconds since 1970, by the clock of this machine. */
  readonly time: number;
  readonly bytes: Buffer;
}

/** Microseconds that a frame of one host may arrive later than one of another. */
const LATE = 1_500_000;

/** Writes the frames of several links to one pcapng file, in the order of their time, as far as they are not too late. */
export class Merge {
  private waiting: Frame[] = [];
  private readonly lost = new Map<number, number>();

  /** @param names of the interfaces; a frame's port is the place in this list */
  constructor(
    private readonly out: Writable,
    names: readonly string[],
  ) {
    out.write(sectionHeader("macvlan-fabric"));
    for (const name of names) out.write(interfaceDescription(name));
  }

  add(frame: Frame): void {
    this.waiting.push(frame);
  }

  /** Frames of a link that could not be recorded. */
  lose(port: number, count: number): void {
    this.lost.set(port, (this.lost.get(port) ?? 0) + count);
  }

  /** Writes what can no longer be overtaken. */
  flush(now: number): void {
    this.waiting.sort((a, b) => a.time - b.time);
    const end = this.waiting.findIndex(({ time }) => time > now - LATE);
    const due = this.waiting.splice(0, end < 0 ? this.waiting.length : end);
    for (const { port, direction, time, bytes } of due) {
      this.out.write(enhancedPacket({ port, direction, time, lost: this.lost.get(port) ?? 0 }, bytes));
      this.lost.delete(port);
    }
  }

  end(): void {
    this.flush(Infinity);
    this.out.end();
  }
}
