import { earlierOf, rowRule } from "../support/row-rule";

export const ownSubinterface = rowRule(
  {
    name: "own-subinterface",
    description:
      "The subinterface under a network is made by the stack before the network, because Docker would make it, delete it with the network, and not find it after a reboot.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps:
      "Make a VlanSubinterface on the host, which adopts a link that is there, and pass its link as options.parent.",
    url: "https://github.com/moby/libnetwork/issues/2571",
  },
  "network",
  (sight, report) => {
    const { row } = sight;
    if (!row.layer2 || row.vlan === undefined) return;
    const known = earlierOf(sight, "host").some(({ host }) => host === row.daemon.name);
    // A provider made by hand does not say which host it is for.
    const made = earlierOf(sight, "subinterface").some(
      ({ host, link }) => link === row.carrier && (host === row.daemon.name || !known),
    );
    if (made) return;
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} is no VlanSubinterface of this stack on ${row.daemon.name}: Docker ` +
        `would make and delete it. Make one, and pass its link.`,
    );
  },
);
