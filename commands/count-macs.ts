import type { FabricOutput } from "../harness/contract";
import { DRIVERS, type DriverName } from "../topology/drivers";
import type { Topology } from "../topology/model/topology";

/** A segment on a host, as far as MACs matter. */
interface Member {
  readonly host: string;
  /** The NIC below it. */
  readonly nic: string;
  readonly driver: DriverName;
  /** Containers, shims and links of routers on it. */
  readonly ends: number;
}

/** How many MACs besides its own the plan has on a NIC of a host. */
export type CountMacs = (host: string, nic: string) => number;

export function macsInOutput({
  segments,
  containers,
  routers = {},
}: Pick<FabricOutput, "segments" | "containers" | "routers">): CountMacs {
  return counter(
    Object.entries(segments).flatMap(([segment, { driver, hosts }]) =>
      Object.entries(hosts).map(([host, { nic, shim }]) => {
        const attached = Object.values(containers).filter((each) => each.host === host && segment in each.attach);
        const routing = Object.values(routers).filter((each) => each.host === host && segment in each.segments);
        const ends = attached.length + routing.length + (shim === undefined ? 0 : 1);
        return { host, nic, driver, ends };
      }),
    ),
  );
}

export function macsInTopology({
  segments,
  containers,
  routers,
}: Pick<Topology, "segments" | "containers" | "routers">): CountMacs {
  return counter(
    segments.flatMap(({ name, driver, members }) =>
      members.map(({ host, nic, shim }) => {
        const attached = containers.filter(
          (each) => each.host === host && each.attach.some((at) => at.segment === name),
        );
        const routing = routers.filter(
          (each) => each.host === host && each.links.some(({ segment }) => segment === name),
        );
        return { host, nic, driver, ends: attached.length + routing.length + (shim === undefined ? 0 : 1) };
      }),
    ),
  );
}

/** None where the containers have their host's; at least one where they have their own, as there may be some later. */
function counter(members: readonly Member[]): CountMacs {
  return (host, nic) => {
    const own = members.filter((each) => each.host === host && each.nic === nic && DRIVERS[each.driver].ownMacs);
    return own.length === 0
      ? 0
      : Math.max(
          1,
          own.reduce((sum, { ends }) => sum + ends, 0),
        );
  };
}
