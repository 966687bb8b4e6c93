import { createHash } from "node:crypto";
import type { Problem } from "../../support/problem";
import {
  canonicalSubnet,
  contains,
  covers,
  fromValue,
  intersect,
  mergeRanges,
  parseAddress,
  parseSubnet,
  type Range,
  type Subnet,
} from "../ip";
import type { SegmentConfiguration } from "../schema/fabric-schema";
import type { AssignedRange } from "./topology";

type Pool = NonNullable<SegmentConfiguration["pool"]>;

interface Request extends Pick<SegmentConfiguration, "ipRanges"> {
  /** The path of the subnet's entry in the configuration. */
  readonly path: string;
  readonly gateway: string | undefined;
  /** Canonical. */
  readonly subnet: string;
  readonly pool: SegmentConfiguration["pool"] | undefined;
  /** The hosts that carry the segment, in the order of the configuration. */
  readonly hosts: readonly string[];
}

/** The ranges of a segment, and the block that they are cut from. */
export interface Assigned {
  readonly ranges: ReadonlyMap<string, AssignedRange>;
  readonly problems: readonly Problem[];
  /** Absent without a pool, and when the pool is misplaced. */
  readonly block?: string;
}

/**
 * Assigns a range of automatic addresses to each host: the one in `ipRanges`, or one from the pool.
 *
 * A changed range replaces the network, so hosts have to keep their ranges when others come and go. Each host therefore starts
 * its search at a place that depends only on its name, and takes the first free one, in the order of the configuration. A
 * host added at the end moves no other; one added or removed elsewhere moves only the few that prefer the same place.
 */
export function assignRanges(request: Request): Assigned {
  const { ipRanges, pool, hosts } = request;
  const ranges = new Map<string, AssignedRange>();
  for (const [host, range] of Object.entries(ipRanges)) {
    if (hosts.includes(host)) ranges.set(host, { range: canonicalSubnet(range), fromPool: false });
  }
  const block = pool === undefined ? undefined : poolBlock(pool, request.subnet);
  if (pool === undefined || block === undefined) return { ranges, problems: [] };
  const misplaced = findMisplacedBlock(request, block);
  if (misplaced !== undefined) return { ranges, problems: [misplaced] };
  const size = BigInt(pool.size);
  const places = (block.last - block.first + 1n) / size;
  const pinned = pinnedPlaces(block, size, ranges);
  const free = places - pinned.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  const waiting = hosts.filter((host) => !ranges.has(host));
  if (BigInt(waiting.length) > free) {
    return { ranges, block: block.text, problems: [describeShortage(request, block, size, waiting.length, free)] };
  }
  const taken = new Set<bigint>();
  for (const host of waiting) {
    const place = freePlace(preferredPlace(host, places), places, pinned, taken);
    taken.add(place);
    ranges.set(host, { range: rangeAt(block, size, place), fromPool: true });
  }
  return { ranges, block: block.text, problems: [] };
}

/** The block that a segment's ranges are cut from: the one that it names, or the upper half of its subnet. */
function poolBlock({ within }: Pool, subnet: string): Subnet | undefined {
  if (within !== undefined) return parseSubnet(within);
  const whole = parseSubnet(subnet);
  if (whole === undefined) return undefined;
  const middle = whole.first + (whole.last - whole.first + 1n) / 2n;
  const prefix = Math.min(whole.prefix + 1, whole.family === 4 ? 32 : 128);
  return parseSubnet(`${fromValue(whole.family, middle).text}/${prefix}`);
}

/** A block outside the subnet, or one that contains the gateway. */
function findMisplacedBlock({ path, subnet, gateway: text, pool }: Request, block: Subnet): Problem | undefined {
  const whole = parseSubnet(subnet);
  if (whole === undefined || !covers(whole, block)) {
    const message = `${block.text} lies outside subnet ${subnet}: name a block inside it`;
    return { path: `${path}.pool.within`, message };
  }
  const gateway = text === undefined ? undefined : parseAddress(text);
  if (gateway === undefined || !contains(block, gateway)) return undefined;
  const chosen = pool?.within === undefined ? ", the upper half of the subnet," : "";
  const message =
    `gateway ${gateway.text} lies in the pool's block ${block.text}${chosen} from which automatic addresses come: ` +
    `name another block with pool.within, or move the gateway`;
  return { path: `${path}.pool`, message };
}

/** The places that pinned ranges take, merged into spans, because one IPv6 range may take millions. */
function pinnedPlaces(block: Subnet, size: bigint, assigned: ReadonlyMap<string, AssignedRange>): Range[] {
  const spans = [...assigned.values()].flatMap(({ range }): Range[] => {
    const pinned = parseSubnet(range);
    const inside = pinned === undefined ? undefined : intersect(pinned, block);
    if (inside === undefined) return [];
    const [first, last] = [inside.first - block.first, inside.last - block.first];
    return [{ family: block.family, first: first / size, last: last / size }];
  });
  return mergeRanges(spans);
}

/** The first free place from the preferred one on, wrapping around at the end of the block. */
function freePlace(preferred: bigint, places: bigint, pinned: readonly Range[], taken: ReadonlySet<bigint>): bigint {
  let place = preferred;
  for (;;) {
    const span = pinned.find(({ first, last }) => first <= place && place <= last);
    if (span === undefined && !taken.has(place)) return place;
    place = ((span?.last ?? place) + 1n) % places;
  }
}

function preferredPlace(host: string, places: bigint): bigint {
  return createHash("sha256").update(host).digest().readBigUInt64BE() % places;
}

function rangeAt(block: Subnet, size: bigint, place: bigint): string {
  const hostBits = size.toString(2).length - 1;
  const prefix = (block.family === 4 ? 32 : 128) - hostBits;
  return `${fromValue(block.family, block.first + place * size).text}/${prefix}`;
}

function describeShortage(
  { path, ipRanges }: Request,
  block: Subnet,
  size: bigint,
  hosts: number,
  free: bigint,
): Problem {
  const whole = block.last - block.first + 1n;
  // A block smaller than one range has all its addresses free, and still no room.
  const room = size > whole ? whole : free * size;
  const needed = BigInt(hosts) * size;
  const asked =
    hosts === 1
      ? `1 host asks for ${size} addresses`
      : `${hosts} hosts ask for ${size} addresses each, ${needed} in all`;
  const pinned = room < whole && Object.keys(ipRanges).length > 0 ? " beside the ranges of ipRanges" : "";
  const message =
    `${asked}, but ${block.text} has ${room}${pinned}: ${needed - room} too few. ` +
    `Ask for a smaller size, or name a larger block with pool.within`;
  return { path: `${path}.pool`, message };
}
