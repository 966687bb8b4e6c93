// The blocks of a pcapng file (draft-ietf-opsawg-pcapng), in little endian. Every block ends with its length once more, and
// all that is in it is padded to four bytes.

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
/** The type of a block that holds a frame. */
export const ENHANCED_PACKET = 6;
const ETHERNET = 1;
/** Option codes of the blocks below. */
const OPTION = { userApplication: 4, interfaceName: 2, timeResolution: 9, flags: 2, dropped: 4 };
/** Value of if_tsresol: powers of ten, so 6 is microseconds. */
const MICROSECONDS = 6;
const DIRECTION = { in: 1, out: 2 };

/** What is known about a recorded frame besides its bytes. */
export interface PacketFacts {
  /** The number of its interface: the place of that interface's block in the file, from 0. */
  readonly port: number;
  /** As the switch sees it: `in` is what a guest sends. */
  readonly direction: "in" | "out";
  /** Microseconds since 1970. */
  readonly time: number;
  /** Frames that could not be recorded since the one before. */
  readonly lost: number;
}

/** The beginning of a file. */
export function sectionHeader(application: string): Buffer {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(0x1a2b3c4d, 0);
  fixed.writeUInt16LE(1, 4);
  // The length of the section is not known.
  fixed.fill(0xff, 8);
  return block(SECTION_HEADER, fixed, options([OPTION.userApplication, Buffer.from(application)]));
}

/** Declares an interface under the next number. */
export function interfaceDescription(name: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(ETHERNET, 0);
  const named = [OPTION.interfaceName, Buffer.from(name)] as const;
  return block(INTERFACE, fixed, options(named, [OPTION.timeResolution, Buffer.of(MICROSECONDS)]));
}

/** A frame. */
export function enhancedPacket({ port, direction, time, lost }: PacketFacts, frame: Buffer): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(port, 0);
  fixed.writeUInt32LE(Math.floor(time / 2 ** 32), 4);
  fixed.writeUInt32LE(time % 2 ** 32, 8);
  fixed.writeUInt32LE(frame.length, 12);
  fixed.writeUInt32LE(frame.length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(DIRECTION[direction], 0);
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(lost));
  const known = lost === 0 ? options([OPTION.flags, flags]) : options([OPTION.flags, flags], [OPTION.dropped, count]);
  return block(ENHANCED_PACKET, fixed, padded(frame), known);
}

function block(type: number, ...parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 12);
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(size, 4);
  tail.writeUInt32LE(size, 0);
  return Buffer.concat([head, ...parts, tail], size);
}

function options(...list: readonly (readonly [code: number, value: Buffer])[]): Buffer {
  const parts = list.flatMap(([code, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    return [head, padded(value)];
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function padded(bytes: Buffer): Buffer {
  const missing = -bytes.length & 3;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
