import { describe, expect, it } from "vitest";
import { diffMarkdown, diffText } from "../../commands/plan-diff/format";
import { comparePlans } from "../../commands/plan-diff/plan-diff";
import { plannedVersion, type Version } from "../../commands/plan-diff/version";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devTopology } from "../support/dev-stack";

const base = planned();

function planned(change?: (input: FabricInput) => void): Version {
  return plannedVersion(devTopology(change).topology);
}

function containers(input: FabricInput): NonNullable<FabricInput["containers"]> {
  return (input.containers ??= {});
}

/** What a change of the reference topology does to its addresses, a line each. */
function addressLines(change: (input: FabricInput) => void): string[] {
  const { addresses } = comparePlans(base, planned(change));
  const text = diffText({ addresses, things: [] }, (each) => each);
  return text.split("\n").map((line) => line.trim().split(/ {2,}/).join(" | "));
}

const HEADER = ["Addresses", "CHANGE | WHAT | SEGMENT | HOST | ADDRESS | MAC"];

describe("addresses", () => {
  it("are listed as added, removed, moved or changed, each with what it was", () => {
    const lines = addressLines((input) => {
      const all = containers(input);
      all["web"] = {
        ...{ host: "docker01", image: "busybox" },
        attach: { vlan20: { address: "172.16.20.30", mac: "02:00:00:00:00:0A" } },
      };
      delete all["bbox2"];
      Object.assign(all["bbox20"] ?? {}, { host: "docker02" });
      Object.assign(all["bbox11"] ?? {}, { attach: { vlan10: "172.16.10.12" } });
      Object.assign(all["bbox10"] ?? {}, { attach: { vlan10: { address: "172.16.10.10", mac: "02:00:00:00:00:0b" } } });
    });
    expect(lines).toEqual([
      ...HEADER,
      "changed | container bbox10 | vlan10 | docker01 | 172.16.10.10 | none -> 02:00:00:00:00:0b",
      "changed | container bbox11 | vlan10 | docker02 | 172.16.10.11 -> 172.16.10.12",
      "moved | container bbox20 | vlan20 | docker01 -> docker02 | 172.16.20.20",
      "added | container web | vlan20 | docker01 | 172.16.20.30 | 02:00:00:00:00:0a",
      "removed | container bbox2 | flat | docker02 | 172.22.16.20",
    ]);
  });

  it("have no column for MACs where nobody chooses one", () => {
    const lines = addressLines((input) => {
      delete containers(input)["bbox2"];
    });
    expect(lines).toEqual([
      "Addresses",
      "CHANGE | WHAT | SEGMENT | HOST | ADDRESS",
      "removed | container bbox2 | flat | docker02 | 172.22.16.20",
    ]);
  });

  it("of a host with several on a segment are told apart", () => {
    const before = planned((input) => {
      Object.assign(input.segments["vlan10"] ?? {}, {
        hostAddresses: { docker01: ["192.168.10.10/24", "192.168.10.20/24"] },
      });
    });
    const after = planned((input) => {
      Object.assign(input.segments["vlan10"] ?? {}, {
        hostAddresses: { docker01: ["192.168.10.20/24", "192.168.10.30/24"] },
      });
    });
    expect(comparePlans(before, after).addresses).toMatchObject([
      {
        change: "changed",
        name: "docker01",
        before: { address: "192.168.10.10" },
        after: { address: "192.168.10.30" },
      },
    ]);
  });

  it("keep their container when its segment is renamed", () => {
    const lines = addressLines((input) => {
      const { vlan10, ...rest } = input.segments;
      Object.assign(input, { segments: { ...rest, ten: vlan10 } });
      for (const name of ["bbox10", "bbox11"]) {
        const [address] = Object.values(containers(input)[name]?.attach ?? {});
        Object.assign(containers(input)[name] ?? {}, { attach: { ten: address } });
      }
    });
    expect(lines).toContain("changed | container bbox10 | vlan10 -> ten | docker01 | 172.16.10.10");
    expect(lines.filter((line) => /^(added|removed)/.test(line))).toEqual([]);
  });

  it("are all new without an older version, and all gone without a newer one", () => {
    const count = comparePlans(base, base).addresses.length;
    expect(count).toBe(0);
    expect(new Set(comparePlans(undefined, base).addresses.map(({ change }) => change))).toEqual(new Set(["added"]));
    expect(new Set(comparePlans(base, undefined).addresses.map(({ change }) => change))).toEqual(new Set(["removed"]));
  });
});

it("shows which properties of hosts, segments and the LAN change", () => {
  const { things } = comparePlans(
    base,
    planned((input) => {
      Object.assign(input.lan, { gateway: "192.168.1.254" });
      Object.assign(input.segments["vlan20"] ?? {}, { vlan: 21, reserved: { printer: "172.16.20.9" } });
      delete input.segments["flat"];
      delete containers(input)["bbox1"];
      delete containers(input)["bbox2"];
    }),
  );
  const [lan, vlan20, flat, ...others] = things;
  expect(lan).toMatchObject({
    change: "changed",
    kind: "LAN",
    facts: [{ what: "gateway", before: "192.168.1.1", after: "192.168.1.254" }],
  });
  expect(vlan20).toMatchObject({
    ...{ change: "changed", kind: "segment", name: "vlan20" },
    facts: [
      { what: "VLAN", before: "20", after: "21" },
      { what: "hosts", after: "docker01 (ens33.21), docker02 (ens33.21)" },
      { what: "printer (reserved)", after: "172.16.20.9" },
    ],
  });
  expect(flat).toMatchObject({ change: "removed", kind: "segment", name: "flat" });
  expect(others).toEqual([]);
});

it("writes tables for a pull request, in which names are text", () => {
  const markdown = diffMarkdown({
    things: [
      { change: "changed", kind: "segment", name: "a|b`<img>", facts: [{ what: "VLAN", before: "1", after: "2" }] },
    ],
    addresses: [],
  });
  expect(markdown.split("\n").at(-1)).toBe("| changed | segment `a¦b'<img>` | VLAN | `1` | `2` |");
});

it("says that nothing changes", () => {
  expect(diffText(comparePlans(base, base), (each) => each)).toBe("No address, host, segment or option changes.");
});
