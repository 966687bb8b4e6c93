import { parseAddress } from "../../topology/ip";

/** Numbers of record types (RFC 1035, RFC 3596). */
const TYPES = { A: 1, AAAA: 28 } as const;

/**
 * A query by UDP for one name, with recursion desired.
 * @param id 16 bits that the reply repeats
 */
export function dnsQuery(name: string, type: keyof typeof TYPES, id: number): Uint8Array {
  const labels = name.split(".").filter((label) => label !== "");
  const question = labels.flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Uint8Array.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...question, 0, 0, TYPES[type], 0, 1]);
}

export interface DnsReply {
  /** `NOERROR`, `NXDOMAIN`, … */
  readonly status: string;
  /** The addresses among the answers, in canonical notation. */
  readonly addresses: readonly string[];
}

const STATUSES = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

/** Reads a reply; undefined where it is malformed. */
export function parseDnsReply(bytes: Uint8Array): DnsReply | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const code = view.getUint8(3) & 15;
    let at = 12;
    for (let left = view.getUint16(4); left > 0; left -= 1) at = skipName(view, at) + 4;
    const addresses: string[] = [];
    for (let left = view.getUint16(6); left > 0; left -= 1) {
      at = skipName(view, at);
      const length = view.getUint16(at + 8);
      const data = bytes.subarray(at + 10, at + 10 + length);
      const type = view.getUint16(at);
      at += 10 + length;
      if (at > bytes.length) return undefined;
      if (type === TYPES.A || type === TYPES.AAAA) addresses.push(addressText(data));
    }
    return { status: STATUSES[code] ?? `status ${code}`, addresses };
  } catch {
    return undefined;
  }
}

/** The place behind a name: labels to an empty one, or to a pointer of two bytes. */
function skipName(view: DataView, start: number): number {
  let at = start;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) {
    if (length >= 192) return at + 2;
    at += 1 + length;
  }
  return at + 1;
}

function addressText(data: Uint8Array): string {
  if (data.length === 4) return data.join(".");
  const words = Buffer.from(data).toString("hex").match(/.{4}/g) ?? [];
  return parseAddress(words.join(":"))?.text ?? words.join(":");
}
