import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, fromValue, hasHostBits, parseAddress, parseInterfaceAddress, parseSubnet } from "../../topology/ip";

describe("parseAddress", () => {
  it.each([
    ["192.168.1.11", "192.168.1.11", 4],
    ["0.0.0.0", "0.0.0.0", 4],
    ["255.255.255.255", "255.255.255.255", 4],
    ["::ffff:10.0.0.1", "10.0.0.1", 4],
    ["2001:DB8::0:1", "2001:db8::1", 6],
    ["fd00:0:0:1:0:0:0:b", "fd00:0:0:1::b", 6],
    ["::", "::", 6],
  ])("reads %s as %s of IPv%i", (text, canonical, family) => {
    expect(parseAddress(text)).toMatchObject({ text: canonical, family });
  });

  it.each([
    "",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.1.1",
    "10..0.1",
    "10.0.0.1 ",
    "x",
    ":::",
    "10.0.0.-1",
    "1e1.0.0.1",
  ])("refuses %j", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it("gives back every number that it is given as text", () => {
    const ipv4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => fromValue(4, value));
    const ipv6 = fc.bigInt({ min: 2n ** 64n, max: 2n ** 128n - 1n }).map((value) => fromValue(6, value));
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        expect(parseAddress(address.text)).toEqual(address);
      }),
    );
  });
});

describe("parseSubnet", () => {
  it.each([
    ["172.16.10.0/24", "172.16.10.0", "172.16.10.255"],
    ["10.0.0.5/31", "10.0.0.4", "10.0.0.5"],
    ["10.0.0.5/32", "10.0.0.5", "10.0.0.5"],
    ["0.0.0.0/0", "0.0.0.0", "255.255.255.255"],
    ["fd00:10::/64", "fd00:10::", "fd00:10::ffff:ffff:ffff:ffff"],
  ])("%s spans %s to %s", (text, first, last) => {
    const subnet = parseSubnet(text);
    expect(subnet && fromValue(subnet.family, subnet.first).text).toBe(first);
    expect(subnet && fromValue(subnet.family, subnet.last).text).toBe(last);
  });

  it.each(["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "/24", "10.0.0.0/-1", "10.0.0.0/24/24"])(
    "refuses %j",
    (text) => {
      expect(parseSubnet(text)).toBeUndefined();
    },
  );

  it("tells host bits from a network address", () => {
    expect(hasHostBits("10.7.0.5/24")).toBe(true);
    expect(hasHostBits("10.7.0.0/24")).toBe(false);
  });

  it("contains exactly the addresses that share its prefix", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.tuple(octet, octet, octet, octet),
        fc.integer({ min: 0, max: 32 }),
        fc.tuple(octet, octet, octet, octet),
        (a, prefix, b) => {
          const bits = (octets: number[]): string =>
            octets
              .map((value) => value.toString(2).padStart(8, "0"))
              .join("")
              .slice(0, prefix);
          const subnet = parseSubnet(`${a.join(".")}/${prefix}`);
          const address = parseAddress(b.join("."));
          expect(subnet && address && contains(subnet, address)).toBe(bits(a) === bits(b));
        },
      ),
    );
  });

  it("reads an interface address with its subnet", () => {
    expect(parseInterfaceAddress("192.168.10.11/24")).toMatchObject({
      address: { text: "192.168.10.11" },
      subnet: { text: "192.168.10.0/24" },
    });
  });
});
