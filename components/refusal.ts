import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { UserError } from "../support/errors";
import { parseBy } from "../topology/schema/parse-configuration";

/**
 * An error that ends the program because of a mistake in its configuration; the CLI prints only its message. The SDK also
 * renders every error that ends a program with `inspect`, for its own trace. That follows the promise attached to the error
 * through the whole program, which takes half a minute for the reference topology (cmd/run/run.js of 3.248), so this one
 * renders as its message.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  Object.defineProperty(error, inspect.custom, { value: () => error.message });
  return error;
}

/** Calls `read`; a mistake in what it reads ends the program with only its message. */
export function refuseUserErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw refusal(error.message);
    throw error;
  }
}

/**
 * Arguments of a component by the schema of the configuration, with the defaults filled in.
 * @param source how the message names them, such as `vm of BridgedVm docker01`
 * @throws pulumi.RunError that lists every mistake
 */
export function parseArgs<S extends z.ZodType>(schema: S, args: unknown, source: string): z.output<S> {
  return refuseUserErrors(() => parseBy(schema, args, source));
}
