import { paint, print, say } from "../support/terminal";
import { blastRadiusText } from "./blast-radius/format";
import { readBlastRadius } from "./blast-radius/read-blast-radius";
import { prepare } from "./prepare";

/**
 * Shows what `up` would change, the policies included, and what that means for the containers; needs neither guests nor hosts.
 * @param asJson whether only the latter is printed, as JSON on stdout
 */
export async function preview(stack: string, asJson: boolean): Promise<number> {
  const session = await prepare(stack, { guests: false, hosts: false });
  const radius = await readBlastRadius(stack, (args) => (asJson ? session.runQuietly(args) : session.run(args)));
  if (typeof radius === "number") return radius;
  if (asJson) print(JSON.stringify(radius, null, 2));
  else say(`\n${blastRadiusText(radius, (text) => paint("bold", text))}`);
  return 0;
}
