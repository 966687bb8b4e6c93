import { DEFAULT_MEMORY_MIB } from "../lab/identity";
import { guestImage } from "../lab/image/image";
import { ensureLabTools } from "../lab/tools";
import { runSteps, type Step } from "../support/steps";
import type { Progress } from "../support/terminal";
import { hasStackFile, readStackFile } from "./stack-file";
import { ensureStack, openSession, type Session } from "./session";

/** Prepares everything that a command on a stack needs; each step shows whether it was in place already. */
export async function prepare(stack: string, needs: { guests: boolean }): Promise<Session> {
  const guests = needs.guests && hasLabHosts(stack);
  let session: Session | undefined;
  const pulumi: Step = {
    title: "Pulumi",
    run: noteCached(async (progress) => {
      session = await openSession(stack, progress);
      return `Pulumi: ${session.toolchain.summary}`;
    }),
  };
  const stackStep: Step = {
    title: `Stack ${stack}`,
    run: async () => {
      if (session !== undefined) await ensureStack(session);
      return undefined;
    },
  };
  if (guests) await runSteps([PACKAGES]);
  // In parallel: one mostly compiles, the other mostly waits for packages and for a guest to boot.
  await runSteps([pulumi, ...(guests ? [IMAGE] : [])]);
  await runSteps([stackStep]);
  if (session === undefined) throw new Error("no session was opened");
  return session;
}

const PACKAGES: Step = {
  title: "Packages for the lab",
  run: noteCached(async (progress) => {
    await ensureLabTools(progress);
    return "Packages for the lab";
  }),
};

const IMAGE: Step = {
  title: "Guest image",
  run: noteCached(async (progress) => {
    const { accelerator } = await guestImage(DEFAULT_MEMORY_MIB, progress);
    return `Guest image (${accelerator.kind === "kvm" ? "runs under KVM" : "emulated: KVM does not work here"})`;
  }),
};

/** A step that reported no progress found everything in place. */
function noteCached(run: (progress: Progress) => Promise<string>): Step["run"] {
  return async (progress) => {
    const lines: string[] = [];
    const title = await run((line) => {
      lines.push(line);
      progress(line);
    });
    return lines.length === 0 ? `${title}: already in place` : title;
  };
}

/** Whether the stack's configuration asks for guests on this machine; its shape is for the program to check. */
function hasLabHosts(stack: string): boolean {
  return hasStackFile(stack) && JSON.stringify(readStackFile(stack)).includes('"kind":"lab"');
}
