import * as pulumi from "@pulumi/pulumi";
import { parseFabric } from "../topology/configuration";
import { normalise, type Normalised } from "../topology/topology";
import { UserError } from "../topology/user-error";

/**
 * Reads the stack's configuration; the only reader of `pulumi.Config`.
 * @throws pulumi.RunError that lists every mistake; the CLI prints it without a stack trace.
 */
export function loadTopology(): Normalised {
  try {
    return normalise(parseFabric(new pulumi.Config().requireObject("fabric")), pulumi.getStack());
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
