import { PREFIX } from "./ethernet";

/** Receives one frame with the length in front of it: the bytes from start to end of a buffer. */
export type EachFrame = (buffer: Buffer, start: number, end: number) => void;

/** The largest frame that QEMU sends, with room for tags. */
const LONGEST = 68 * 1024;
const NOTHING = Buffer.alloc(0);

/** Finds the frames in a stream of bytes. Only a frame that is cut in two by a read is copied. */
export class FrameReader {
  private rest: Buffer = NOTHING;

  /** @throws Error if the stream cannot be one of frames; it must not be read on */
  read(chunk: Buffer, each: EachFrame): void {
    let at = this.rest.length > 0 ? this.complete(chunk, each) : 0;
    while (chunk.length - at >= PREFIX) {
      const end = at + sizeAt(chunk, at);
      if (end > chunk.length) break;
      each(chunk, at, end);
      at = end;
    }
    // A copy, so that a few bytes do not keep all of the chunk.
    if (at < chunk.length) this.rest = Buffer.from(chunk.subarray(at));
  }

  /** Adds to the frame that was cut what it lacks. @returns how much of the chunk that took */
  private complete(chunk: Buffer, each: EachFrame): number {
    let taken = this.take(PREFIX, chunk, 0);
    if (this.rest.length < PREFIX) return taken;
    const size = sizeAt(this.rest, 0);
    taken = this.take(size, chunk, taken);
    if (this.rest.length < size) return taken;
    const frame = this.rest;
    this.rest = NOTHING;
    each(frame, 0, size);
    return taken;
  }

  private take(wanted: number, chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + Math.max(0, wanted - this.rest.length));
    if (to > from) this.rest = Buffer.concat([this.rest, chunk.subarray(from, to)]);
    return to;
  }
}

function sizeAt(buffer: Buffer, at: number): number {
  const length = buffer.readUInt32BE(at);
  if (length > LONGEST) throw new Error(`a frame of ${length} bytes was announced`);
  return PREFIX + length;
}
