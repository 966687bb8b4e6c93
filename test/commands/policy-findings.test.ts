import { describe, expect, it } from "vitest";
import { policyFindings } from "../../commands/policy-findings";

const NOW = new Date("2026-11-26T08:00:00Z");

function event(enforcementLevel: string, message: string): string {
  return JSON.stringify({
    sequence: 7,
    policyEvent: {
      resourceUrn: "urn:pulumi:dev::macvlan-fabric::macvlan-fabric:index:Fabric::fabric",
      ...{ message, color: "raw", policyName: "duplicate-address", enforcementLevel },
      ...{ policyPackName: "macvlan-fabric", policyPackVersion: "0.1.0", policyPackVersionTag: "0.1.0" },
    },
  });
}

describe("what policies said about an update", () => {
  it("is read from the engine's events, without its colours, each finding once", () => {
    const warning = event("warning", "<{%fg 3%}>containers.bbox1: take another<{%reset%}>\n");
    const log = [`{"sequence":1,"preludeEvent":{"config":{}}}`, warning, warning, event("mandatory", "stop"), ""].join(
      "\n",
    );
    const about = { rule: "duplicate-address", resource: "fabric" };
    expect(policyFindings(log, NOW)).toEqual({
      checked: "2026-11-26T08:00:00.000Z",
      findings: [
        { ...about, level: "advisory", message: "containers.bbox1: take another" },
        { ...about, level: "mandatory", message: "stop" },
      ],
    });
  });

  it("is nothing when the log has no such event", () => {
    expect(policyFindings(`{"sequence":1,"summaryEvent":{}}\n`, NOW).findings).toEqual([]);
  });
});
