import type { Problem } from "../../support/problem";
import { canonicalAddress, fromValue, parseRange } from "../ip";
import type { Origin } from "./origins";
import { isMap, type Raw } from "./raw-containers";

/** The container at a position among those of a `count`: it has the addresses at that position of all ranges. */
export function countedContainer({ count: _count, ...shared }: Raw, index: number): Raw {
  const { attach, bridges } = shared;
  return {
    ...shared,
    ...(isMap(attach) ? { attach: mapValues(attach, (given) => attachmentAt(given, index)) } : {}),
    ...(isMap(bridges) ? { bridges: mapValues(bridges, (given) => addressesAt(given, index)) } : {}),
  };
}

function attachmentAt(given: unknown, index: number): unknown {
  return isMap(given) ? { ...given, address: addressesAt(given["address"], index) } : addressesAt(given, index);
}

function addressesAt(given: unknown, index: number): unknown {
  if (Array.isArray(given)) return given.map((each) => addressesAt(each, index));
  const range = typeof given === "string" ? parseRange(given) : undefined;
  if (range === undefined || range.first === range.last) return given;
  const value = range.first + BigInt(index);
  // Beyond its end there is a problem already.
  return value > range.last ? fromValue(range.family, range.last).text : fromValue(range.family, value).text;
}

/** What of a container cannot be that of several: fixed addresses that are not shared, and MACs. */
export function findCountProblems(
  container: Raw,
  count: number,
  { path, keys }: Origin,
  isShared: (segment: string, address: string) => boolean,
): Problem[] {
  const { attach, bridges } = container;
  const pathOf = (key: string): string => `${keys.get(key) ?? path}.${key}`;
  return [
    ...entries(attach).flatMap(([segment, given]) => {
      const place = `${pathOf("attach")}.${segment}`;
      const mayShare = (address: string): boolean => isShared(segment, address);
      if (!isMap(given)) return findShortages(place, given, count, mayShare);
      const mac: Problem[] =
        given["mac"] === undefined || count < 2
          ? []
          : [{ path: `${place}.mac`, message: `is one MAC for ${count} containers: remove it` }];
      return [...findShortages(`${place}.address`, given["address"], count, mayShare), ...mac];
    }),
    ...entries(bridges).flatMap(([bridge, given]) =>
      findShortages(`${pathOf("bridges")}.${bridge}`, given, count, () => false),
    ),
  ];
}

/** Ranges with fewer addresses than there are containers. */
function findShortages(path: string, given: unknown, count: number, mayShare: (address: string) => boolean): Problem[] {
  if (Array.isArray(given)) {
    return given.flatMap((each, index) => findShortages(`${path}.${index}`, each, count, mayShare));
  }
  const range = typeof given === "string" ? parseRange(given) : undefined;
  if (range === undefined || typeof given !== "string" || mayShare(canonicalAddress(given))) return [];
  const size = range.last - range.first + 1n;
  if (size >= BigInt(count)) return [];
  const [first, last] = [range.first, range.first + BigInt(count) - 1n].map(
    (value) => fromValue(range.family, value).text,
  );
  const has = size === 1n ? "is 1 address" : `has ${size} addresses`;
  const message = `${given} ${has}, and count is ${count}: write ${first ?? ""}-${last ?? ""}, or auto`;
  return [{ path, message }];
}

function entries(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

function mapValues(map: Raw, change: (value: unknown) => unknown): Raw {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
