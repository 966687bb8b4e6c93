import { say } from "../support/terminal";
import { ensureStack, openSession } from "./session";

/** Runs any Pulumi command; what is given on the command line wins over our defaults. */
export async function pulumi(args: readonly string[]): Promise<number> {
  const stack = stackOf(args) ?? process.env["PULUMI_STACK"] ?? "dev";
  const session = await openSession(stack, say);
  if (NEEDS_STACK.has(args[0] ?? "")) await ensureStack(session);
  return session.run(args);
}

/** Commands that fail on a stack that was never made; the others must not make one. */
const NEEDS_STACK = new Set(["preview", "up", "update", "refresh", "watch", "import"]);

/** The stack that `--stack NAME`, `--stack=NAME` or `-s NAME` names. */
export function stackOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith("--stack="))?.slice("--stack=".length);
}
