import { ENHANCED_PACKET } from "../../lab/switch/pcapng";

/** Bytes in front of a block: its type, and its length with these and the length once more at its end. */
const HEAD = 8;

/** Counts the frames of a pcapng stream in little endian, however it is cut into pieces. */
export class FrameCount {
  count = 0;
  private head = Buffer.alloc(0);
  /** Bytes that are left of the block whose head has been read. */
  private rest = 0;

  pass(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.rest, chunk.length - at);
      this.rest -= skipped;
      at += skipped;
      if (this.rest > 0) return;
      const piece = chunk.subarray(at, at + HEAD - this.head.length);
      this.head = Buffer.concat([this.head, piece]);
      at += piece.length;
      if (this.head.length < HEAD) return;
      if (this.head.readUInt32LE(0) === ENHANCED_PACKET) this.count += 1;
      this.rest = this.head.readUInt32LE(4) - HEAD;
      this.head = Buffer.alloc(0);
    }
  }
}
