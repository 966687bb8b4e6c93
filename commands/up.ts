import { renderDarkTime } from "../harness/dark-time/dark-time-text";
import { lineWidth, say, startProgress } from "../support/terminal";
import { verifyAndHeal } from "./heal/heal";
import { forgetSilentHosts } from "./forget-hosts";
import { measureUpdate } from "./measure";
import { repairInterrupted } from "./repair-interrupted";
import { policyFlags } from "./policy-flags";
import { prepare } from "./prepare";
import { update } from "./update";
import { verifySession } from "./verify";

export interface UpOptions {
  /** Whether what has drifted is repaired afterwards. */
  readonly heal: boolean;
  /** Whether the report tells how long each endpoint did not answer. */
  readonly measure: boolean;
  /** Whether the hosts are asked first if they are ready. */
  readonly preflight: boolean;
}

/** Brings the stack up, under its policies, proves it, and repairs what has drifted unless that is not wanted. */
export async function up(stack: string, { heal, measure, preflight }: UpOptions): Promise<number> {
  const session = await prepare(stack, { guests: true, hosts: preflight });
  const progress = startProgress();
  await forgetSilentHosts(session, await repairInterrupted(session, progress), progress);
  const work = (): Promise<number> => update(session, policyFlags(stack), progress);
  const { exitCode, darkTime } = measure
    ? await measureUpdate(session, work)
    : { exitCode: await work(), darkTime: undefined };
  if (exitCode !== 0) {
    if (darkTime !== undefined) say(renderDarkTime(darkTime, lineWidth()));
    const proof = `npm run verify -- --stack ${stack}`;
    say(
      `pulumi up ended with ${exitCode}: what was made stays (check it with \`${proof}\`); fix the cause and run this again`,
    );
    return exitCode;
  }
  return heal ? verifyAndHeal(session, { darkTime }) : verifySession(session, { darkTime });
}
