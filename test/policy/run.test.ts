import fc from "fast-check";
import { expect, it } from "vitest";
import { readRow } from "../../policy/support/read-row";
import type { Row, ObservedResource } from "../../policy/support/rows";
import { findConflictsAmong, Run } from "../../policy/support/run";
import type { Resource } from "./analyze";
import * as make from "./resources";

const HOSTS = ["docker01", "docker02", "docker03"] as const;

/** A resource as a rule reads it, without the SDK's proxy. */
function observed({ type, name, props = {}, provider }: Resource): ObservedResource {
  const { name: host = "" } = provider ?? {};
  return { type, name, urn: `${type}::${name}`, props, provider: { name: host, urn: host } };
}

const attached = fc.array(fc.record({ last: fc.integer({ min: 2, max: 40 }), host: fc.constantFrom(...HOSTS) }), {
  maxLength: 30,
});

it("reports each owner of an address but the first, in any order of registration", () => {
  fc.assert(
    fc.property(attached, fc.infiniteStream(fc.nat()), (list, order) => {
      const containers = list.map(({ last, host }, index) => {
        return make.container(`c${index}`, `172.16.10.${last}`, host);
      });
      const shuffled = [...HOSTS.map((host) => make.network({}, host)), ...containers]
        .map((resource) => ({ resource, key: order.next().value }))
        .sort((a, b) => a.key - b.key);
      const run = new Run();
      const found = shuffled.flatMap(({ resource }) => run.observe(observed(resource))?.conflicts ?? []);
      expect(found).toHaveLength(list.length - new Set(list.map(({ last }) => last)).size);
    }),
  );
});

it("reports every subnet that overlaps an earlier one, and no other", () => {
  const subnets = fc.array(
    fc.record({ third: fc.integer({ min: 0, max: 15 }), prefix: fc.integer({ min: 20, max: 24 }) }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(subnets, (list) => {
      const run = new Run();
      const taken: { first: number; last: number }[] = [];
      list.forEach(({ third, prefix }, index) => {
        const size = 2 ** (24 - prefix);
        const first = third - (third % size);
        const meets = taken.some((other) => first <= other.last && other.first <= first + size - 1);
        taken.push({ first, last: first + size - 1 });
        const subnet = `10.9.${first}.0/${prefix}`;
        const found =
          run.observe(
            observed(
              make.network({
                name: `n${index}`,
                options: { parent: `ens33.${index + 2}` },
                ipamConfigs: [{ subnet }],
              }),
            ),
          )?.conflicts ?? [];
        expect(found.length > 0, subnet).toBe(meets);
      });
    }),
  );
});

it("observes a resource once for all rules, and anew when the engine sends it again", () => {
  const run = new Run();
  let reads = 0;
  const sent = (props: Record<string, unknown>): ObservedResource => {
    const { props: given, ...rest } = observed(make.network(props));
    return {
      ...rest,
      get props() {
        reads += 1;
        return given;
      },
    };
  };
  const first = run.observeFor("one", sent({}));
  const once = reads;
  expect(run.observeFor("other", sent({}))).toBe(first);
  expect(reads).toBe(once);
  const changed = run.observeFor("one", sent({ internal: true }));
  expect(changed?.row).toMatchObject({ internal: true });
  expect(run.observeFor("other", sent({ internal: true }))).toBe(changed);
});

const NETWORKS = ["n1", "n2", "n3"] as const;

/** Networks and containers as people write them by hand: shared VLANs, ranges, automatic addresses, networks by ID. */
const resource = fc.oneof(
  fc
    .record({
      name: fc.constantFrom(...NETWORKS),
      host: fc.constantFrom(...HOSTS),
      vlan: fc.integer({ min: 1, max: 2 }),
      third: fc.integer({ min: 0, max: 1 }),
      prefix: fc.constantFrom(23, 24),
      range: fc.boolean(),
      bridge: fc.boolean(),
    })
    .map(({ name, host, vlan, third, prefix, range, bridge }) => {
      const base = `10.0.${prefix === 24 ? third : 0}`;
      const pool = {
        subnet: `${base}.0/${prefix}`,
        gateway: `${base}.1`,
        ...(range ? { ipRange: `${base}.16/29` } : {}),
      };
      const driver = bridge ? { driver: "bridge", options: {} } : { options: { parent: `eth0.${vlan}` } };
      return make.network({ name, ...driver, ipamConfigs: [pool] }, host);
    }),
  fc
    .record({
      network: fc.constantFrom(...NETWORKS, undefined),
      host: fc.constantFrom(...HOSTS),
      address: fc.constantFrom("10.0.0.1", "10.0.0.17", "10.0.0.30", "10.0.1.30", undefined),
      mac: fc.constantFrom("02:00:00:00:00:01", undefined),
    })
    .map(({ network, host, address, mac }) => {
      const end = { name: network ?? "0".repeat(64), ipv4Address: address, macAddress: mac };
      return make.containerWith("", { networksAdvanced: [end] }, host);
    }),
);

it("reports of each resource what a comparison with all earlier ones would report", () => {
  fc.assert(
    fc.property(fc.array(resource, { maxLength: 14 }), (list) => {
      const run = new Run();
      const rows: Row[] = [];
      list.forEach((one, index) => {
        const each = observed({ ...one, name: `r${index}` });
        const before = new Set(findConflictsAmong(rows).map(({ rule, path }) => `${rule} ${path}`));
        const row = readRow(each, rows);
        if (row !== undefined) rows.push(row);
        const added = findConflictsAmong(rows).map(({ rule, path }) => `${rule} ${path}`);
        const found = run.observe(each)?.conflicts.map(({ rule, path }) => `${rule} ${path}`) ?? [];
        expect([...new Set(found)].sort()).toEqual([...new Set(added.filter((key) => !before.has(key)))].sort());
      });
    }),
    { numRuns: 3000 },
  );
});
