import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * The issues of a failed parse with those of unions without a discriminator, such as "an address or a list of them",
 * replaced by the issues of the form that was given, so that the message is as good as with one form.
 */
export function resolveUnions(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const forms = issue.errors.map((errors) =>
      resolveUnions(errors.map((error) => ({ ...error, path: [...issue.path, ...error.path] }))),
    );
    return forms.find((errors) => !errors.some((error) => isOfOtherType(error, issue.path.length))) ?? forms[0] ?? [];
  });
}

/** Whether the value itself, not a part of it, has another type than the form. */
function isOfOtherType({ code, path }: Issue, depth: number): boolean {
  return code === "invalid_type" && path.length === depth;
}
