import { DRIVERS } from "../topology/drivers";
import type { FabricOutput } from "./contract";
import { groupBy } from "./group-by";
import { macOf, type Seen } from "./owners";
import type { StateItem } from "./state-item";

/** A MAC on a segment, and whose it is. */
interface Holder {
  readonly segment: string;
  readonly host: string;
  readonly owner: string;
  readonly mac: string;
}

/**
 * Whether MACs are unique within each segment, and the planned ones are there: one item for each host and segment, and one for
 * each planned MAC.
 */
export function macState(output: FabricOutput, seen: Seen): StateItem[] {
  const holders = [...containerMacs(output, seen), ...linkMacs(output, seen)];
  const bySegment = groupBy(holders, ({ segment }) => segment);
  return [
    ...[...seen.keys()].flatMap((host) =>
      [...bySegment].flatMap(([segment, all]) => uniqueItem(host, segment, all, output)),
    ),
    ...plannedMacs(output, seen),
  ];
}

/** Where every container has a MAC of its own. */
function containerMacs(output: FabricOutput, seen: Seen): Holder[] {
  return Object.entries(output.containers).flatMap(([name, { host, attach }]) =>
    Object.entries(attach).flatMap(([segment, { addresses }]) => {
      const driver = output.segments[segment]?.driver;
      if (driver === undefined || !DRIVERS[driver].ownMacs) return [];
      const macs = new Set(addresses.flatMap((address) => macOf(name, address, host, seen)));
      return [...macs].map((mac) => ({ segment, host, owner: `container ${name}`, mac }));
    }),
  );
}

/** Carriers and shims. */
function linkMacs(output: FabricOutput, seen: Seen): Holder[] {
  return Object.entries(output.segments).flatMap(([segment, { driver, hosts }]) =>
    Object.entries(hosts).flatMap(([host, { parent, shim }]) => {
      const names = [parent, ...(shim !== undefined && DRIVERS[driver].ownMacs ? [shim.link] : [])];
      const links = seen.get(host)?.links ?? [];
      return links
        .filter(({ name, mac }) => names.includes(name) && mac !== "")
        .map(({ name, mac }) => ({ segment, host, owner: `link ${name}`, mac }));
    }),
  );
}

const UNIQUE = "each its own";

function uniqueItem(host: string, segment: string, all: readonly Holder[], output: FabricOutput): StateItem[] {
  const here = all.filter((holder) => holder.host === host);
  if (here.length === 0 || output.segments[segment] === undefined) return [];
  const byMac = groupBy(all, ({ mac }) => mac);
  const shared = [...new Set(here.map(({ mac }) => mac))].filter((mac) => (byMac.get(mac) ?? []).length > 1);
  const texts = shared.map((mac) => {
    const owners = (byMac.get(mac) ?? []).map((holder) => `${holder.owner} on ${holder.host}`);
    return `${mac} of ${owners.join(" and ")}`;
  });
  const observed = texts.length === 0 ? UNIQUE : texts.join("; ");
  return [{ host, subject: `segment ${segment}`, property: "MACs", desired: UNIQUE, observed, ok: texts.length === 0 }];
}

function plannedMacs(output: FabricOutput, seen: Seen): StateItem[] {
  return Object.entries(output.containers).flatMap(([name, { host, attach }]) =>
    Object.entries(attach).flatMap(([segment, { addresses, mac }]) => {
      if (mac === undefined || !seen.has(host)) return [];
      const observed = macOf(name, addresses[0] ?? "", host, seen).join(" ") || "none";
      const property = `MAC on ${output.segments[segment]?.network ?? segment}`;
      return [{ host, subject: `container ${name}`, property, desired: mac, observed, ok: observed === mac }];
    }),
  );
}
