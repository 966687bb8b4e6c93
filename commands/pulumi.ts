import { startProgress } from "../support/terminal";
import { ensureStack, openSession } from "./session";

/** Runs any Pulumi command; its own flags override our defaults. */
export async function pulumi(args: readonly string[]): Promise<number> {
  const stack = stackOf(args) ?? process.env["PULUMI_STACK"] ?? "dev";
  const session = await openSession(stack, startProgress());
  if (NEEDS_STACK.has(args[0] ?? "")) await ensureStack(session);
  return session.run(args);
}

/** Commands that need an existing stack; the others must not create one. */
const NEEDS_STACK = new Set(["config", "preview", "up", "update", "refresh", "watch", "import"]);

/** The stack that `--stack NAME`, `--stack=NAME` or `-s NAME` names. */
export function stackOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith("--stack="))?.slice("--stack=".length);
}
