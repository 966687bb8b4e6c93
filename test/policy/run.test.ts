import fc from "fast-check";
import { expect, it } from "vitest";
import { Run } from "../../policy/support/run";
import type { Seen } from "../../policy/support/rows";
import type { Resource } from "./analyze";
import * as make from "./resources";

const HOSTS = ["docker01", "docker02", "docker03"] as const;

/** A resource as a rule sees it, without the proxy of the SDK. */
function seen({ type, name, props = {}, provider }: Resource): Seen {
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
        return make.container(`c${String(index)}`, `172.16.10.${String(last)}`, host);
      });
      const shuffled = [...HOSTS.map((host) => make.network({}, host)), ...containers]
        .map((resource) => ({ resource, key: order.next().value }))
        .sort((a, b) => a.key - b.key);
      const run = new Run();
      const found = shuffled.flatMap(({ resource }) => run.see(seen(resource))?.conflicts ?? []);
      expect(found).toHaveLength(list.length - new Set(list.map(({ last }) => last)).size);
    }),
  );
});

it("reports every subnet that meets one seen before, and none that does not", () => {
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
        const subnet = `10.9.${String(first)}.0/${String(prefix)}`;
        const found =
          run.see(
            seen(
              make.network({
                name: `n${String(index)}`,
                options: { parent: `ens33.${String(index + 2)}` },
                ipamConfigs: [{ subnet }],
              }),
            ),
          )?.conflicts ?? [];
        expect(found.length > 0, subnet).toBe(meets);
      });
    }),
  );
});
