import type { Policy, ResourceValidationPolicy } from "@pulumi/policy";
import type { ConflictRule } from "../../topology/conflicts/conflict";
import { run } from "./run";

/** A rule about addresses: it reports what the conflict engine finds under its name, in plans and among resources alike. */
export function planRule(policy: Policy & { readonly name: ConflictRule }): ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: (args, reportViolation) => {
      for (const { rule, message } of run.observe(args)?.conflicts ?? []) {
        if (rule === policy.name) reportViolation(message);
      }
    },
  };
}
