import { neighbours } from "../../topology/drivers";
import { container, type ReachabilityCell } from "./cell";
import { overRouter } from "./over-routers";
import { isOn, isShared, shareSegment, type End, type Ends } from "./read-ends";

/** Every container to every address of every other one. */
export function betweenContainers(ends: Ends): ReachabilityCell[] {
  return Object.keys(ends.output.containers).flatMap((source) =>
    ends.all.flatMap((end) => toEnd(source, end, ends) ?? []),
  );
}

/** The cell of a container and an address of another one; undefined where the plan does not decide. */
export function toEnd(source: string, end: End, ends: Ends): ReachabilityCell | undefined {
  if (source === end.container) return undefined;
  const { containers } = ends.output;
  const expected = isOn(containers[source], end.segment)
    ? toNeighbour(source, end, ends)
    : toStranger(source, end, ends);
  if (expected === undefined) return undefined;
  const { address } = end;
  return { from: container(source), to: container(end.container), address, method: "ping", ...expected };
}

type Expected = Pick<ReachabilityCell, "expect" | "why" | "proves" | "via">;

/** Addresses of one subnet reach each other without a router. Between two subnets of a segment, its router decides. */
function toNeighbour(source: string, end: End, ends: Ends): Expected | undefined {
  const { containers, segments } = ends.output;
  const { container: target, host, segment, subnet, address } = end;
  const own = ends.byContainer(source).filter((other) => other.segment === segment && other.subnet === subnet);
  // Answers to a shared address may reach another of its owners.
  if (own.length === 0 || own.some((other) => isShared(segments[segment], other.address))) return undefined;
  if (containers[source]?.host !== host) {
    return { expect: "reach", why: `both on segment ${segment}, across hosts`, proves: "outward" };
  }
  switch (neighbours(segments[segment]?.mode ?? "")) {
    case "reach":
      return { expect: "reach", why: `both on segment ${segment}, same host`, proves: "outward" };
    case "apart": {
      // Another owner of the address may answer, and so may this one, on another segment that they share.
      if (isShared(segments[segment], address)) return undefined;
      if (shareSegment(containers[source], containers[target], segment)) return undefined;
      const why = `segment ${segment} is private: neighbours on a host are kept apart`;
      return { expect: "blocked", why, proves: "outward" };
    }
    // The switch outside may send the frames back, or not.
    case "switch":
      return undefined;
  }
}

/** Undecided too: a container with a bridge gets out through its host, which may have a route. */
function toStranger(source: string, end: End, ends: Ends): Expected | undefined {
  const { container: target, segment, address } = end;
  const { containers } = ends.output;
  const from = containers[source];
  if (shareSegment(from, containers[target]) || Object.keys(from?.bridges ?? {}).length > 0) return undefined;
  const speaks = ends.byContainer(source).some((end) => end.address.includes(":") === address.includes(":"));
  if (!speaks) return undefined;
  const routed = overRouter(source, end, ends);
  if (routed !== "none") return routed;
  return { expect: "blocked", why: `${source} is not on segment ${segment}, and there is no router`, proves: "apart" };
}
