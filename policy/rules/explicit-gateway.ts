import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { countItems, read, readIfKnown, readText } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

export const explicitGateway = defineRule({
  name: "explicit-gateway",
  description:
    "A layer-2 network sets the gateway of each of its subnets unless it is internal, because some Docker versions use the first address as the gateway and others set no route at all.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set ipamConfigs[].gateway beside each subnet, or make the network internal.",
  url: "https://github.com/moby/moby/pull/50929",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    if (!isLayer2(read(props, "driver")) || read(props, "internal") === true) return;
    // At layer 3, ipvlan does its own routing and has no gateway.
    if (readText(props, "options", "ipvlan_mode")?.startsWith("l3") === true) return;
    const pools = countItems(props, "ipamConfigs");
    if (pools === 0) report(`docker.Network "${name}" ipamConfigs: missing. Set a subnet and its gateway.`);
    for (let index = 0; index < pools; index += 1) {
      const pool = read(props, "ipamConfigs", index);
      const isGiven = pool instanceof Object && "gateway" in pool;
      // An unknown gateway counts as set: the update checks again.
      if (isGiven && readIfKnown(() => read(pool, "gateway")) !== "") continue;
      report(`docker.Network "${name}" ipamConfigs[${index}].gateway: missing. Set it, or make the network internal.`);
    }
  },
});
