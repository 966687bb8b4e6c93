import { placesOf, type Pair } from "../doctor/places";
import { groupBy } from "../group-by";
import { DOCTOR, type Cause } from "./cause";
import { failedOf, hasChild, pairOf, split, UNTAGGED, type Way } from "./ways";

/** VLANs of which nothing passes between hosts that others pass between. */
export function vlanCauses(ways: readonly Way[]): Cause[] {
  const byDomain = groupBy(ways, ({ domain }) => JSON.stringify([domain.switch, domain.name]));
  const all = groupBy(ways, pairOf);
  return [...byDomain.values()].flatMap((inDomain) => {
    const byPair = groupBy(inDomain, pairOf);
    const bad = new Map([...byPair].filter(([pair, between]) => isDead(between, all.get(pair) ?? [])));
    return placesOf([...bad.keys()].map(split), [...byPair.keys()].map(split)).flatMap(({ place, of }) => {
      const lost = of.flatMap((pair) => bad.get(pair.join("\0")) ?? []);
      // One cell alone has reasons of its own.
      return lost.length > 1 ? [describe(place, of, lost, ways)] : [];
    });
  });
}

/** All fail, and a way that needs no more than one of them passes elsewhere: it is not the MACs of a host's containers. */
function isDead(between: readonly Way[], all: readonly Way[]): boolean {
  if (between.some(({ reached }) => reached)) return false;
  const needs = (way: Way): string[] => [way.from, way.to].filter((host) => hasChild(way, host));
  const passing = all.filter((way) => way.reached && way.domain.switch === between[0]?.domain.switch);
  return between.some((way) => passing.some((other) => needs(way).every((host) => hasChild(other, host))));
}

function describe(place: string, of: readonly Pair[], ways: readonly Way[], all: readonly Way[]): Cause {
  const { name = "", switch: on } = ways[0]?.domain ?? {};
  const pairs = of.map((pair) => pair.join("\0"));
  const others = all.filter((way) => way.reached && pairs.includes(pairOf(way)) && way.domain.switch === on);
  const pass = [...new Set(others.map(({ domain }) => domain.name))].join(" and ");
  const isUntagged = name === UNTAGGED;
  const lost = isUntagged ? "no untagged frame passes between hosts" : `nothing on ${name} passes between hosts`;
  const why = isUntagged
    ? "the ports carry no untagged frames. Allow them, with a native VLAN"
    : "the trunk does not carry it. Allow it on the ports of both hosts";
  return {
    kind: isUntagged ? "plain" : "tagged",
    hosts: of.length > 1 && place !== "all hosts" ? [place] : [...new Set(of.flat())],
    text: `${place}: ${lost}, unlike ${pass}: ${why}; ${DOCTOR}`,
    cells: failedOf(ways),
  };
}
