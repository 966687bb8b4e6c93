import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carrierName, derivedMac, domainName, fitsInterfaceName, shimMac } from "../../topology/naming";

describe("MACs", () => {
  it("of shims are unicast and locally administered for every address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(shimMac(address)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
      }),
    );
  });

  it("of containers are those that Docker before 28 derives from an IPv4 address; there is none for IPv6", () => {
    expect(derivedMac("172.16.10.10")).toBe("02:42:ac:10:0a:0a");
    expect(derivedMac("fd00::b")).toBeUndefined();
  });

  it("of shims are one for all notations of an address, and differ between addresses", () => {
    expect(shimMac("fd00::b")).toBe(shimMac("FD00:0:0:0:0:0:0:B"));
    expect(shimMac("fd00::b")).not.toBe(shimMac("fd00::c"));
  });
});

describe("links", () => {
  it("are the NIC itself without a VLAN, and nic.vid with one", () => {
    expect(carrierName("ens33", undefined)).toBe("ens33");
    expect(carrierName("ens33", 10)).toBe("ens33.10");
    expect([domainName(undefined), domainName(10)]).toEqual(["untagged LAN", "VLAN 10"]);
  });

  it("fit Linux up to 15 bytes", () => {
    expect(fitsInterfaceName("enp0s31f6.4094")).toBe(true);
    expect(fitsInterfaceName("enp0s31f6np1.10")).toBe(true);
    expect(fitsInterfaceName("enp0s31f6np1.100")).toBe(false);
  });
});
