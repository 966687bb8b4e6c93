import type { ResourceValidationPolicy } from "@pulumi/policy";
import { at, countAt, known, textAt } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

export const explicitGateway: ResourceValidationPolicy = {
  name: "explicit-gateway",
  description:
    "A macvlan network states its gateway unless it is internal, because some versions of Docker take the first address for it and others set no route at all.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set ipamConfigs[].gateway, or make the network internal.",
  url: "https://github.com/moby/moby/pull/50929",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    if (!isLayer2(at(props, "driver")) || at(props, "internal") === true) return;
    // At layer 3, ipvlan routes by itself and has no gateway.
    if (textAt(props, "options", "ipvlan_mode")?.startsWith("l3") === true) return;
    const pools = countAt(props, "ipamConfigs");
    if (pools === 0) {
      report(`docker.Network "${name}" ipamConfigs: is missing. Give a subnet and its gateway.`);
    }
    for (let index = 0; index < pools; index += 1) {
      const pool = at(props, "ipamConfigs", index);
      const given = pool instanceof Object && "gateway" in pool;
      // Unknown counts as given: the update looks again.
      if (given && known(() => at(pool, "gateway")) !== "") continue;
      report(`docker.Network "${name}" ipamConfigs[${index}].gateway: is missing. Name it.`);
    }
  }),
};
