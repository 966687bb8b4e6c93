import { readFileSync } from "node:fs";
import { release } from "node:os";

/** Lines of `/proc/cpuinfo` that describe what the processor offers, and do not change from second to second. */
const TELLING = /^(vendor_id|cpu family|model|model name|stepping|microcode|flags)\s*:/;

/**
 * Identifies this machine's processor, microcode and kernel. Under KVM a guest sees this processor (`-cpu host`), so a saved
 * state is safe to resume only where all three are the same: QEMU's documentation says so for processor and kernel, and new
 * microcode may remove features.
 */
export function hostProcessor(cpuinfo = readFileSync("/proc/cpuinfo", "utf8"), kernelRelease = release()): string {
  const first = cpuinfo.split("\n\n")[0] ?? "";
  return [kernelRelease, ...first.split("\n").filter((line) => TELLING.test(line))].join("\n");
}
