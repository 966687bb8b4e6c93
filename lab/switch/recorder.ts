import type { Writable } from "node:stream";
import type { Tap } from "./bridge";
import { enhancedPacket, interfaceDescription, sectionHeader } from "./pcapng";

/** Bytes that may wait for a reader that is slower than the guests. Frames on top of them are counted, not recorded. */
const QUEUE_BYTES = 32 * 2 ** 20;

/** Writes what a switch carries as pcapng to a stream. Ports become interfaces when the first frame passes them. */
export class Recorder {
  private readonly interfaces = new Map<string, number>();
  private lost = 0;

  /** @param names the ports that are there already, so that they are in the file even if nothing passes them */
  constructor(
    private readonly out: Writable,
    names: readonly string[],
  ) {
    out.write(sectionHeader("macvlan-fabric"));
    for (const name of names) this.interfaceOf(name);
  }

  readonly tap: Tap = (name, direction, frame) => {
    if (this.out.writableLength > QUEUE_BYTES) {
      this.lost += 1;
      return;
    }
    const port = this.interfaceOf(name);
    const time = Math.round((performance.timeOrigin + performance.now()) * 1000);
    this.out.write(enhancedPacket({ port, direction, time, lost: this.lost }, frame));
    this.lost = 0;
  };

  private interfaceOf(name: string): number {
    const known = this.interfaces.get(name);
    if (known !== undefined) return known;
    const number = this.interfaces.size;
    this.interfaces.set(name, number);
    this.out.write(interfaceDescription(name));
    return number;
  }
}
