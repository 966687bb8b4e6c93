import { TOKENS } from "../../components/tokens";
import { defineRule } from "../support/define-rule";
import { resourcesOf } from "../support/looks-at";
import { read } from "../support/read-props";

export const fabricPlan = defineRule({
  name: "fabric-plan",
  description:
    "A Fabric registers its address plan as an input, because without it no address can be checked before it is used.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Pass { plan: addressPlan(topology) } as the inputs of the component.",
  looksAt: resourcesOf(TOKENS.fabric),
  check: ({ name, props }, report) => {
    const lists = ["subnets", "ranges", "addresses", "networks"].map((key) => read(props, "plan", key));
    if (!lists.every(Array.isArray)) report(`Fabric "${name}" plan: missing or incomplete. Register it as an input.`);
  },
});
