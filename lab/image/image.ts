import type { Progress } from "../../support/terminal";
import { TCG, type Accelerator } from "../guest/qemu-args";
import { ensureLabTools } from "../tools";
import { accelerator, mayEmulate, rememberEmulation } from "./accelerator";
import { baseImage, type BaseImage } from "./base";
import type { ImageKind } from "./networks";
import { warmState, type WarmState } from "./warm";
import { messageOf } from "../../support/errors";

/** Everything that guests of one size and kind are started from. */
export interface GuestImage {
  readonly base: BaseImage;
  readonly accelerator: Accelerator;
  readonly warm: WarmState;
}

/**
 * Prepares packages, base image, accelerator and warm state, in this order; returns at once if all are there. A warm state
 * that cannot be made under KVM is made under emulation; KVM is permanently abandoned only if that works.
 */
export async function guestImage(kind: ImageKind, memoryMib: number, progress: Progress): Promise<GuestImage> {
  await ensureLabTools(progress);
  const base = await baseImage(kind, progress);
  const run = await accelerator(base, progress);
  try {
    return { base, accelerator: run, warm: await warmState(base, run, memoryMib, progress) };
  } catch (error) {
    if (run.kind !== "kvm" || !mayEmulate()) throw error;
    progress(`KVM fails, so guests are emulated: ${messageOf(error)}`);
    const warm = await warmState(base, TCG, memoryMib, progress);
    await rememberEmulation(progress);
    return { base, accelerator: TCG, warm };
  }
}
