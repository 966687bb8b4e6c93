import * as pulumi from "@pulumi/pulumi";

/**
 * The value, or another one when the update that goes on after a failure could not make what it comes from. In a preview it is
 * unknown as ever.
 */
export function unlessFailed<T extends string | undefined>(
  output: pulumi.Output<string>,
  otherwise: pulumi.Output<T> | T,
): pulumi.Output<string | T> {
  if (pulumi.runtime.isDryRun()) return output;
  // The types of the SDK leave it out; `apply` passes over what is not known.
  const { isKnown } = output as unknown as { readonly isKnown: Promise<boolean> };
  return pulumi.output(isKnown.then((known) => (known ? output : otherwise))) as pulumi.Output<string | T>;
}
