import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerMac, domainName, fitsInterfaceName, parentName } from "../../topology/naming";

describe("containerMac", () => {
  it("is unicast and locally administered, whatever the names", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (stack, segment, container) => {
        expect(containerMac(stack, segment, container)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
      }),
    );
  });

  it("differs when a name moves from one part to another", () => {
    expect(containerMac("dev", "a", "bc")).not.toBe(containerMac("dev", "ab", "c"));
    expect(containerMac("dev", "a", "b")).not.toBe(containerMac("prod", "a", "b"));
  });

  it("stays what it was: neighbours, switch filters and licences know it", () => {
    expect(containerMac("dev", "vlan10", "bbox10")).toMatchInlineSnapshot(`"02:2c:c6:61:b4:06"`);
  });
});

describe("links", () => {
  it("are the NIC itself without a VLAN, and nic.vid with one", () => {
    expect(parentName("ens33", undefined)).toBe("ens33");
    expect(parentName("ens33", 10)).toBe("ens33.10");
    expect([domainName(undefined), domainName(10)]).toEqual(["untagged LAN", "VLAN 10"]);
  });

  it("fit Linux up to 15 bytes", () => {
    expect(fitsInterfaceName("enp0s31f6.4094")).toBe(true);
    expect(fitsInterfaceName("enp0s31f6np1.10")).toBe(true);
    expect(fitsInterfaceName("enp0s31f6np1.100")).toBe(false);
  });
});
