import { defineRule } from "../support/define-rule";
import { networksBeside } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const oneDriverPerParent = defineRule({
  name: "one-driver-per-parent",
  description:
    "A link is the parent of either macvlan or ipvlan networks, because the kernel allows only one of the two and containers of the other fail to start.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use one driver for both networks, or another parent.",
  url: "https://github.com/k8snetworkplumbingwg/multus-cni/issues/1339",
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report) => {
    const other = networksBeside(row, earlier).find(({ driver }) => driver !== row.driver);
    if (other === undefined) return;
    report(
      `${row.label} driver: ${row.driver ?? ""} on ${row.carrier ?? ""} of ${row.daemon.name} conflicts with ` +
        `${other.driver ?? ""} of ${other.label} there. Use one driver.`,
    );
  },
});
