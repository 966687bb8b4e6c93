import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const containerMac = defineRule({
  name: "container-mac",
  description:
    "The MAC address of a container is a valid unicast address, because Docker refuses any other text, and switches drop frames that come from a multicast address.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Remove macAddress, or make its first octet even, such as 02.",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    for (const { attachment } of layer2AttachmentsOf(row, earlier)) {
      const { field, mac } = attachment;
      const fault = mac === undefined ? undefined : findFault(mac);
      if (fault !== undefined) report(`${row.label} ${field}.macAddress: ${String(mac)} ${fault}. Start it with 02.`);
    }
  },
});

/** IEEE 802: the lowest bit of the first octet marks a group address. A vendor's address may belong to a licence. */
function findFault(mac: string): string | undefined {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) return "is not a valid MAC address";
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 ? "is a multicast address" : undefined;
}
