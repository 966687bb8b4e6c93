import { isOlder, SHARED_PARENTS_SINCE } from "../../topology/docker-version";
import { earlierOf, rowRule } from "../support/row-rule";

export const oneNetworkPerParent = rowRule(
  {
    name: "one-network-per-parent",
    description:
      "A parent carries one macvlan network on each host, because Docker before 27.0.1 refuses a second one, and one gateway cannot be reserved twice.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Give each network a VLAN of its own, or state hosts.<name>.docker when it is 27.0.1 or later.",
    url: "https://github.com/moby/libnetwork/issues/1535",
  },
  "network",
  (sight, report) => {
    const { row } = sight;
    const first = earlierOf(sight, "network").find(
      ({ driver, parent, host }) => driver === "macvlan" && parent === row.parent && host.id === row.host.id,
    );
    if (row.driver !== "macvlan" || row.parent === undefined || first === undefined) return;
    const stated = earlierOf(sight, "host").find(({ host }) => host === row.host.name)?.docker;
    if (stated !== undefined && !isOlder(stated, SHARED_PARENTS_SINCE)) return;
    report(
      `${row.label} options.parent: ${row.parent} of ${row.host.name} carries ${first.label} already, and Docker ` +
        `${stated ?? "of no stated version"} may refuse a second network. Give it a VLAN of its own.`,
    );
  },
);
