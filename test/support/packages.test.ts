import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decidePackages, isFound, labTools } from "../../support/packages";

const ROOT = { isRoot: true, hasApt: true };

describe("decidePackages", () => {
  it("does nothing when all is there", () => {
    expect(decidePackages([], ROOT)).toEqual({ kind: "complete" });
  });

  it("installs Debian's packages as root", () => {
    expect(decidePackages(["qemu-system-x86_64", "mke2fs"], ROOT)).toEqual({
      kind: "install",
      packages: ["qemu-system-x86", "e2fsprogs"],
    });
  });

  it("asks for the tools that stand in for root only without it", () => {
    const message = "newuidmap not found on this machine: run: sudo apt-get install --no-install-recommends uidmap";
    expect(decidePackages(["newuidmap"], { isRoot: false, hasApt: true })).toEqual({ kind: "refuse", message });
    expect(labTools(false)).toMatchObject({ newuidmap: "uidmap", fakeroot: "fakeroot", mmdebstrap: "mmdebstrap" });
    expect(Object.keys(labTools(true))).not.toContain("newuidmap");
  });

  it.each([
    [
      "without root, names the command",
      { isRoot: false, hasApt: true },
      "sudo apt-get install --no-install-recommends",
    ],
    ["without apt, names the packages", { isRoot: true, hasApt: false }, "Debian's packages are"],
  ])("%s", (_, machine, remedy) => {
    const decision = decidePackages(["qemu-system-x86_64", "mmdebstrap"], machine);
    expect(decision.kind).toBe("refuse");
    const text = decision.kind === "refuse" ? decision.message : "";
    expect(text).toContain("qemu-system-x86_64, mmdebstrap not found");
    expect(text).toContain(remedy);
    expect(text).toMatch(/qemu-system-x86,? mmdebstrap/);
  });
});

describe("isFound", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "packages-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["an executable on the path", 0o755, true],
    ["a file that cannot be executed", 0o644, false],
  ])("judges %s", (_, mode, expected) => {
    writeFileSync(join(folder, "some-lab-tool"), "");
    chmodSync(join(folder, "some-lab-tool"), mode);
    expect(isFound("some-lab-tool", folder)).toBe(expected);
  });

  it("looks for an absolute name there and nowhere else", () => {
    expect(isFound(join(folder, "keyring.gpg"))).toBe(false);
    writeFileSync(join(folder, "keyring.gpg"), "");
    expect(isFound(join(folder, "keyring.gpg"))).toBe(true);
  });
});
