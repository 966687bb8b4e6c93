import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { resourcesInRun } from "../support/looks-at";
import { daemonOf } from "../support/read-daemon";
import { read } from "../support/read-props";
import { isDeclaredNic } from "../support/resolve-carrier";
import type { Daemon, Row } from "../support/rows";
import { isLayer2, TYPES } from "../support/types";

export const vlanId = defineRule({
  name: "vlan-id",
  description:
    "The name of a VLAN subinterface that the stack does not make ends in one dot and an ID from 1 to 4094, because Docker reads the ID from the name of a parent that is not there.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write options.parent as NIC.ID, such as ens33.10, or create a VlanSubinterface and pass its link.",
  url: "https://github.com/moby/libnetwork/issues/2597",
  looksAt: resourcesInRun(TYPES.network),
  check: ({ resource, earlier }, report) => {
    const { name, props } = resource;
    const parent = read(props, "options", "parent");
    if (!isLayer2(read(props, "driver")) || typeof parent !== "string" || !parent.includes(".")) return;
    const vlan = Number(/^[^.]+\.([1-9]\d{0,3})$/.exec(parent)?.[1]);
    if ((vlan >= 1 && vlan <= 4094) || isThere(parent, daemonOf(resource, earlier), earlier)) return;
    report(`docker.Network "${name}" options.parent: ${parent} has no VLAN ID from 1 to 4094. Write it as ens33.10.`);
  },
});

/** Whether the link is there before the network: made by the stack, or a NIC that the host is declared to have. */
function isThere(link: string, daemon: Daemon, earlier: readonly Row[]): boolean {
  return (
    isDeclaredNic(link, daemon, earlier) ||
    rowsOf(earlier, "subinterface").some((row) => row.link === link && row.host === daemon.name)
  );
}
