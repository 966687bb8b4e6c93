import { parseAddress } from "../ip";
import type { PlannedAddress, PlannedRange } from "./address-plan";

type Reserved = Readonly<Record<string, string>>;

/** The place of reserved entries. */
export interface ReservedPlace {
  readonly domain: string;
  readonly switch?: string;
  readonly path: string;
  /** The subnet that an entry has to lie in. */
  readonly subnetFor: (text: string) => string;
}

/** The single addresses among the reserved entries. */
export function reservedAddresses(reserved: Reserved, place: ReservedPlace): PlannedAddress[] {
  return Object.entries(reserved).flatMap(([name, value]): PlannedAddress[] => {
    const address = parseAddress(value)?.text;
    return address === undefined ? [] : [{ ...entryOf(name, value, place), kind: "reserved", address }];
  });
}

/** The ranges among the reserved entries. */
export function reservedRanges(reserved: Reserved, place: ReservedPlace): PlannedRange[] {
  return Object.entries(reserved).flatMap(([name, value]): PlannedRange[] => {
    if (parseAddress(value) !== undefined) return [];
    return [{ ...entryOf(name, value, place), kind: "reserved", range: value }];
  });
}

function entryOf(name: string, value: string, { subnetFor, path, ...place }: ReservedPlace) {
  return { ...place, subnet: subnetFor(value), owner: `${name} (reserved)`, path: `${path}.${name}` };
}
