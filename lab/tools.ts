import { release } from "node:os";
import { UserError } from "../support/errors";
import { ensurePackages, isRoot, type Tools } from "../support/packages";
import type { Progress } from "../support/terminal";
import { labRefusal } from "./platform.mjs";

/** The keys that Debian signs its releases with. */
export const DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Names of packages outside Debian were read in packages.ubuntu.com (the same as Debian's), in the tool packages that mkosi
 * lists for Fedora and Arch, in Fedora's package index and in archlinux.org/packages. mmdebstrap has no package in Fedora's
 * index, and one in the AUR.
 */
const MMDEBSTRAP_BY_HAND = "mmdebstrap, a single Perl script, from https://gitlab.mister-muffin.de/josch/mmdebstrap";

const LAB_TOOLS: Tools = {
  "qemu-system-x86_64": { apt: "qemu-system-x86", dnf: "qemu-system-x86-core", pacman: "qemu-base" },
  "qemu-img": { apt: "qemu-utils", dnf: "qemu-img", pacman: "qemu-img" },
  mmdebstrap: { apt: "mmdebstrap", byHand: { dnf: MMDEBSTRAP_BY_HAND, pacman: "mmdebstrap-git from the AUR" } },
  // What mmdebstrap calls. With gpg it finds out that a machine's apt does not trust Debian's keys, and names the keyring to it.
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

/** Without root, the guests' disk is made in a user namespace, and under fakeroot. */
const ROOTLESS_TOOLS: Tools = {
  newuidmap: { apt: "uidmap", dnf: "shadow-utils", pacman: "shadow" },
  fakeroot: { apt: "fakeroot", dnf: "fakeroot", pacman: "fakeroot" },
};

/** What the lab calls, and the packages that hold it. */
export function labTools(asRoot: boolean): Tools {
  return asRoot ? LAB_TOOLS : { ...LAB_TOOLS, ...ROOTLESS_TOOLS };
}

/** Makes sure that this machine can run the lab's guests, installing packages where that is possible. */
export async function ensureLabTools(progress: Progress): Promise<void> {
  const refusal = labRefusal(process.platform, process.arch, release());
  if (refusal !== undefined) throw new UserError(refusal);
  await ensurePackages(progress, labTools(isRoot()));
}
