import { describe, expect, it } from "vitest";
import { buildImage, mountProblem, type Ending } from "./first-run";

const problem = mountProblem();
if (problem !== undefined) process.stdout.write(`First runs on other systems are skipped: ${problem}\n`);

const DEBIAN_TARGET = "bookworm main http://mirror.test/debian/ Debian";
const UBUNTU_TARGET = "noble main http://ubuntu.test/ubuntu/ Ubuntu";
const WSL =
  'import os from "node:os"; import { syncBuiltinESMExports as sync } from "node:module";' +
  'os.release = () => "5.15.153.1-microsoft-standard-WSL2"; sync();';

function call(ending: Ending, name: string, ...first: string[]): readonly string[] {
  const found = ending.calls.find(([program, ...args]) => program === name && first.every((arg) => args.includes(arg)));
  if (found === undefined) throw new Error(`${name} was not called: ${ending.output}`);
  return found;
}

/** What stands after the suite on mmdebstrap's command line: the target, and the mirror if one is named. */
function mirrorOf(ending: Ending): string | undefined {
  const command = call(ending, "mmdebstrap");
  expect(command.at(command.indexOf("trixie") + 1)).toMatch(/\/root$/);
  return command.at(command.indexOf("trixie") + 2);
}

describe.skipIf(problem !== undefined)("the guest image, built for the first time on", () => {
  it.each([
    ["Debian 12", { osRelease: "debian-12", aptTarget: DEBIAN_TARGET }, "http://mirror.test/debian/"],
    [
      "Debian 13",
      { osRelease: "debian-13", aptTarget: DEBIAN_TARGET.replace("bookworm", "trixie") },
      "http://mirror.test/debian/",
    ],
    ["Ubuntu 22.04", { osRelease: "ubuntu-22.04", aptTarget: UBUNTU_TARGET.replace("noble", "jammy") }, undefined],
    ["Ubuntu 24.04", { osRelease: "ubuntu-24.04", aptTarget: UBUNTU_TARGET }, undefined],
    ["Ubuntu 24.04 in WSL 2", { osRelease: "ubuntu-24.04", aptTarget: UBUNTU_TARGET, preload: WSL }, undefined],
    ["Linux Mint", { osRelease: "linux-mint-22", aptTarget: UBUNTU_TARGET }, undefined],
    ["Raspbian", { osRelease: "raspbian-12", aptTarget: DEBIAN_TARGET.replace(/Debian$/, "Raspbian") }, undefined],
  ])("%s installs the packages and asks the right mirror", (_, machine, mirror) => {
    const ending = buildImage({ ...machine, present: ["apt-get", "dpkg", "perl"] });
    const install = call(ending, "apt-get", "install");
    const packages = ["qemu-system-x86", "qemu-utils", "mmdebstrap", "gpg", "debian-archive-keyring"];
    expect(install).toEqual(expect.arrayContaining(["-y", "--no-install-recommends", ...packages]));
    expect(mirrorOf(ending)).toBe(mirror);
    expect(call(ending, "mmdebstrap")).toContain('--aptopt=Acquire::http::Proxy "http://proxy.test:3128";');
    expect(ending.status).toBe(1);
    expect(ending.output).toContain("the guests' image could not be built: mmdebstrap ended with exit code 25");
  });

  it.each([
    [
      "Fedora",
      "fedora-42",
      /: run: dnf install qemu-system-x86-core qemu-img apt dpkg perl gnupg2 debian-keyring( e2fsprogs)? openssh-clients; then install by hand: mmdebstrap/,
    ],
    [
      "Arch",
      "arch",
      /: run: pacman -S --needed qemu-base qemu-img apt dpkg perl gnupg debian-archive-keyring( e2fsprogs)? openssh; then install by hand: mmdebstrap-git from the AUR/,
    ],
    ["Rocky Linux", "rocky-9", /install the packages that contain them \(on Debian: qemu-system-x86, qemu-utils, /],
  ])("%s names all that is missing in one message, and installs nothing", (_, osRelease, message) => {
    const ending = buildImage({ osRelease, present: [] });
    expect(ending.output).toMatch(message);
    expect(ending.output).not.toContain("    at ");
    expect(ending.calls).toEqual([]);
    expect(ending.status).toBe(1);
  });

  it.each([
    ["Fedora", "fedora-42"],
    ["Arch", "arch"],
  ])("%s leaves the mirror to mmdebstrap once everything is there", (_, osRelease) => {
    const ending = buildImage({ osRelease });
    expect(mirrorOf(ending)).toBeUndefined();
    expect(ending.calls.map(([program]) => program)).not.toContain("apt-get");
  });

  it.each([
    ["keys that are too old", "NO_PUBKEY 6ED0E7B82643E131", /debian-archive-keyring, 2023\.3 or later/],
    ["a mirror out of reach", "Could not resolve a host name", /set MACVLAN_FABRIC_MIRROR to its URL/],
  ])("Ubuntu 22.04 says what to do about %s", (_, complaint, advice) => {
    expect(buildImage({ osRelease: "ubuntu-22.04", complaint }).output).toMatch(advice);
  });
});
