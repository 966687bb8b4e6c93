import type { AddressPlan, PlannedAddress, PlannedSubnet } from "../topology/addresses";
import { findConflicts } from "../topology/conflicts";
import { fromValue } from "../topology/ip";
import { median, recordFigure } from "./figure";

const ROUNDS = 7;

/** The conflict engine on plans without a conflict, which is its dearest case: nothing lets it stop early. */
export function benchConflicts(): void {
  const small = measure(10_000);
  const large = measure(100_000);
  const how = `median of ${String(ROUNDS)} runs, half addresses, half /28 subnets in random order, parsing included`;
  recordFigure({ name: "conflict engine, 10,000 entries", value: small, unit: "ms", line: 20, how });
  recordFigure({ name: "conflict engine, 100,000 entries", value: large, unit: "ms", line: 150, how });
  recordFigure({ name: "conflict engine, growth for 10 x input", value: large / small, unit: "x", line: 12, how });
}

function measure(entries: number): number {
  const plan = disjointPlan(entries);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    if (findConflicts(plan).length > 0) throw new Error("the plan of the benchmark has conflicts");
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
      domain: `VLAN ${String((index % 4094) + 1)}`,
      owner: `segment ${String(index)}`,
      path: "s",
    };
  });
  const addresses = order.map((index): PlannedAddress => {
    const address = fromValue(4, BigInt(0x0a000000 + index * 16 + 1)).text;
    return {
      kind: "container",
      address,
      subnet: "10.0.0.0/8",
      domain: `VLAN ${String((index % 4094) + 1)}`,
      owner: `container ${String(index)}`,
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
