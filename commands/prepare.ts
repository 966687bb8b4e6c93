import { availableParallelism } from "node:os";
import { guestEngine } from "../lab/identity";
import { guestImage } from "../lab/image/image";
import { describeImage } from "../lab/image/networks";
import { ensureLabTools } from "../lab/tools";
import { runSteps, type Step } from "../support/steps";
import { say, type Progress } from "../support/terminal";
import { labImages, type LabImage } from "./lab-images";
import { preflightStep } from "./preflight/preflight";
import { hasStackFile, readStackFile } from "./stack-file";
import { ensureStack, openSession, type Session } from "./session";

/**
 * Prepares everything that a command on a stack needs; each step shows whether it was in place already.
 * @throws UserError with everything that hosts lack, if they are to be changed
 */
export async function prepare(stack: string, needs: { guests: boolean; hosts: boolean }): Promise<Session> {
  const images = needs.guests && hasStackFile(stack) ? imagesOf(stack) : [];
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
  if (images.length > 0) await runSteps([PACKAGES]);
  const warnings: string[] = [];
  const hosts = needs.hosts ? preflightStep(stack, (text) => warnings.push(text)) : undefined;
  // Side by side: Pulumi mostly compiles, an image mostly waits for packages and for a guest that boots on one processor.
  const steps = [pulumi, ...(hosts === undefined ? [] : [hosts]), ...images.map(imageStep)];
  await runSteps(steps, { atOnce: availableParallelism() + 1 });
  for (const text of warnings) say(text);
  await runSteps([stackStep]);
  if (session === undefined) throw new Error("no session was opened");
  return session;
}

function imagesOf(lab: string): LabImage[] {
  return labImages(readStackFile(lab), (host) => guestEngine({ lab, host }));
}

const PACKAGES: Step = {
  title: "Packages for the lab",
  run: noteCached(async (progress) => {
    await ensureLabTools(progress);
    return "Packages for the lab";
  }),
};

function imageStep({ kind, memory }: LabImage): Step {
  const title = `Guest image with ${describeImage(kind)}`;
  return {
    title,
    run: noteCached(async (progress) => {
      const { accelerator } = await guestImage(kind, memory, progress);
      return `${title} (${accelerator.kind === "kvm" ? "runs under KVM" : "emulated: KVM does not work here"})`;
    }),
  };
}

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
