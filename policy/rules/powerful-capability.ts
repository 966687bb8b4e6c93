import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { readEach, readText } from "../support/read-props";
import { TYPES } from "../support/types";

export const powerfulCapability = defineRule({
  name: "powerful-capability",
  description: "A container has no capability that leads out of it, because it would then be root on its host.",
  enforcementLevel: "advisory",
  severity: "high",
  remediationSteps: "Remove the capability, or use a narrower one such as CAP_NET_ADMIN.",
  settings: {
    capabilities: {
      type: "array",
      items: { type: "string" },
      default: ["CAP_SYS_ADMIN", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH", "CAP_BPF"],
      description: "Capabilities to report.",
    },
  },
  looksAt: resourcesOf(TYPES.container),
  check: ({ name, props }, report, { settings: { capabilities } }) => {
    const added = readEach(props["capabilities"], "adds", (at) => readText(props, "capabilities", "adds", at) ?? "");
    for (const capability of added.filter((each) => capabilities.includes(each))) {
      report(`docker.Container "${name}" capabilities.adds: ${capability} leads out of the container. Remove it.`);
    }
  },
});
