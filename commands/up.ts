import { say, startProgress } from "../support/terminal";
import { verifyAndHeal } from "./heal/heal";
import { forgetSilentHosts } from "./forget-hosts";
import { repairInterrupted } from "./repair-interrupted";
import { policyFlags } from "./policy-flags";
import { prepare } from "./prepare";
import { verifySession } from "./verify";

/** Brings the stack up, under its policies, proves it, and repairs what has drifted unless that is not wanted. */
export async function up(stack: string, withHealing: boolean): Promise<number> {
  const session = await prepare(stack, { guests: true });
  const progress = startProgress();
  const state = await repairInterrupted(session, progress);
  if (state !== undefined) await forgetSilentHosts(session, state, progress);
  const flags = ["--yes", "--skip-preview", "--continue-on-error", "--suppress-outputs"];
  const exitCode = await session.run(["up", ...flags, ...policyFlags(stack), "--stack", stack]);
  if (exitCode !== 0) {
    say(`pulumi up ended with ${exitCode}: what was made stays; fix the cause and run the command again`);
    return exitCode;
  }
  return withHealing ? verifyAndHeal(session) : verifySession(session);
}
