import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../lab/cache";
import { guestStatuses } from "../lab/guest/status";
import { stopGuest } from "../lab/guest/stop";
import { UserError } from "../topology/user-error";
import { mendInterrupted } from "./interrupted";
import { say } from "./say";
import { INTERRUPTED, openSession, stackExists, type Session } from "./session";
import { inVcenter, waysOut, type InVcenter } from "./stuck";

/** Destroys the stack and forgets it; its configuration file stays. */
export async function down(stack: string): Promise<number> {
  const session = await openSession(stack, say);
  if (stackExists(session) !== false) {
    await mendInterrupted(session, say);
    const exitCode = await ((await has(session)).length > 0 ? destroyInVcenter(session) : destroy(session));
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
async function destroyInVcenter(session: Session): Promise<number> {
  const kept = (await has(session)).filter((each) => each.protected);
  if (kept.length > 0) {
    throw new UserError(
      `vsphere.protect: keeps ${String(kept.length)} things in vCenter: set it to false in Pulumi.${session.stack}.yaml, ` +
        `run \`npm run up -- --stack ${session.stack}\`, then this again`,
    );
  }
  let exitCode = await destroy(session);
  if (exitCode !== 0 && exitCode !== INTERRUPTED) {
    const looked = await forgetRemovedMachines(session);
    if (looked === INTERRUPTED) exitCode = INTERRUPTED;
    else if (looked === "some") exitCode = await destroy(session);
  }
  const left = exitCode === 0 || exitCode === INTERRUPTED ? [] : await has(session);
  if (left.length > 0) say(waysOut(left, session.stack));
  return exitCode;
}

/** Whether a machine was forgotten. The refresh itself may fail, as when vCenter does not answer: the destroy has said why. */
async function forgetRemovedMachines(session: Session): Promise<"some" | "none" | typeof INTERRUPTED> {
  const machines = async (): Promise<number> => (await has(session)).filter(({ machine }) => machine).length;
  const before = await machines();
  if (before === 0) return "none";
  say("looking whether a machine was removed in vCenter by hand");
  const target = ["--target", "**vsphere:index/virtualMachine:VirtualMachine::*"];
  const exitCode = await session.run(["refresh", "--yes", "--skip-preview", "--stack", session.stack, ...target]);
  if (exitCode === INTERRUPTED) return INTERRUPTED;
  return (await machines()) < before ? "some" : "none";
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
