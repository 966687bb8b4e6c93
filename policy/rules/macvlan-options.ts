import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read, readKeys } from "../support/read-props";
import { TYPES } from "../support/types";

const DRIVER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  macvlan: ["parent", "macvlan_mode"],
  ipvlan: ["parent", "ipvlan_mode", "ipvlan_flag"],
};

export const macvlanOptions = defineRule({
  name: "macvlan-options",
  description:
    "A macvlan network has only options that its driver knows, because Docker silently ignores all others and a typo changes the network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Remove the option, or use one that the message lists.",
  looksAt: resourcesOf(TYPES.network),
  check: ({ name, props }, report) => {
    const driver = String(read(props, "driver"));
    const options = DRIVER_OPTIONS[driver];
    if (options === undefined) return;
    for (const key of readKeys(props, "options").filter((option) => !options.includes(option))) {
      report(
        `docker.Network "${name}" options.${key}: not an option of ${driver}. Remove it, or use ${options.join(" or ")}.`,
      );
    }
  },
});
