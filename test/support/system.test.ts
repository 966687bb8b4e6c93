import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { labRefusal } from "../../lab/platform.mjs";
import { describeSystem } from "../../support/system";

const KERNEL = "6.8.0-45-generic";
const WSL_KERNEL = "5.15.153.1-microsoft-standard-WSL2";

function osRelease(name: string): string {
  return readFileSync(join(__dirname, "..", "fixtures", "os-release", name), "utf8");
}

describe("describeSystem", () => {
  it.each([
    [
      "debian-12",
      { name: "Debian GNU/Linux 12 (bookworm)", isDebian: true, packageManager: "apt", codename: "bookworm" },
    ],
    ["debian-13", { name: "Debian GNU/Linux 13 (trixie)", isDebian: true, packageManager: "apt", codename: "trixie" }],
    ["ubuntu-22.04", { name: "Ubuntu 22.04.5 LTS", isDebian: false, packageManager: "apt", codename: "jammy" }],
    ["ubuntu-24.04", { name: "Ubuntu 24.04.1 LTS", isDebian: false, packageManager: "apt", codename: "noble" }],
    ["linux-mint-22", { name: "Linux Mint 22", isDebian: false, packageManager: "apt", codename: "wilma" }],
    [
      "raspbian-12",
      { name: "Raspbian GNU/Linux 12 (bookworm)", isDebian: false, packageManager: "apt", codename: "bookworm" },
    ],
    [
      "fedora-42",
      { name: "Fedora Linux 42 (Workstation Edition)", isDebian: false, packageManager: "dnf", codename: "" },
    ],
    ["arch", { name: "Arch Linux", isDebian: false, packageManager: "pacman" }],
    ["rocky-9", { name: "Rocky Linux 9.5 (Blue Onyx)", isDebian: false }],
  ])("reads %s", (file, expected) => {
    expect(describeSystem("linux", osRelease(file), KERNEL)).toEqual(expected);
  });

  it("says when Linux runs in WSL", () => {
    expect(describeSystem("linux", osRelease("ubuntu-24.04"), WSL_KERNEL)).toMatchObject({
      name: "Ubuntu 24.04.1 LTS (WSL)",
      packageManager: "apt",
    });
  });

  it("names a system that does not describe itself", () => {
    expect(describeSystem("linux", "", KERNEL)).toEqual({ name: "this Linux system", isDebian: false });
    expect(describeSystem("darwin", "", "24.1.0")).toEqual({ name: "macOS", isDebian: false });
  });
});

describe("labRefusal", () => {
  it.each([
    ["Linux on x86_64", KERNEL],
    ["WSL 2", WSL_KERNEL],
    ["WSL 2 of 2019", "4.19.84-microsoft-standard"],
  ])("lets the lab run on %s", (_, kernel) => {
    expect(labRefusal("linux", "x64", kernel)).toBeUndefined();
  });

  it.each<[string, NodeJS.Platform, NodeJS.Architecture, string, RegExp]>([
    [
      "macOS",
      "darwin",
      "arm64",
      "24.1.0",
      /^the lab needs Linux: .* runs macOS\. .*existing or vsphere.* plan and preview/,
    ],
    ["FreeBSD", "freebsd", "x64", "14.1", /^the lab needs Linux: .* runs freebsd\./],
    ["WSL 1", "linux", "x64", "4.4.0-19041-Microsoft", /needs WSL 2.*wsl --set-version/],
    ["arm64", "linux", "arm64", KERNEL, /needs an x86_64 processor.* arm64\. .*existing or vsphere/],
    ["Windows", "win32", "x64", "10.0.26100", /install WSL 2/],
  ])("says on %s what is needed and what works there", (_, platform, architecture, kernel, message) => {
    expect(labRefusal(platform, architecture, kernel)).toMatch(message);
  });
});
