import { networksBeside, rowRule } from "../support/row-rule";

export const oneDriverPerParent = rowRule(
  {
    name: "one-driver-per-parent",
    description:
      "A link is parent of macvlan or of ipvlan networks, because the kernel takes one of them and containers of the other fail to start.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Use one driver for both networks, or another parent.",
    url: "https://github.com/k8snetworkplumbingwg/multus-cni/issues/1339",
  },
  "network",
  (sight, report) => {
    const { row } = sight;
    const other = networksBeside(sight).find(({ driver }) => driver !== row.driver);
    if (other === undefined) return;
    report(
      `${row.label} driver: ${row.driver ?? ""} on ${row.carrier ?? ""} of ${row.daemon.name} meets ${other.driver ?? ""} of ` +
        `${other.label} there. Use one driver.`,
    );
  },
);
