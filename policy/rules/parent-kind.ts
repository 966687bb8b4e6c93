import { rowRule } from "../support/row-rule";

/** By the kernel's and the distributions' naming schemes, which is all that a plan can see of a link. */
const UNFIT: readonly (readonly [RegExp, string])[] = [
  [/^(wl|wlan|ath|ra)\w*\d/, "is wireless, and access points drop the frames of other MACs"],
  [/^(docker\d|br-[0-9a-f]{12}$|veth|docker_gwbridge)/, "is Docker's own"],
  [/^(tun|wg|ppp)\d/, "is a tunnel"],
];

export const parentKind = rowRule(
  {
    name: "parent-kind",
    description:
      "The parent of a layer-2 network is a wired NIC, a bond or a subinterface of one, because Docker takes any other link and fails, or loses frames, only when a container starts.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Name the NIC that is wired to the LAN, such as ens33.",
    url: "https://www.cni.dev/plugins/current/main/macvlan/",
  },
  "network",
  ({ row }, report) => {
    const fault = UNFIT.find(([pattern]) => pattern.test(row.carrier ?? ""));
    if (!row.layer2 || fault === undefined) return;
    report(`${row.label} options.parent: ${row.carrier ?? ""} ${fault[1]}. Name a wired NIC such as ens33.`);
  },
);
