import { DEFAULT_MTU } from "../../topology/naming";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const vlanMtu = defineRule({
  name: "vlan-mtu",
  description:
    "A subinterface has at most the MTU of its NIC, because the kernel drops larger frames on the way out, and only those.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Lower the MTU of the segment, or declare the MTU that the NIC of the host has.",
  url: "https://github.com/moby/libnetwork/issues/2274",
  looksAt: observationsOf("subinterface"),
  check: ({ row, earlier }, report) => {
    const { label, host, nic, link, mtu } = row;
    const limit = rowsOf(earlier, "host").find((other) => other.host === host)?.mtu ?? DEFAULT_MTU;
    if (mtu === undefined || mtu <= limit) return;
    report(`${label} mtu: ${mtu} of ${link} exceeds the ${limit} of ${nic} on ${host}. Lower it.`);
  },
});
