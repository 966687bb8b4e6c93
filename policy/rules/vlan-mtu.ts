import { DEFAULT_MTU } from "../../topology/naming";
import { earlierOf, rowRule } from "../support/row-rule";

export const vlanMtu = rowRule(
  {
    name: "vlan-mtu",
    description:
      "A subinterface has at most the MTU of its NIC, because the kernel drops larger frames on the way out, and only those.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Lower the MTU of the segment, or state the MTU that the NIC of the host has.",
    url: "https://github.com/moby/libnetwork/issues/2274",
  },
  "subinterface",
  (sight, report) => {
    const { label, host, nic, link, mtu } = sight.row;
    const most = earlierOf(sight, "host").find((row) => row.host === host)?.mtu ?? DEFAULT_MTU;
    if (mtu === undefined || mtu <= most) return;
    report(`${label} mtu: ${mtu} of ${link} is more than the ${most} of ${nic} on ${host}. Lower it.`);
  },
);
