import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { guestStatuses } from "../lab/guest/status";
import { stopGuest } from "../lab/guest/stop";
import { UserError } from "../support/errors";
import { repairInterrupted } from "./interrupted";
import { say } from "../support/terminal";
import { INTERRUPTED, openSession, stackExists, type Session } from "./session";
import { inVcenter, forgetCommands, type InVcenter } from "./vcenter-leftovers";

/** Destroys the stack and forgets it; its configuration file stays. */
export async function down(stack: string): Promise<number> {
  const session = await openSession(stack, say);
  if (stackExists(session) !== false) {
    await repairInterrupted(session, say);
    const there = await has(session);
    const exitCode = await (there.length > 0 ? destroyInVcenter(session, there) : destroy(session));
    if (exitCode !== 0) return exitCode;
    await session.read(["stack", "rm", "--yes", "--preserve-config", stack]);
  }
  await stopForgottenGuests(stack);
  rmSync(join(cacheRoot(), "reports", stack), { recursive: true, force: true });
  say(`Stack ${stack} is down: no guest, no process and no state of it is left.`);
  return 0;
}

function destroy(session: Session): Promise<number> {
  return session.run(["destroy", "--yes", "--skip-preview", "--stack", session.stack]);
}

/**
 * Destroys, and once more where a machine turns out to have been removed in vCenter by hand, which the provider takes for an
 * error. Only then is it looked for: a refresh of a machine that is gone would make the engine remove what lived on it one by
 * one, from a host that no longer answers; once the destroy has come to the machine, all of that is done.
 */
async function destroyInVcenter(session: Session, there: readonly InVcenter[]): Promise<number> {
  const kept = there.filter((each) => each.protected);
  if (kept.length > 0) {
    throw new UserError(
      `vsphere.protect: keeps ${kept.length} things in vCenter: set it to false in Pulumi.${session.stack}.yaml, ` +
        `run \`npm run up -- --stack ${session.stack}\`, then this again`,
    );
  }
  let exitCode = await destroy(session);
  if (isFailure(exitCode)) exitCode = await destroyWithoutRemoved(session, exitCode);
  const left = isFailure(exitCode) ? await has(session) : [];
  if (left.length > 0) say(forgetCommands(left, session.stack));
  return exitCode;
}

/** Destroys again, if a machine turns out to be gone. The refresh itself may fail: the destroy has said why. */
async function destroyWithoutRemoved(session: Session, failure: number): Promise<number> {
  const machines = async (): Promise<number> => (await has(session)).filter(({ machine }) => machine).length;
  const before = await machines();
  if (before === 0) return failure;
  say("looking whether a machine was removed in vCenter by hand");
  const target = ["--target", "**vsphere:index/virtualMachine:VirtualMachine::*"];
  const exitCode = await session.run(["refresh", "--yes", "--skip-preview", "--stack", session.stack, ...target]);
  if (exitCode === INTERRUPTED) return exitCode;
  return (await machines()) < before ? destroy(session) : failure;
}

/** Not what somebody ended on purpose. */
function isFailure(exitCode: number): boolean {
  return exitCode !== 0 && exitCode !== INTERRUPTED;
}

async function has(session: Session): Promise<InVcenter[]> {
  return inVcenter(await session.read(["stack", "export", "--stack", session.stack]));
}

/** Guests that no state knows of, because a run was interrupted before it could write them down. */
async function stopForgottenGuests(stack: string): Promise<void> {
  for (const { lab, host } of guestStatuses().filter((guest) => guest.lab === stack)) {
    await stopGuest({ lab, host }, (line) => {
      say(`${host}: ${line}`);
    });
  }
}
