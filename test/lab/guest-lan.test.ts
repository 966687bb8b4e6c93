import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deriveLanPort } from "../../lab/guest/derive";
import { chooseLan, connectLan, lanOf } from "../../lab/guest/lan";

describe("the guests' end of the LAN", () => {
  it.each([
    ["stream", "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)"],
    ["stream", "QEMU emulator version 10.0.2"],
    ["stream", "no version at all"],
    ["socket", "QEMU emulator version 7.1.0"],
    ["socket", "QEMU emulator version 6.2.0 (Debian 1:6.2+dfsg-2ubuntu6.24)"],
  ])("is a %s with %s", (kind, printed) => {
    expect(lanOf(printed)).toBe(kind);
  });
});

describe("the choice for a guest", () => {
  const FOLDER = "/c/labs/dev/docker01";
  const derived = deriveLanPort("/c/labs/dev", "docker01");
  let bin: string;
  let other: Server | undefined;

  function install(version: string): void {
    const program = `#!/bin/sh\necho 'QEMU emulator version ${version}'\n`;
    writeFileSync(join(bin, "qemu-system-x86_64"), program, { mode: 0o755 });
  }

  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), "lan-"));
    vi.stubEnv("PATH", `${bin}:${process.env["PATH"] ?? ""}`);
  });
  afterEach(() => {
    other?.close();
    vi.unstubAllEnvs();
    rmSync(bin, { recursive: true });
  });

  it("needs no port where QEMU has streams", async () => {
    install("7.2.0");
    expect(await chooseLan(FOLDER)).toEqual({ lan: "stream" });
  });

  it("is a port that stays the same, or the next one if that is taken", async () => {
    install("6.2.0");
    expect(await chooseLan(FOLDER)).toEqual({ lan: "socket", lanPort: derived });
    const taken = createServer();
    other = taken;
    await new Promise<void>((resolve) => taken.listen(derived, "127.0.0.1", resolve));
    expect(await chooseLan(FOLDER)).toEqual({ lan: "socket", lanPort: derived + 1 });
  });

  it("is a port to which nobody connects while no guest waits there", async () => {
    expect(await connectLan(FOLDER, { lan: "socket", lanPort: derived })).toBeUndefined();
  });
});
