import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { labTools } from "../../lab/tools";
import { decidePackages, isFound, type PackageDecision } from "../../support/packages";
import type { System } from "../../support/system";

const UBUNTU: System = { name: "Ubuntu 24.04 LTS", packageManager: "apt", isDebian: false };
const FEDORA: System = { name: "Fedora Linux 42", packageManager: "dnf", isDebian: false };
const ARCH: System = { name: "Arch Linux", packageManager: "pacman", isDebian: false };
const OTHER: System = { name: "NixOS", isDebian: false };

function decide(missing: readonly string[], system: System, isRoot = true): PackageDecision {
  return decidePackages(missing, { isRoot, system }, labTools(isRoot));
}

describe("decidePackages", () => {
  it("does nothing if nothing is missing", () => {
    expect(decide([], UBUNTU)).toEqual({ kind: "complete" });
  });

  it("installs Debian's packages as root", () => {
    expect(decide(["qemu-system-x86_64", "mke2fs"], UBUNTU)).toEqual({
      kind: "install",
      packages: ["qemu-system-x86", "e2fsprogs"],
    });
  });

  it("asks for the tools that stand in for root only without it", () => {
    const message = "newuidmap not found on Ubuntu 24.04 LTS: run: sudo apt-get install --no-install-recommends uidmap";
    expect(decide(["newuidmap"], UBUNTU, false)).toEqual({ kind: "refuse", message });
    expect(Object.keys(labTools(false))).toEqual(expect.arrayContaining(["newuidmap", "fakeroot", "mmdebstrap"]));
    expect(Object.keys(labTools(true))).not.toContain("newuidmap");
  });

  it.each<[string, System, boolean, string]>([
    [
      "the command without root",
      UBUNTU,
      false,
      "run: sudo apt-get install --no-install-recommends qemu-system-x86 mmdebstrap",
    ],
    [
      "Fedora's packages, and where mmdebstrap comes from",
      FEDORA,
      true,
      "run: dnf install qemu-system-x86-core; then install by hand: mmdebstrap, a single Perl script, from https://gitlab.mister-muffin.de/josch/mmdebstrap",
    ],
    [
      "Arch's packages, and what is in the AUR",
      ARCH,
      false,
      "run: sudo pacman -S --needed qemu-base; then install by hand: mmdebstrap-git from the AUR",
    ],
    [
      "Debian's packages where those of the system are not known",
      OTHER,
      true,
      "install the packages that contain them (on Debian: qemu-system-x86, mmdebstrap)",
    ],
  ])("names %s", (_, system, isRoot, remedy) => {
    const message = `qemu-system-x86_64, mmdebstrap not found on ${system.name}: ${remedy}`;
    expect(decide(["qemu-system-x86_64", "mmdebstrap"], system, isRoot)).toEqual({ kind: "refuse", message });
  });

  it("takes a plain string for Debian's package name", () => {
    const decision = decidePackages(["ip"], { isRoot: true, system: ARCH }, { ip: "iproute2" });
    const message = "ip not found on Arch Linux: install by hand: the equivalent of Debian's iproute2";
    expect(decision).toEqual({ kind: "refuse", message });
  });

  it("knows a package of the lab's tools for every package manager, or what to install by hand", () => {
    for (const [tool, names] of Object.entries(labTools(false))) {
      if (typeof names === "string") throw new Error(`${tool} has only Debian's name`);
      for (const manager of ["dnf", "pacman"] as const) {
        expect(names[manager] ?? names.byHand?.[manager], `${tool} with ${manager}`).toBeDefined();
      }
    }
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
