import { defineRule } from "../support/define-rule";
import { layer2AttachmentsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const containerMac = defineRule({
  name: "container-mac",
  description:
    "The MAC address of a container is unicast and locally administered, because frames from a multicast address are dropped, and any other address belongs to a device vendor.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Remove macAddress, or start it with 02.",
  looksAt: observationsOf("container"),
  check: ({ row, earlier }, report) => {
    for (const { attachment } of layer2AttachmentsOf(row, earlier)) {
      const { field, mac } = attachment;
      const fault = mac === undefined ? undefined : findFault(mac);
      if (fault !== undefined) report(`${row.label} ${field}.macAddress: ${String(mac)} ${fault}. Start it with 02.`);
    }
  },
});

/** IEEE 802: the lowest bits of the first octet mark a group address and local administration. */
function findFault(mac: string): string | undefined {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) return "is not a valid MAC address";
  const first = Number.parseInt(mac.slice(0, 2), 16);
  if ((first & 1) === 1) return "is a multicast address";
  return (first & 2) === 2 ? undefined : "is a vendor's address, not a locally administered one";
}
