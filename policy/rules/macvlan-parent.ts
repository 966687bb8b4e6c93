import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

export const macvlanParent = defineRule({
  name: "macvlan-parent",
  description:
    "A layer-2 network names its parent link, because Docker otherwise creates a dummy link that looks healthy but reaches no other host.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Set options.parent to the NIC or the VLAN subinterface that carries the network.",
  url: "https://github.com/moby/libnetwork/issues/1298",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    if (!isLayer2(read(props, "driver"))) return;
    const parent = read(props, "options", "parent");
    if (typeof parent === "string" && parent !== "" && parent !== "lo") return;
    const fault = parent === "lo" ? "lo reaches no other host" : "missing";
    report(`docker.Network "${name}" options.parent: ${fault}. Name a link such as ens33.10.`);
  },
});
