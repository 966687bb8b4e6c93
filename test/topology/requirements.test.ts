import { describe, expect, it } from "vitest";
import { requirementsOf } from "../../topology/requirements/find-requirements";
import { enginesText, meets, type Requirement } from "../../topology/requirements/requirement";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devTopology } from "../support/dev-stack";

const BOTH = [
  { subnet: "172.16.30.0/24", gateway: "172.16.30.1" },
  { subnet: "fd00:30::/64", gateway: "fd00:30::1" },
];

function requirements(change: (input: FabricInput) => void): Requirement[] {
  const { topology, problems } = devTopology((input) => {
    input.containers = {};
    change(input);
  });
  expect(problems).toEqual([]);
  return requirementsOf(topology);
}

/** A container on docker01 on the named networks, with the default gateway first. */
function onNetworks(input: FabricInput, attach: Record<string, string | string[]>, defaultGateway: string): void {
  input.containers = { one: { host: "docker01", image: "busybox", attach, defaultGateway } };
}

describe("what a plan needs from engines", () => {
  it("is nothing for the reference topology, which runs on all", () => {
    expect(requirementsOf(devTopology().topology)).toEqual([]);
  });

  it("is 28 on each host of an internal segment", () => {
    const found = requirements((input) => {
      input.segments["back"] = { network: "back", vlan: 30, internal: true, subnet: "172.16.30.0/24" };
    });
    expect(found.map(({ host, path, since }) => [host, path, since])).toEqual([
      ["docker01", "segments.back.internal", "28.0.0"],
      ["docker02", "segments.back.internal", "28.0.0"],
    ]);
  });

  it("is 28 for IPv6 alone, and 27 for a container that must not listen to router advertisements", () => {
    const six = { network: "six", vlan: 30, subnet: "fd00:30::/64", gateway: "fd00:30::1", hosts: ["docker01"] };
    const at = (input: FabricInput): void => {
      input.containers = { one: { host: "docker01", image: "busybox", attach: { six: "fd00:30::a" } } };
    };
    const found = requirements((input) => {
      input.segments["six"] = six;
      at(input);
    });
    expect(found.map(({ path, since }) => [path, since])).toEqual([
      ["segments.six", "28.0.0"],
      ["segments.six.slaac", "27.0.0"],
    ]);
    const listening = requirements((input) => {
      input.segments["six"] = { ...six, slaac: true };
      at(input);
    });
    expect(listening.map(({ path }) => path)).toEqual(["segments.six"]);
  });

  it("is an engine that takes a MAC, or an old one if it is the MAC that those derive", () => {
    const withMac = (mac: string): Requirement[] =>
      requirements((input) => {
        const attach = { vlan10: { address: "172.16.10.10", mac } };
        input.containers = { one: { host: "docker01", image: "busybox", attach } };
      });
    const [any] = withMac("02:00:00:00:00:01");
    const [derived] = withMac("02:42:AC:10:0A:0A");
    if (any === undefined || derived === undefined) throw new Error("a MAC needs nothing");
    expect(["26.1.5", "28.5.2", "29.2.0", "29.3.0"].map((engine) => meets(engine, any))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(["26.1.5", "28.5.2", "29.2.0", "29.3.0"].map((engine) => meets(engine, derived))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(enginesText(any)).toBe("Docker 29.3.0 or later");
    expect(enginesText(derived)).toBe("Docker 29.3.0 or later, or one before 28.0.0");
  });

  it("is nothing that a host is stated to have", () => {
    const found = requirements((input) => {
      Object.assign(input.hosts["docker01"] ?? {}, { docker: "28.0.0" });
      Object.assign(input.hosts["docker02"] ?? {}, { docker: "27.0.1" });
      input.segments["back"] = { network: "back", vlan: 30, internal: true, subnet: "172.16.30.0/24" };
    });
    expect(found.map(({ host }) => host)).toEqual(["docker02"]);
  });
});

describe("the default route of a container on several networks", () => {
  it("needs gateway priorities unless old engines choose the same network by name", () => {
    const attach = { vlan10: "172.16.10.10", vlan20: "172.16.20.20" };
    expect(
      requirements((input) => {
        onNetworks(input, attach, "vlan10");
      }),
    ).toEqual([]);
    expect(
      requirements((input) => {
        onNetworks(input, attach, "vlan20");
      }),
    ).toEqual([
      {
        host: "docker01",
        path: "containers.one.defaultGateway",
        since: "28.0.0",
        reason: 'versions before 28.0.0 take mac_net10 of "vlan10" instead',
        alternative: "rename the networks",
      },
    ]);
  });

  it("needs none where the other network has no gateway", () => {
    const found = requirements((input) => {
      input.segments["back"] = { network: "a_back", vlan: 30, internal: true, subnet: "172.16.30.0/24" };
      onNetworks(input, { back: "172.16.30.10", vlan10: "172.16.10.10" }, "vlan10");
    });
    expect(found.filter(({ path }) => path.startsWith("containers."))).toEqual([]);
  });

  it("needs more where another network has both families, which win against a priority up to 29.4.1", () => {
    const found = requirements((input) => {
      input.segments["both"] = { network: "z_both", vlan: 30, slaac: true, subnets: BOTH };
      onNetworks(input, { both: ["172.16.30.10", "fd00:30::a"], vlan10: "172.16.10.10" }, "vlan10");
    });
    expect(found.map(({ since, reason }) => [since, reason])).toEqual([
      [
        "29.4.1",
        'versions before 28.0.0 take z_both of "both" instead, and versions from 28.0.0 up to 29.4.1 take z_both of "both" instead',
      ],
    ]);
  });
});
