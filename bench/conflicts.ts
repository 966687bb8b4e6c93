import { IPv4CidrRange } from "ip-num";
import type { AddressPlan, PlannedAddress, PlannedSubnet } from "../topology/plan/address-plan";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { fromValue } from "../topology/ip";
import { median, recordFigure } from "./figure";

const ROUNDS = 7;
/** Subnets that are compared in pairs: few, because the number of pairs grows quadratically. */
const PAIRWISE = 300;

/** Measures the conflict engine on plans without conflicts, its slowest case: nothing lets it stop early. */
export async function benchConflicts(): Promise<void> {
  const [small, large, huge] = [10_000, 100_000, 1_000_000].map(timeEngine);
  if (small === undefined || large === undefined || huge === undefined) throw new Error("nothing was measured");
  const how = `median of ${ROUNDS} runs, half addresses, half /28 subnets in random order, parsing included`;
  recordFigure({ name: "conflict engine, 10,000 entries", value: small, unit: "ms", line: 20, how });
  recordFigure({ name: "conflict engine, 100,000 entries", value: large, unit: "ms", line: 150, how });
  recordFigure({ name: "conflict engine, 1,000,000 entries", value: huge, unit: "ms", line: 2000, how });
  recordFigure({ name: "conflict engine, growth for 10 x input", value: large / small, unit: "x", line: 12, how });
  for (const entries of [100_000, 1_000_000]) {
    const name = `bare sort of the same ${entries.toLocaleString("en")} numbers`;
    const value = timeBareSort(entries);
    recordFigure({ name, value, unit: "ms", how: `median of ${ROUNDS} runs, numbers in an array, comparing` });
  }
  await benchPairs();
}

/** Answers the same question the usual way: every subnet against every other one. */
async function benchPairs(): Promise<void> {
  // An ES module, see support/run-command.ts.
  const { overlapCidr } = await import("cidr-tools");
  const texts = disjointPlan(2 * PAIRWISE).subnets.map(({ subnet }) => subnet);
  const how = `median of ${ROUNDS} runs, ${PAIRWISE} /28 subnets, parsing included`;
  const subnets = { ...disjointPlan(2 * PAIRWISE), addresses: [] };
  const ours = timeSearch(() => findConflicts(subnets).length > 0);
  recordFigure({ name: "300 subnets, conflict engine", value: ours, unit: "ms", how });
  const ipNum = timeSearch(() => {
    const ranges = texts.map((text) => IPv4CidrRange.fromCidr(text));
    return hasPair(ranges, (a, b) => a.isOverlapping(b));
  });
  recordFigure({ name: "300 subnets in pairs, isOverlapping of ip-num", value: ipNum, unit: "ms", how });
  const cidrTools = timeSearch(() => hasPair(texts, (a, b) => overlapCidr(a, b)));
  recordFigure({ name: "300 subnets in pairs, overlapCidr of cidr-tools", value: cidrTools, unit: "ms", how });
}

function hasPair<T>(items: readonly T[], meet: (a: T, b: T) => boolean): boolean {
  return items.some((item, at) => {
    for (let other = at + 1; other < items.length; other += 1) if (meet(item, items[other] ?? item)) return true;
    return false;
  });
}

function timeEngine(entries: number): number {
  const plan = disjointPlan(entries);
  return timeSearch(() => findConflicts(plan).length > 0);
}

/** Median time of a search that must find nothing. */
function timeSearch(find: () => boolean): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    if (find()) throw new Error("the plan of the benchmark has conflicts");
    return performance.now() - start;
  });
  return median(times);
}

function timeBareSort(entries: number): number {
  const numbers = shuffled(entries);
  const times = Array.from({ length: ROUNDS }, () => {
    const copy = [...numbers];
    const start = performance.now();
    copy.sort((a, b) => a - b);
    return performance.now() - start;
  });
  return median(times);
}

function disjointPlan(entries: number): AddressPlan {
  const order = shuffled(entries / 2);
  const subnets = order.map((index): PlannedSubnet => {
    const text = `${fromValue(4, BigInt(0x0a000000 + index * 16)).text}/28`;
    return {
      kind: "segment",
      subnet: text,
      domain: `VLAN ${(index % 4094) + 1}`,
      hosts: ["docker01", "docker02"],
      owner: `segment ${index}`,
      path: "s",
    };
  });
  const addresses = order.map((index): PlannedAddress => {
    const address = fromValue(4, BigInt(0x0a000000 + index * 16 + 1)).text;
    return {
      kind: "container",
      address,
      subnet: "10.0.0.0/8",
      domain: `VLAN ${(index % 4094) + 1}`,
      owner: `container ${index}`,
      path: "c",
    };
  });
  return { subnets, ranges: [], addresses, networks: [] };
}

/** Numbers from 0 in a fixed random-looking order, so that runs are comparable. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  let state = 1;
  for (let at = count - 1; at > 0; at -= 1) {
    state = (state * 48271) % 0x7fffffff;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
