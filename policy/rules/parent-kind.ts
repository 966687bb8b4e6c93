import { splitLinkName } from "../../topology/naming";
import { parentFault } from "../../topology/parent-faults";
import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";
import type { NetworkRow } from "../support/rows";
import { isLayer2 } from "../support/types";

export const parentKind = defineRule({
  name: "parent-kind",
  description:
    "The parent of a layer-2 network is a NIC, a bond or a subinterface of one, and not wireless if the driver is macvlan, because Docker accepts any other link and fails, or loses frames, only when a container starts.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Name the NIC that is wired to the LAN, such as ens33; on a wireless NIC, use the driver ipvlan.",
  url: "https://www.cni.dev/plugins/current/main/macvlan/",
  looksAt: observationsOf("network"),
  check: ({ row }, report) => {
    const found = findFault(row);
    if (found === undefined) return;
    report(`${row.label} options.parent: ${row.carrier ?? ""} ${found.fault}: ${found.remedy}.`);
  },
});

/** A subinterface is of the kind of its NIC. */
function findFault({ driver, carrier, nic }: NetworkRow): ReturnType<typeof parentFault> {
  if (!isLayer2(driver) || carrier === undefined) return undefined;
  const names = [carrier, splitLinkName(carrier).nic, ...(nic === undefined ? [] : [nic])];
  return names.map((name) => parentFault(name, driver)).find((fault) => fault !== undefined);
}
