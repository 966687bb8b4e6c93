import type { ReportViolation, ResourceValidation, ResourceValidationArgs } from "@pulumi/policy";

/** A check of resources of some types; all others pass unread. */
export function onType(
  types: string | readonly string[],
  check: (args: ResourceValidationArgs, report: ReportViolation) => void,
): ResourceValidation {
  return (args, report) => {
    if ([types].flat().includes(args.type)) check(args, report);
  };
}
