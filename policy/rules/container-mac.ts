import { layer2Attachments, rowRule } from "../support/row-rule";

export const containerMac = rowRule(
  {
    name: "container-mac",
    description:
      "The MAC address of a container is unicast and locally administered, because frames from any other are dropped, or belong to the vendor of some device.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Remove macAddress, or begin it with 02.",
  },
  "container",
  (sight, report) => {
    for (const { end } of layer2Attachments(sight)) {
      const fault = end.mac === undefined ? undefined : faultOf(end.mac);
      if (fault !== undefined) {
        report(`${sight.row.label} ${end.field}.macAddress: ${String(end.mac)} ${fault}. Begin it with 02.`);
      }
    }
  },
);

/** IEEE 802: the lowest bits of the first octet mean group address and local administration. */
function faultOf(mac: string): string | undefined {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) return "is no MAC address";
  const first = Number.parseInt(mac.slice(0, 2), 16);
  if ((first & 1) === 1) return "is a multicast address";
  return (first & 2) === 2 ? undefined : "is a vendor's address, not locally administered";
}
