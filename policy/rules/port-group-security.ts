import { defineRule } from "../support/define-rule";
import { resourcesInRun } from "../support/looks-at";
import { carriesMacvlan, findFabricPortGroup, PORT_GROUP_TYPES, portGroupLabel } from "../support/port-group";
import { read } from "../support/read-props";

export const portGroupSecurity = defineRule({
  name: "port-group-security",
  description:
    "Port groups that carry macvlan traffic accept forged transmits, and promiscuous mode unless the switch learns MAC addresses, because the hypervisor otherwise drops the containers' frames.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Set allowForgedTransmits, and either allowPromiscuous or, in vCenter, MAC learning; then list the port group under macLearning.",
  url: "https://github.com/docker/docs/issues/15855",
  settings: {
    macLearning: {
      type: "array",
      items: { type: "string" },
      default: [] as readonly string[],
      description: "Names of port groups created by hand whose switch learns MAC addresses.",
    },
  },
  looksAt: resourcesInRun(...PORT_GROUP_TYPES),
  check: ({ resource, earlier }, report, { props, settings }) => {
    if (!carriesMacvlan(resource, earlier)) return;
    const label = portGroupLabel(resource);
    if (read(props, "allowForgedTransmits") !== true) {
      report(`${label} allowForgedTransmits: not true, so no frame of a container leaves its VM. Set it to true.`);
    }
    const learnsMacs =
      findFabricPortGroup(resource, earlier)?.macLearning === true ||
      settings.macLearning.includes(String(read(props, "name")));
    if (!learnsMacs && read(props, "allowPromiscuous") !== true) {
      report(
        `${label} allowPromiscuous: not true, and MAC learning is not declared, so no frame reaches a container. Set it ` +
          "to true, or enable MAC learning.",
      );
    }
  },
});
