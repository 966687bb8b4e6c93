/** A MAC as a number, so that it can be a key; 48 bits are exact in a double. */
export type Mac = number;

/** Bytes in front of a frame that hold its length, as QEMU's stream netdevs send it. */
export const PREFIX = 4;
/** The shortest frame that has both addresses and a type. */
const HEADER = 14;
const TAG_TYPES = [0x8100, 0x88a8];

/** Whether a frame has both addresses and a type. @param length bytes of the frame */
export function isWhole(length: number): boolean {
  return length >= HEADER;
}

/** The destination of the frame that starts at `frame`. */
export function destinationOf(buffer: Buffer, frame: number): Mac {
  return readMac(buffer, frame);
}

/** The source of the frame that starts at `frame`. */
export function sourceOf(buffer: Buffer, frame: number): Mac {
  return readMac(buffer, frame + 6);
}

/** The VLAN ID of the frame's outer tag; 0 without one, and for a tag that only holds a priority. */
export function vlanOf(buffer: Buffer, frame: number, length: number): number {
  const type = buffer.readUInt16BE(frame + 12);
  if (!TAG_TYPES.includes(type) || length < HEADER + 2) return 0;
  return buffer.readUInt16BE(frame + HEADER) & 0xfff;
}

/** Whether an address is for many: the broadcast or a multicast address. */
export function isGroup(mac: Mac): boolean {
  return Math.floor(mac / 2 ** 40) % 2 === 1;
}

/** Reads `02:00:00:00:00:01`. */
export function parseMac(text: string): Mac {
  return Number.parseInt(text.replaceAll(":", ""), 16);
}

function readMac(buffer: Buffer, at: number): Mac {
  return buffer.readUInt16BE(at) * 2 ** 32 + buffer.readUInt32BE(at + 2);
}
