import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

/** By the naming schemes of the kernel and the distributions: the name is all that a plan knows of a link. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^(wl|wlan|ath|ra)\w*\d/, "is wireless, and access points drop frames from other MAC addresses"],
  [/^(docker\d|br-[0-9a-f]{12}$|veth|docker_gwbridge)/, "belongs to Docker"],
  [/^(tun|wg|ppp)\d/, "is a tunnel"],
];

export const parentKind = defineRule({
  name: "parent-kind",
  description:
    "The parent of a layer-2 network is a wired NIC, a bond or a subinterface of one, because Docker accepts any other link and fails, or loses frames, only when a container starts.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Name the NIC that is wired to the LAN, such as ens33.",
  url: "https://www.cni.dev/plugins/current/main/macvlan/",
  looksAt: observationsOf("network"),
  check: ({ row }, report) => {
    const fault = FAULTS.find(([pattern]) => pattern.test(row.carrier ?? ""))?.[1];
    if (!row.layer2 || fault === undefined) return;
    report(`${row.label} options.parent: ${row.carrier ?? ""} ${fault}. Name a wired NIC such as ens33.`);
  },
});
