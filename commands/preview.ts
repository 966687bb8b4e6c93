import { policyFlags } from "./policy-flags";
import { prepare } from "./prepare";

/** Shows what `up` would change, the policies included; needs neither guests nor hosts. */
export async function preview(stack: string): Promise<number> {
  const session = await prepare(stack, { guests: false });
  return session.run(["preview", "--suppress-outputs", ...policyFlags(stack), "--stack", stack]);
}
