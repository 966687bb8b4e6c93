import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../lab/cache";
import { guestStatuses } from "../lab/guest/status";
import { stopGuest } from "../lab/guest/stop";
import { mendInterrupted } from "./interrupted";
import { say } from "./say";
import { openSession, stackExists, type Session } from "./session";
import { hasHosts } from "./stack-file";
import { waysOut } from "./stuck";

/** Destroys the stack and forgets it; its configuration file stays. */
export async function down(stack: string): Promise<number> {
  const session = await openSession(stack, say);
  if (stackExists(session) !== false) {
    await mendInterrupted(session, say);
    if (hasHosts(stack, "vsphere")) await forgetRemovedMachines(session);
    const exitCode = await session.run(["destroy", "--yes", "--skip-preview", "--stack", stack]);
    if (exitCode !== 0) {
      const advice = waysOut(await session.read(["stack", "export", "--stack", stack]), stack);
      if (advice !== undefined) say(advice);
      return exitCode;
    }
    await session.read(["stack", "rm", "--yes", "--preserve-config", stack]);
  }
  await stopForgottenGuests(stack);
  rmSync(join(cacheRoot(), "reports", stack), { recursive: true, force: true });
  say(`Stack ${stack} is down: no guest, no process and no state of it is left.`);
  return 0;
}

/**
 * A machine that somebody removed in vCenter would end the destroy, since the provider then finds nothing to remove. Only
 * the machines are looked at: a refresh of what lives on them would need each of them to answer.
 */
async function forgetRemovedMachines(session: Session): Promise<void> {
  const machines = ["--target", "**vsphere:index/virtualMachine:VirtualMachine::*"];
  await session.run(["refresh", "--yes", "--skip-preview", "--stack", session.stack, ...machines]);
}

/** Guests that no state knows of, because a run was interrupted before it could write them down. */
async function stopForgottenGuests(stack: string): Promise<void> {
  for (const { lab, host } of guestStatuses().filter((guest) => guest.lab === stack)) {
    await stopGuest({ lab, host }, (line) => {
      say(`${host}: ${line}`);
    });
  }
}
