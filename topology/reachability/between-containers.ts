import type { Container, Segment, Topology } from "../model/topology";
import { isShared, pairs, type ReachabilityCell } from "./cell";

/** Every container to every address of every other one. */
export function betweenContainers({ containers, segments }: Topology): ReachabilityCell[] {
  const byName = new Map(segments.map((segment) => [segment.name, segment]));
  return pairs(containers).flatMap(([source, target]) =>
    target.attach.flatMap(({ segment, address }): ReachabilityCell[] => {
      const expected = expectation(source, target, segment, byName.get(segment)?.mode);
      // Who answers at a shared address is undefined, but where it is blocked, nobody may.
      if (expected === undefined || (expected.expect === "reach" && isShared(byName.get(segment), address))) return [];
      const from = { kind: "container", name: source.name } as const;
      return [{ from, to: { kind: "container", name: target.name }, address, method: "ping", ...expected }];
    }),
  );
}

/** Undefined where the network outside decides: vepa sends frames between neighbours to the switch, which may return them. */
function expectation(
  source: Container,
  target: Container,
  segment: string,
  mode: Segment["mode"] | undefined,
): Pick<ReachabilityCell, "expect" | "why"> | undefined {
  if (!source.attach.some((attachment) => attachment.segment === segment)) {
    // On a segment that both are on, Linux answers ARP for all of its addresses, which we cannot prevent.
    if (shareSegment(source, target)) return undefined;
    return { expect: "blocked", why: `${source.name} is not on segment ${segment}, and there is no router` };
  }
  if (source.host !== target.host) return { expect: "reach", why: `both on segment ${segment}, across hosts` };
  if (mode === "vepa") return undefined;
  if (mode === "private") {
    return { expect: "blocked", why: `segment ${segment} is private: neighbours on a host are kept apart` };
  }
  return { expect: "reach", why: `both on segment ${segment}, same host` };
}

function shareSegment(a: Container, b: Container): boolean {
  return a.attach.some(({ segment }) => b.attach.some((other) => other.segment === segment));
}
