import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { labFolder } from "../lab/guest/folders";
import { guestStatuses } from "../lab/guest/status";
import { stopGuest } from "../lab/guest/stop";
import { UserError } from "../support/errors";
import { say, startProgress, type Progress } from "../support/terminal";
import { withLocksReleased } from "./release-locks";
import { repairInterrupted } from "./repair-interrupted";
import { repairState } from "./repair-state";
import { withRoomForState } from "./room-for-state";
import { INTERRUPTED, openSession, stackExists, type Session } from "./session";
import { ORIGIN } from "./update";
import { GO_ON } from "./watched-run";
import { vcenterResources, forgetCommands, type VcenterResource } from "./vcenter-leftovers";

/** Destroys the stack and forgets it; its configuration file stays. */
export async function down(stack: string): Promise<number> {
  const progress = startProgress();
  const session = await openSession(stack, progress);
  let advice = "";
  if (await stackExists(session)) {
    await repairInterrupted(session, progress);
    const there = await readVcenterResources(session);
    // Without targets, which would have the engine clean machines that are gone, Pulumi advises to run it.
    if (there.length > 0) advice = " `pulumi stack rm` has been run already.";
    const exitCode = await withLocksReleased(session, progress, () =>
      there.length > 0 ? destroyInVcenter(session, there, progress) : destroy(session, progress, EVERYTHING),
    );
    if (exitCode !== 0) {
      await repairState(session, progress, ORIGIN);
      return exitCode;
    }
    await session.read(["stack", "rm", "--yes", "--preserve-config", stack]);
  }
  await stopForgottenGuests(stack);
  // A preview makes keys, also for a guest that is never started.
  for (const folder of [labFolder(stack), join(cacheRoot(), "reports", stack)])
    rmSync(folder, { recursive: true, force: true });
  say(`Stack ${stack} is down: no guest, process or state of it is left.${advice}`);
  return 0;
}

/** With targets, even all of them, Pulumi does not end with the advice to run `stack rm`, which follows anyway. */
const EVERYTHING = ["--target", "**"];

function destroy(session: Session, progress: Progress, targets: readonly string[] = []): Promise<number> {
  const args = ["destroy", "--yes", "--skip-preview", ...GO_ON, ...targets, "--stack", session.stack];
  return withRoomForState(session, progress, (full) => session.run(args, full));
}

/**
 * Destroys, and retries if a machine turns out to have been removed in vCenter by hand, which the provider reports as an
 * error. Refreshing before the first attempt would not help: the engine would then remove what was on the missing machine
 * piece by piece, from a host that no longer answers. By the time the destroy reaches the machine, all of that is done.
 */
async function destroyInVcenter(
  session: Session,
  there: readonly VcenterResource[],
  progress: Progress,
): Promise<number> {
  const kept = there.filter((each) => each.protected);
  if (kept.length > 0) {
    throw new UserError(
      `vsphere.protect: protects ${kept.length} resources in vCenter: set it to false in Pulumi.${session.stack}.yaml, ` +
        `run \`npm run up -- --stack ${session.stack}\`, then run this again`,
    );
  }
  let exitCode = await destroy(session, progress);
  if (isFailure(exitCode)) exitCode = await destroyWithoutRemoved(session, exitCode, progress);
  const left = isFailure(exitCode) ? await readVcenterResources(session) : [];
  if (left.length > 0) say(forgetCommands(left, session.stack));
  return exitCode;
}

/** Destroys again if a machine turns out to be gone. The refresh itself may fail: the destroy has reported the reason. */
async function destroyWithoutRemoved(session: Session, failure: number, progress: Progress): Promise<number> {
  const machines = async (): Promise<number> =>
    (await readVcenterResources(session)).filter(({ machine }) => machine).length;
  const before = await machines();
  if (before === 0) return failure;
  progress("checking whether a machine was removed in vCenter by hand");
  const target = ["--target", "**vsphere:index/virtualMachine:VirtualMachine::*"];
  const exitCode = await session.run(["refresh", "--yes", "--skip-preview", "--stack", session.stack, ...target]);
  if (exitCode === INTERRUPTED) return exitCode;
  return (await machines()) < before ? destroy(session, progress) : failure;
}

/** An interrupt is not a failure. */
function isFailure(exitCode: number): boolean {
  return exitCode !== 0 && exitCode !== INTERRUPTED;
}

async function readVcenterResources(session: Session): Promise<VcenterResource[]> {
  return vcenterResources(await session.read(["stack", "export", "--stack", session.stack]));
}

/** Stops guests that the state does not contain, because a run was interrupted before it could record them. */
async function stopForgottenGuests(stack: string): Promise<void> {
  for (const guest of guestStatuses().filter(({ lab }) => lab === stack)) {
    await stopGuest(guest, startProgress(guest.host));
  }
}
