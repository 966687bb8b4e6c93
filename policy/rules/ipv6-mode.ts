import type { ResourceValidationPolicy } from "@pulumi/policy";
import { parseSubnet } from "../../topology/ip";
import { at, countAt } from "../support/known";
import { onType } from "../support/on-type";
import { isLayer2, TYPES } from "../support/types";

export const ipv6Mode: ResourceValidationPolicy = {
  name: "ipv6-mode",
  description:
    "A layer-2 network says whether it has IPv6, and gives its subnet if so, because Docker would take one from a pool of its own, or ignore the routers that announce one.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set ipv6 to false, or to true together with an IPv6 subnet in ipamConfigs.",
  url: "https://github.com/moby/moby/issues/52815",
  validateResource: onType(TYPES.network, ({ name, props }, report) => {
    if (!isLayer2(at(props, "driver"))) return;
    const where = `docker.Network "${name}" ipv6`;
    if (!("ipv6" in props)) {
      report(`${where}: is missing. Set it to true or false.`);
      return;
    }
    const on = at(props, "ipv6") === true;
    const subnets = Array.from({ length: countAt(props, "ipamConfigs") }, (_, index) =>
      String(at(props, "ipamConfigs", index, "subnet")),
    );
    const six = subnets.find((subnet) => parseSubnet(subnet)?.family === 6);
    if (on && six === undefined)
      report(`${where}: is true without an IPv6 subnet. Add one to ipamConfigs, or set it to false.`);
    if (!on && six !== undefined) report(`${where}: is false beside the subnet ${six}. Set it to true.`);
  }),
};
