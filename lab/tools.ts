import { release } from "node:os";
import { UserError } from "../support/errors";
import { ensurePackages, isRoot, type Tools } from "../support/packages";
import type { Progress } from "../support/terminal";
import { QEMU } from "./guest/qemu-args";
import { labRefusal } from "./platform.mjs";

/** The keys with which Debian signs its releases. */
export const DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Package names outside Debian come from packages.ubuntu.com (the same as Debian's), from the tool packages that mkosi lists
 * for Fedora and Arch, from Fedora's package index and from archlinux.org/packages. mmdebstrap is not in Fedora's index, and
 * on Arch only in the AUR.
 */
const MMDEBSTRAP_BY_HAND = "mmdebstrap, a single Perl script, from https://gitlab.mister-muffin.de/josch/mmdebstrap";

const LAB_TOOLS: Tools = {
  [QEMU]: { apt: "qemu-system-x86", dnf: "qemu-system-x86-core", pacman: "qemu-base" },
  "qemu-img": { apt: "qemu-utils", dnf: "qemu-img", pacman: "qemu-img" },
  mmdebstrap: { apt: "mmdebstrap", byHand: { dnf: MMDEBSTRAP_BY_HAND, pacman: "mmdebstrap-git from the AUR" } },
  // What mmdebstrap calls. It uses gpg to find out that the machine's apt does not trust Debian's keys, and adds the keyring.
  "apt-get": { apt: "apt", dnf: "apt", pacman: "apt" },
  dpkg: { apt: "dpkg", dnf: "dpkg", pacman: "dpkg" },
  perl: { apt: "perl", dnf: "perl", pacman: "perl" },
  gpg: { apt: "gpg", dnf: "gnupg2", pacman: "gnupg" },
  [DEBIAN_KEYRING]: {
    apt: "debian-archive-keyring",
    dnf: "debian-keyring",
    pacman: "debian-archive-keyring",
  },
  mke2fs: { apt: "e2fsprogs", dnf: "e2fsprogs", pacman: "e2fsprogs" },
  ssh: { apt: "openssh-client", dnf: "openssh-clients", pacman: "openssh" },
};

/** Without root, the guests' disk is made in a user namespace and under fakeroot. */
const ROOTLESS_TOOLS: Tools = {
  newuidmap: { apt: "uidmap", dnf: "shadow-utils", pacman: "shadow" },
  fakeroot: { apt: "fakeroot", dnf: "fakeroot", pacman: "fakeroot" },
};

/** The tools that the lab calls, and the packages that contain them. */
export function labTools(asRoot: boolean): Tools {
  return asRoot ? LAB_TOOLS : { ...LAB_TOOLS, ...ROOTLESS_TOOLS };
}

/** Makes sure that this machine can run the lab's guests, installing packages if possible. */
export async function ensureLabTools(progress: Progress): Promise<void> {
  const refusal = labRefusal(process.platform, process.arch, release());
  if (refusal !== undefined) throw new UserError(refusal);
  await ensurePackages(progress, labTools(isRoot()));
}
