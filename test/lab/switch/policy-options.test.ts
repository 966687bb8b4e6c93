import { describe, expect, it } from "vitest";
import { OPEN } from "../../../lab/switch/policy";
import { changePolicy } from "../../../lab/switch/policy-options";
import { describePolicy } from "../../../lab/switch/show-or-set";

describe("the options of a port", () => {
  it("change what they name, and leave the rest", () => {
    const first = changePolicy(OPEN, { forgedTransmits: "reject", vlans: "untagged,10", macLimit: "4", loss: "0.25" });
    expect(first).toEqual({ ...OPEN, forgedTransmits: false, vlans: [0, 10], macLimit: 4, loss: 0.25 });
    const second = changePolicy(first, { promiscuous: "reject", vlans: "all", macLimit: "none", delay: "500" });
    expect(second).toEqual({ ...OPEN, forgedTransmits: false, promiscuous: false, loss: 0.25, delay: 500 });
    expect(changePolicy(second, { reset: true, link: "down" })).toEqual({ ...OPEN, link: false });
  });

  it("are all refused at once, each with its value and what to use", () => {
    const wrong = { vlans: "10,5000", macLimit: "0", loss: "30%", delay: "-1", link: "off", promiscuous: "yes" };
    expect(() => changePolicy(OPEN, wrong)).toThrow(
      [
        "6 problems in the options:",
        '  - --promiscuous: is "yes": use accept or reject',
        '  - --loss: is "30%": use a fraction from 0 to 1',
        '  - --delay: is "-1": use milliseconds, 0 to 3600000',
        '  - --link: is "off": use up or down',
        '  - --vlans: is "10,5000": use IDs from 1 to 4094 such as "10,20", "untagged" among them, or "all"',
        '  - --mac-limit: is "0": use a whole number from 1, or "none"',
      ].join("\n"),
    );
  });
});

describe("a policy in words", () => {
  it("says what does not pass", () => {
    expect(describePolicy(OPEN)).toBe("passes everything");
    expect(describePolicy({ ...OPEN, forgedTransmits: false, vlans: [0, 20], macLimit: 3, loss: 0.3, delay: 5 })).toBe(
      "forged transmits rejected, VLANs untagged, 20 only, at most 3 MACs, loses 30 %, 5 ms late",
    );
    expect(describePolicy({ ...OPEN, promiscuous: false, link: false })).toBe("link down, promiscuous mode rejected");
  });
});
