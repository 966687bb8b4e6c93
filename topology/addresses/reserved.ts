import type { PlannedAddress, PlannedRange } from "../addresses";
import { parseAddress } from "../ip";

type Reserved = Readonly<Record<string, string>>;
type Place = Pick<PlannedRange, "subnet" | "domain" | "path">;

/** The single addresses among the reserved entries. */
export function reservedAddresses(reserved: Reserved, place: Place): PlannedAddress[] {
  return Object.entries(reserved).flatMap(([name, value]): PlannedAddress[] => {
    const address = parseAddress(value)?.text;
    return address === undefined ? [] : [{ ...entryOf(name, place), kind: "reserved", address }];
  });
}

/** The ranges among the reserved entries. */
export function reservedRanges(reserved: Reserved, place: Place): PlannedRange[] {
  return Object.entries(reserved).flatMap(([name, value]): PlannedRange[] => {
    return parseAddress(value) === undefined ? [{ ...entryOf(name, place), kind: "reserved", range: value }] : [];
  });
}

function entryOf(name: string, { subnet, domain, path }: Place): Place & { owner: string } {
  return { subnet, domain, owner: `${name} (reserved)`, path: `${path}.${name}` };
}
