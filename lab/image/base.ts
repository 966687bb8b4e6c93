import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError, type Say } from "../../topology/user-error";
import { cached } from "../cache";
import { runCommand } from "../guest/command";
import { keyPair, type KeyPair } from "../guest/keys";
import { isRoot } from "../packages";
import { baseKey, GUEST_SOURCES } from "./key";
import { aptProxyOptions, debianMirror } from "./mirror";

const RELEASE = "trixie";
const DISK_SIZE = "8G";
/** The unpacked file system, the disk made of it and the packages on their way: about 1.4 GiB. */
const NEED_BYTES = 2 * 2 ** 30;
const LEFT_OUT = ["man", "doc", "locale", "info", "lintian", "bash-completion", "zsh"];

/** A bootable Debian system that no guest writes to: guests have overlays on its disk. */
export interface BaseImage {
  readonly key: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Raw ext4 file system, sparse. */
  readonly disk: string;
  /** With which the first login is made, before a guest has keys of its own. */
  readonly login: KeyPair;
  /** What the guest shows at the first login. */
  readonly host: KeyPair;
}

/** The base image from the cache, built first when it is missing (1 to 3 minutes). */
export async function baseImage(say: Say): Promise<BaseImage> {
  const key = baseKey();
  const folder = await cached({ kind: "image", key, needBytes: NEED_BYTES, build: (into) => build(into, say) }, say);
  return {
    key,
    kernel: join(folder, "vmlinuz"),
    initrd: join(folder, "initrd"),
    disk: join(folder, "disk.raw"),
    ...firstKeys(folder),
  };
}

/** The keys in the folder of a base image. */
export function firstKeys(folder: string): Pick<BaseImage, "login" | "host"> {
  return { login: keyPair(join(folder, "login")), host: keyPair(join(folder, "host")) };
}

async function build(folder: string, say: Say): Promise<void> {
  firstKeys(folder);
  const root = join(folder, "root");
  say(`installing Debian ${RELEASE} for the guests (1 to 3 minutes)`);
  await installDebian(folder, root);
  say("making the guests' disk");
  await makeDisk(root, join(folder, "disk.raw"));
}

async function installDebian(folder: string, root: string): Promise<void> {
  const excludes = LEFT_OUT.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const proxies = (await aptProxyOptions()).map((line) => `--aptopt=${line}`);
  const script = join(GUEST_SOURCES, "customise.sh");
  await run("mmdebstrap", [
    "--quiet",
    "--variant=minbase",
    `--mode=${isRoot() ? "root" : "unshare"}`,
    `--include=${packageList().join(",")}`,
    ...excludes,
    ...proxies,
    `--aptopt=Acquire::Languages "none"`,
    // The initial RAM disk is made by customise.sh; Debian's own tool would take longer, and so would its result.
    `--essential-hook=chroot "$1" dpkg-divert --quiet --local --rename --add /usr/sbin/update-initramfs`,
    `--essential-hook=ln -s /bin/true "$1/usr/sbin/update-initramfs"`,
    `--customize-hook=sh ${[script, "$1", GUEST_SOURCES, folder].map((word) => `"${word}"`).join(" ")}`,
    RELEASE,
    root,
    await debianMirror(),
  ]);
}

async function makeDisk(root: string, disk: string): Promise<void> {
  const options = "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0";
  const format = ["-q", "-t", "ext4", "-d", root, "-N", "262144", "-m", "0", "-E", options, disk, DISK_SIZE];
  await runAsOwner("mke2fs", format);
  await runAsOwner("rm", ["-rf", root]);
}

/** Runs a command as the owner of files that mmdebstrap made, which without root are those of a user namespace. */
async function runAsOwner(command: string, args: readonly string[]): Promise<void> {
  if (isRoot()) await run(command, args);
  else await run("mmdebstrap", ["--unshare-helper", command, ...args]);
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { ok, all, ending } = await runCommand(command, args);
  if (ok) return;
  const tail = all.trim().split("\n").slice(-15).join("\n");
  throw new UserError(`the guests' image could not be built: ${command} ended with ${ending}:\n${tail}`);
}

function packageList(): string[] {
  const lines = readFileSync(join(GUEST_SOURCES, "packages.txt"), "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
