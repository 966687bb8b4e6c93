import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../../lab/switch/frame-reader";
import { prefixed } from "./frames";

function read(reader: FrameReader, chunk: Buffer): string[] {
  const frames: string[] = [];
  reader.read(chunk, (buffer, start, end) => frames.push(buffer.subarray(start, end).toString("hex")));
  return frames;
}

describe("FrameReader", () => {
  it("gives back every frame, wherever the stream is cut", () => {
    const frame = fc.uint8Array({ maxLength: 60 }).map((bytes) => prefixed(Buffer.from(bytes)));
    fc.assert(
      fc.property(fc.array(frame), fc.array(fc.nat(12)), (frames, cuts) => {
        const stream = Buffer.concat(frames);
        const reader = new FrameReader();
        const found: string[] = [];
        let at = 0;
        for (const size of [...cuts, stream.length]) {
          found.push(...read(reader, stream.subarray(at, at + size)));
          at = Math.min(stream.length, at + size);
        }
        expect(found).toEqual(frames.map((each) => each.toString("hex")));
      }),
    );
  });

  it("copies nothing but a frame that is cut", () => {
    const chunk = Buffer.concat([prefixed(Buffer.alloc(20)), prefixed(Buffer.alloc(20)), Buffer.from([0, 0])]);
    const seen: [boolean, number, number][] = [];
    new FrameReader().read(chunk, (buffer, start, end) => seen.push([buffer === chunk, start, end]));
    expect(seen).toEqual([
      [true, 0, 24],
      [true, 24, 48],
    ]);
  });

  it("refuses a length that no frame has", () => {
    expect(() => read(new FrameReader(), Buffer.from("ffffffff", "hex"))).toThrow(/4294967295 bytes/);
  });
});
