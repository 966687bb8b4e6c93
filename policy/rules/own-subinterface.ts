import { splitLinkName } from "../../topology/naming";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { vlanInName } from "../support/resolve-carrier";

export const ownSubinterface = defineRule({
  name: "own-subinterface",
  description:
    "The stack creates the subinterface under a network before the network, because Docker would create it, delete it with the network, and not find it after a reboot.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Create a VlanSubinterface on the host, which adopts an existing link, and pass its link as options.parent.",
  url: "https://github.com/moby/libnetwork/issues/2571",
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report) => {
    // Docker creates only links that are named like this; under any other name, somebody else did.
    if (!row.layer2 || row.vlan === undefined || !isNamedByDocker(row.carrier)) return;
    const isDeclared = rowsOf(earlier, "host").some(({ host }) => host === row.daemon.name);
    // A provider created by hand does not say which host it is for.
    const isCreated = rowsOf(earlier, "subinterface").some(
      ({ host, nic, vlan, link }) =>
        (link === row.carrier || (nic === row.nic && vlan === row.vlan)) && (host === row.daemon.name || !isDeclared),
    );
    if (isCreated) return;
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} is not a VlanSubinterface of this stack on ${row.daemon.name}, ` +
        "so Docker would create and delete it. Create one, and pass its link.",
    );
  },
});

function isNamedByDocker(carrier = ""): boolean {
  return splitLinkName(carrier).vlan !== undefined && vlanInName(carrier) === undefined;
}
