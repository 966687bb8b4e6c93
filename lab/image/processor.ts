import { readFileSync } from "node:fs";
import { release } from "node:os";

/** Lines of `/proc/cpuinfo` that change with what the processor offers, not from second to second. */
const TELLING = /^(vendor_id|cpu family|model|model name|stepping|microcode|flags)\s*:/;

/**
 * Names this machine's processor, its microcode and its kernel. Under KVM a guest sees this processor (`-cpu host`), so that
 * a saved state is safe to resume only where all three are the same: QEMU's documentation says so of the processor and the
 * kernel, and new microcode may take features away.
 */
export function hostProcessor(cpuinfo = readFileSync("/proc/cpuinfo", "utf8"), kernelRelease = release()): string {
  const first = cpuinfo.split("\n\n")[0] ?? "";
  return [kernelRelease, ...first.split("\n").filter((line) => TELLING.test(line))].join("\n");
}
