import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { movedText, type Assigned } from "../../topology/automatic/assigned";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { normalise, type Normalised } from "../../topology/model/normalise";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan } from "../../topology/plan/exported-plan";
import { parseFabric } from "../../topology/schema/parse-configuration";

const HOSTS = { docker01: 11, docker02: 12, docker03: 13 } as const;

interface Lab {
  readonly hosts?: readonly (keyof typeof HOSTS)[];
  readonly segments?: Readonly<Record<string, object>>;
  readonly containers: Readonly<Record<string, object>>;
}

/** A segment of both families, `dual`, one of IPv4 alone, `small`, with 5 addresses, and a bridge. */
function input({ hosts = ["docker01", "docker02"], segments = {}, containers }: Lab) {
  return {
    lan: { subnet: "192.168.1.0/24" },
    hosts: Object.fromEntries(
      hosts.map((name) => [name, { address: `192.168.1.${HOSTS[name]}`, nic: "ens33", vm: { kind: "lab" } }]),
    ),
    segments: {
      dual: {
        network: "dual",
        vlan: 10,
        subnets: [
          { subnet: "172.16.10.0/24", gateway: "172.16.10.1", pool: { size: 16 }, shared: { dns: "172.16.10.2" } },
          { subnet: "fd00:10::/64", gateway: "fd00:10::1", reserved: { others: "fd00:10::2-fd00:10::f" } },
        ],
      },
      small: { network: "small", vlan: 20, subnet: "172.16.20.0/29", gateway: "172.16.20.1" },
      ...segments,
    },
    bridges: { nat: { network: "nat", subnet: "10.9.0.0/24", gateway: "10.9.0.1" } },
    registry: { host: "docker01" },
    images: { busybox: { tag: "v1" } },
    containers,
  };
}

function planned(lab: Lab, assigned: Assigned = {}, peers: Parameters<typeof addressPlan>[1] = []): Normalised {
  return normalise(parseFabric(input(lab)), "dev", { assigned, peers });
}

const auto = (segment: string, more: object = {}): object => ({
  host: "auto",
  image: "busybox",
  attach: { [segment]: "auto" },
  ...more,
});

/** Where each container is: `docker01 172.16.20.2`. */
function placesOf({ topology }: Normalised): Record<string, string> {
  return Object.fromEntries(
    topology.containers.map(({ name, host, attach, bridges }) => {
      const addresses = attach.flatMap((each) => each.addresses.map(({ address }) => address));
      return [name, [host, ...addresses, ...bridges.map(({ address }) => address)].join(" ")];
    }),
  );
}

