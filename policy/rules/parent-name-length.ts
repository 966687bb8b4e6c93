import { fitsInterfaceName, MAX_INTERFACE_NAME } from "../../topology/naming";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";
import { isLayer2, TYPES } from "../support/types";

export const parentNameLength = defineRule({
  name: "parent-name-length",
  description: `The parent link of a network has a name of at most ${MAX_INTERFACE_NAME} bytes, because Linux cannot create a longer one.`,
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Rename the NIC of the host, so that NIC.ID fits.",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    const parent = read(props, "options", "parent");
    if (!isLayer2(read(props, "driver")) || typeof parent !== "string" || fitsInterfaceName(parent)) return;
    report(
      `docker.Network "${name}" options.parent: ${parent} is longer than ${MAX_INTERFACE_NAME} bytes. Rename the NIC.`,
    );
  },
});
