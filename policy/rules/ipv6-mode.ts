import { parseSubnet } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { mapItems, read } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

export const ipv6Mode = defineRule({
  name: "ipv6-mode",
  description:
    "A layer-2 network states whether it uses IPv6, and with which subnet, because Docker would otherwise take a subnet from its own pool, or ignore the routers that announce one.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Set ipv6 to false, or to true together with an IPv6 subnet in ipamConfigs.",
  url: "https://github.com/moby/moby/issues/52815",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    if (!isLayer2(read(props, "driver"))) return;
    const where = `docker.Network "${name}" ipv6`;
    if (!("ipv6" in props)) {
      report(`${where}: missing. Set it to true or false.`);
      return;
    }
    const isOn = read(props, "ipv6") === true;
    const subnets = mapItems(props, "ipamConfigs", (index) => String(read(props, "ipamConfigs", index, "subnet")));
    const subnet6 = subnets.find((subnet) => parseSubnet(subnet)?.family === 6);
    if (isOn && subnet6 === undefined)
      report(`${where}: true without an IPv6 subnet. Add one to ipamConfigs, or set it to false.`);
    if (!isOn && subnet6 !== undefined) report(`${where}: false despite the subnet ${subnet6}. Set it to true.`);
  },
});