describe("auto", () => {
  it("is the lowest free address of each family, beside gateway, shared, reserved, pool and fixed ones", () => {
    const containers = {
      fixed: { host: "docker01", image: "busybox", attach: { dual: ["172.16.10.3", "fd00:10::11"] } },
      one: { ...auto("dual"), host: "docker01" },
      two: { ...auto("dual"), host: "docker01", attach: { dual: ["172.16.10.9", "auto"] } },
      three: { ...auto("dual"), host: "docker01", attach: { dual: { address: "auto", mac: "02:00:00:00:00:0a" } } },
    };
    const lab = planned({ containers });
    expect(lab.problems).toEqual([]);
    expect(placesOf(lab)).toMatchObject({
      one: "docker01 172.16.10.4 fd00:10::10",
      two: "docker01 172.16.10.9 fd00:10::12",
      three: "docker01 172.16.10.5 fd00:10::13",
    });
    expect(lab.assigned).toEqual({
      one: { attach: { dual: ["172.16.10.4", "fd00:10::10"] } },
      two: { attach: { dual: "fd00:10::12" } },
      three: { attach: { dual: ["172.16.10.5", "fd00:10::13"] } },
    });
    expect(lab.topology.containers.at(-1)?.attach[0]?.mac).toBe("02:00:00:00:00:0a");
  });

  it("keeps away from what a peer has", () => {
    const office = planned({
      containers: { x: { host: "docker01", image: "busybox", attach: { small: "172.16.20.2" } } },
    });
    const peer = { name: "office", plan: exportPlan("office", addressPlan(office.topology)) };
    expect(placesOf(planned({ containers: { a: auto("small") } }, {}, [peer]))).toEqual({ a: "docker01 172.16.20.3" });
  });

  it("spreads over the hosts that carry all segments, fewest first, and counts on each bridge of its own", () => {
    const segments = { dual: { network: "dual", vlan: 10, subnet: "172.16.10.0/24", gateway: "172.16.10.1" } };
    const lab = planned({
      hosts: ["docker01", "docker02", "docker03"],
      segments: {
        ...segments,
        small: {
          network: "small",
          vlan: 20,
          subnet: "172.16.20.0/29",
          internal: true,
          hosts: ["docker01", "docker03"],
        },
      },
      containers: {
        first: { host: "docker01", image: "busybox", attach: { dual: "172.16.10.9" } },
        load: auto("dual", { count: 5, bridges: { nat: "auto" }, defaultGateway: "dual" }),
        both: auto("dual", { attach: { dual: "auto", small: "auto" } }),
      },
    });
    expect(lab.problems).toEqual([]);
    expect(placesOf(lab)).toEqual({
      first: "docker01 172.16.10.9",
      "load-1": "docker02 172.16.10.2 10.9.0.2",
      "load-2": "docker03 172.16.10.3 10.9.0.2",
      "load-3": "docker01 172.16.10.4 10.9.0.2",
      "load-4": "docker02 172.16.10.5 10.9.0.3",
      "load-5": "docker03 172.16.10.6 10.9.0.3",
      both: "docker01 172.16.10.7 172.16.20.1",
    });
  });

  it("puts containers of one shared address on different hosts", () => {
    const containers = {
      busy: { host: "docker02", image: "busybox", attach: { small: "172.16.20.2" } },
      dns: auto("dual", { count: 2, attach: { dual: ["172.16.10.2", "auto"] } }),
    };
    const lab = planned({ containers });
    expect(placesOf(lab)).toMatchObject({
      "dns-1": "docker01 172.16.10.2 fd00:10::10",
      "dns-2": "docker02 172.16.10.2 fd00:10::11",
    });
    expect(findConflicts(addressPlan(lab.topology))).toEqual([]);
  });
});

