import { describe, expect, it } from "vitest";
import { qemuRefusal } from "../../lab/tools";

describe("the version of QEMU", () => {
  it.each([
    "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright",
    "QEMU emulator version 10.0.2",
    "no version at all",
  ])("is taken as it is where it has what the lab needs, or is not known: %s", (printed) => {
    expect(qemuRefusal(printed)).toBeUndefined();
  });

  it.each(["6.2.0", "7.1.0"])("is refused below 7.2, with the remedy: %s", (version) => {
    expect(qemuRefusal(`QEMU emulator version ${version} (Debian 1:6.2+dfsg)`)).toBe(
      `qemu-system-x86_64 is version ${version}, and the lab's LAN needs 7.2 or later (Debian 12, Ubuntu 24.04): install a newer one`,
    );
  });
});
