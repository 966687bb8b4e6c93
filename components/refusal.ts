import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/**
 * An error that ends the program because of a mistake in its configuration; the CLI prints its message alone. For its own
 * trace the SDK also renders every error that ends a program with `inspect`, which follows the promise that it has hung on
 * the error through the whole program: half a minute for the reference topology (cmd/run/run.js of 3.248). This one renders
 * as its message.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  Object.defineProperty(error, inspect.custom, { value: () => error.message });
  return error;
}
