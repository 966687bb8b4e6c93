import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import type { ContainerRow, NetworkRow } from "../support/rows";

export const passthruContainer = defineRule({
  name: "passthru-container",
  description:
    "A macvlan network in mode passthru has only one container, because the kernel gives the parent's own MAC address to the first and refuses the next.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use mode bridge for a network with several containers.",
  url: "https://github.com/moby/moby/pull/47318",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    const isHere = ({ daemon }: NetworkRow | ContainerRow): boolean => daemon.id === row.daemon.id;
    const isOn = ({ attachments }: ContainerRow, name: string): boolean =>
      attachments.some(({ network }) => network === name);
    for (const { name, mode } of rowsOf(earlier, "network").filter(isHere)) {
      if (mode !== "passthru" || !isOn(row, name)) continue;
      const first = rowsOf(earlier, "container").find((other) => isHere(other) && isOn(other, name));
      if (first === undefined) continue;
      report(`${row.label}: network ${name} is in mode passthru and already has ${first.label}. Use mode bridge.`);
    }
  },
});