describe("what was assigned", () => {
  const before = planned({ containers: { a: auto("small"), b: auto("small"), c: auto("small") } });

  it("stays when others come in front or go, and when a host comes", () => {
    const after = planned(
      {
        hosts: ["docker03", "docker01", "docker02"],
        containers: { z: auto("small"), b: auto("small"), c: auto("small") },
      },
      before.assigned,
    );
    expect(placesOf(before)).toEqual({
      a: "docker01 172.16.20.2",
      b: "docker02 172.16.20.3",
      c: "docker01 172.16.20.4",
    });
    // The address of the one that went is free again.
    expect(placesOf(after)).toEqual({
      z: "docker03 172.16.20.2",
      b: "docker02 172.16.20.3",
      c: "docker01 172.16.20.4",
    });
    expect(after.assigned).toEqual({
      z: { host: "docker03", attach: { small: "172.16.20.2" } },
      b: { host: "docker02", attach: { small: "172.16.20.3" } },
      c: { host: "docker01", attach: { small: "172.16.20.4" } },
    });
    expect(after.choices.filter(({ isNew }) => isNew).map(({ container, kind }) => `${container} ${kind}`)).toEqual([
      "z host",
      "z address",
    ]);
  });

  it.each([
    [
      "is taken by a fixed one",
      {
        containers: {
          fixed: { host: "docker02", image: "busybox", attach: { small: "172.16.20.2" } },
          a: auto("small"),
        },
      },
      "172.16.20.2 is no longer free on segment small, so a gets 172.16.20.3",
    ],
    [
      "is no longer in the subnet",
      {
        segments: { small: { network: "small", vlan: 20, subnet: "172.16.30.0/24", gateway: "172.16.30.1" } },
        containers: { a: auto("small") },
      },
      "172.16.20.2 is in no subnet on segment small, so a gets 172.16.30.2",
    ],
    [
      "is on a host that went",
      { hosts: ["docker02"], containers: { a: auto("small") } },
      "docker01 is no longer a host, so a moves to docker02",
    ],
    [
      "is on a host that no longer carries the segment",
      {
        segments: {
          small: { network: "small", vlan: 20, subnet: "172.16.20.0/29", gateway: "172.16.20.1", hosts: ["docker02"] },
        },
        containers: { a: auto("small") },
      },
      "docker01 does not carry small, so a moves to docker02",
    ],
  ] as const)("is assigned anew when it %s, with the reason", (_, lab, text) => {
    const after = planned({ hosts: ["docker01", "docker02"], ...lab }, before.assigned);
    expect(after.choices.filter(({ reason }) => reason !== undefined).map(movedText)).toEqual([text]);
  });

  it("is assigned anew on a host that has a container at the same shared address", () => {
    const dns = auto("small", {
      count: 2,
      attach: { dual: ["172.16.10.2", "auto"] },
    });
    const assigned = { "dns-1": { host: "docker02" }, "dns-2": { host: "docker02" } };
    const after = planned({ containers: { dns } }, assigned);
    expect(after.choices.filter(({ reason }) => reason !== undefined).map(movedText)).toEqual([
      "docker02 has a container at the same address, so dns-2 moves to docker01",
    ]);
  });

  it("is forgotten of a container that is fixed now", () => {
    const fixed = { host: "docker01", image: "busybox", attach: { small: "172.16.20.2" } };
    expect(planned({ containers: { a: fixed, b: auto("small") } }, before.assigned).assigned).toEqual({
      b: { host: "docker02", attach: { small: "172.16.20.3" } },
    });
  });

  it("goes to the first of two that have one address, as after two branches were merged", () => {
    const assigned = { a: { attach: { small: "172.16.20.2" } }, b: { attach: { small: "172.16.20.2" } } };
    const after = planned({ containers: { a: auto("small"), b: auto("small") } }, assigned);
    expect(placesOf(after)).toEqual({ a: "docker01 172.16.20.2", b: "docker02 172.16.20.3" });
  });
});

/** What a lab of automatic containers looks like after an edit. */
const edit = fc.record({
  names: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { minLength: 1 }),
  count: fc.nat({ max: 4 }),
  hosts: fc.shuffledSubarray(["docker01", "docker02", "docker03"] as const, { minLength: 1 }),
});

function labOf({ names, count, hosts }: { names: string[]; count: number; hosts: (keyof typeof HOSTS)[] }): Lab {
  const containers = {
    ...Object.fromEntries(
      names.map((name) => [name, auto("dual", { bridges: { nat: "auto" }, defaultGateway: "dual" })]),
    ),
    load: auto("dual", { count }),
  };
  // The registry's host is always there.
  return { hosts: [...new Set([...hosts, "docker01" as const])], containers };
}

it("nobody moves through any sequence of edits while their host is there, no address is given twice, and a second run changes nothing", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 2, maxLength: 6 }), (edits) => {
      let assigned: Assigned = {};
      let places: Record<string, string> = {};
      for (const each of edits) {
        const lab = labOf(each);
        const now = planned(lab, assigned);
        expect(now.problems).toEqual([]);
        expect(findConflicts(addressPlan(now.topology))).toEqual([]);
        for (const [name, place] of Object.entries(placesOf(now))) {
          const [host = "", ...addresses] = (places[name] ?? place).split(" ");
          // An address on a bridge belongs to the host.
          if (lab.hosts?.includes(host as keyof typeof HOSTS) === true)
            expect(place).toBe([host, ...addresses].join(" "));
          else expect(place.split(" ").slice(1, 3)).toEqual(addresses.slice(0, 2));
        }
        const again = planned(lab, now.assigned);
        expect(again.assigned).toEqual(now.assigned);
        expect(again.choices.some(({ isNew }) => isNew)).toBe(false);
        [assigned, places] = [now.assigned, placesOf(now)];
      }
    }),
    { numRuns: 40 },
  );
});
