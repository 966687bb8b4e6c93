import { describe, expect, it } from "vitest";
import { defaultRoutes, engineText, type RouteCandidate } from "../../topology/default-route";

const ANY: RouteCandidate = { network: "a", priority: 0, ipv4: true, ipv6: false };
const dual = { ipv6: true };
const only6 = { ipv4: false, ipv6: true };

function networks(...changes: readonly Partial<RouteCandidate>[]): RouteCandidate[] {
  return changes.map((change, index) => ({ ...ANY, network: "abc".charAt(index), ...change }));
}

/** The IPv4 and IPv6 routes by engine, oldest first: `a b` or `a -`. */
function routes(candidates: readonly RouteCandidate[], oldest?: string): string[] {
  return defaultRoutes(candidates, oldest).map(({ routes: { ipv4 = "-", ipv6 = "-" } }) => `${ipv4} ${ipv6}`);
}

describe("the default route", () => {
  it.each([
    ["is the only network's", networks({}), ["a -", "a -", "a -"]],
    ["is that of the name that sorts first among equals", networks({}, {}), ["a -", "a -", "a -"]],
    ["follows the priority since 28", networks({}, { priority: 1 }), ["a -", "b -", "b -"]],
    ["compares names by their bytes", networks({}, { network: "Z" }), ["Z -", "Z -", "Z -"]],
    ["prefers both families to one", networks({}, dual), ["b b", "b b", "b b"]],
    ["of both families beats a priority until 29.4", networks({ priority: 1 }, dual), ["b b", "b b", "a b"]],
    ["of both families goes by priority too", networks(dual, { ...dual, priority: 1 }), ["a a", "b b", "b b"]],
    ["of IPv6 is lost before 28 without IPv4 beside it", networks({}, only6), ["a -", "a b", "a b"]],
    ["of IPv6 alone follows the priority", networks(only6, { ...only6, priority: 1 }), ["- -", "- b", "- b"]],
    ["is none without a network", [], ["- -", "- -", "- -"]],
  ])("%s", (_, candidates, expected) => {
    expect(routes(candidates)).toEqual(expected);
  });

  it("is told only for engines that a host may have", () => {
    const candidates = networks({ priority: 1 }, dual);
    expect(routes(candidates, "27.5.1")).toHaveLength(3);
    expect(routes(candidates, "28.0.0")).toEqual(["b b", "a b"]);
    expect(routes(candidates, "29.4.0")).toEqual(["b b", "a b"]);
    expect(routes(candidates, "29.4.1")).toEqual(["a b"]);
  });

  it("names the engines", () => {
    const texts = defaultRoutes([], undefined).map(engineText);
    expect(texts).toEqual(["Docker before 28.0.0", "Docker from 28.0.0 up to 29.4.1", "Docker since 29.4.1"]);
  });
});
