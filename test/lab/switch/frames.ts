import { PREFIX } from "../../../lab/switch/ethernet";

export const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** A frame with its length in front, as QEMU sends it. */
export function record(to: string, from: string, { vlan, text = "" }: { vlan?: number; text?: string } = {}): Buffer {
  const tag = vlan === undefined ? "" : `8100${vlan.toString(16).padStart(4, "0")}`;
  const head = Buffer.from(`${to}${from}`.replaceAll(":", "") + `${tag}88b5`, "hex");
  return prefixed(Buffer.concat([head, Buffer.from(text)]));
}

export function prefixed(frame: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(frame.length);
  return Buffer.concat([prefix, frame]);
}
