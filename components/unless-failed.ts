import * as pulumi from "@pulumi/pulumi";

/**
 * The value, or undefined when the update that goes on after a failure could not make what it comes from. In a preview it is
 * unknown as ever.
 */
export function unlessFailed(output: pulumi.Output<string>): pulumi.Output<string | undefined> {
  if (pulumi.runtime.isDryRun()) return output;
  // The types of the SDK leave it out; `apply` passes over what is not known.
  const { isKnown } = output as unknown as { readonly isKnown: Promise<boolean> };
  return pulumi.output(isKnown.then((known) => (known ? output : undefined)));
}
