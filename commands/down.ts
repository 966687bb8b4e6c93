import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../lab/cache";
import { guestStatuses } from "../lab/guest/status";
import { stopGuest } from "../lab/guest/stop";
import { mendInterrupted } from "./interrupted";
import { say } from "./say";
import { openSession, stackExists } from "./session";

/** Destroys the stack and forgets it; its configuration file stays. */
export async function down(stack: string): Promise<number> {
  const session = await openSession(stack, say);
  if (stackExists(session) !== false) {
    await mendInterrupted(session, say);
    const exitCode = await session.run(["destroy", "--yes", "--skip-preview", "--stack", stack]);
    if (exitCode !== 0) return exitCode;
    await session.read(["stack", "rm", "--yes", "--preserve-config", stack]);
  }
  await stopForgottenGuests(stack);
  rmSync(join(cacheRoot(), "reports", stack), { recursive: true, force: true });
  say(`Stack ${stack} is down: no guest, no process and no state of it is left.`);
  return 0;
}

/** Guests that no state knows of, because a run was interrupted before it could write them down. */
async function stopForgottenGuests(stack: string): Promise<void> {
  for (const { lab, host } of guestStatuses().filter((guest) => guest.lab === stack)) {
    await stopGuest({ lab, host }, (line) => {
      say(`${host}: ${line}`);
    });
  }
}
