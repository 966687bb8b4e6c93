import type { ResourceValidationPolicy } from "@pulumi/policy";
import { TOKENS } from "../../components/tokens";
import { at } from "../support/known";
import { onType } from "../support/on-type";

export const fabricPlan: ResourceValidationPolicy = {
  name: "fabric-plan",
  description:
    "A Fabric registers its address plan as input, because without it no address can be checked before it is used.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Pass { plan: addressPlan(topology) } as the inputs of the component.",
  validateResource: onType(TOKENS.fabric, ({ name, props }, report) => {
    const lists = ["subnets", "ranges", "addresses", "networks"].map((key) => at(props, "plan", key));
    if (!lists.every(Array.isArray)) report(`Fabric "${name}": the input plan is missing or incomplete. Register it.`);
  }),
};
