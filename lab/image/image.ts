import type { Say } from "../../support/terminal";
import type { Accelerator } from "../guest/qemu-args";
import { ensureLabTools } from "../tools";
import { accelerator } from "./accelerator";
import { baseImage, type BaseImage } from "./base";
import { warmState, type WarmState } from "./warm";

/** Everything that guests of one size are started from. */
export interface GuestImage {
  readonly base: BaseImage;
  readonly accelerator: Accelerator;
  readonly warm: WarmState;
}

/** Makes sure of packages, base image, accelerator and warm state, in this order; at once when all are there. */
export async function guestImage(memoryMib: number, say: Say): Promise<GuestImage> {
  await ensureLabTools(say);
  const base = await baseImage(say);
  const run = await accelerator(base, say);
  return { base, accelerator: run, warm: await warmState(base, run, memoryMib, say) };
}
