import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import { cached } from "../../support/cache";
import { lastLines, runCommand } from "../../support/run-command";
import { isRoot } from "../../support/packages";
import { keyPair, type KeyPair } from "../guest/keys";
import { DEBIAN_KEYRING } from "../tools";
import { dockerd } from "./dockerd";
import { ENGINE_SOURCES } from "./engines";
import { baseKey, GUEST_SOURCES, STACK_SOURCES } from "./key";
import { aptProxyOptions, debianMirror, MIRROR_VARIABLE } from "./mirror";
import { describeImage, type ImageKind } from "./networks";

/** The release of Debian that guests and example images are made of. */
export const RELEASE = "trixie";
const DISK_SIZE = "8G";
/** The file system, the disk made from it and the downloaded packages take 1.4 GiB; without root, with an archive, 2 GiB. */
const NEED_BYTES = 3 * 2 ** 30;
/** Where customise.sh works inside the new file system. */
const WORK = "/tmp/lab";
/** Where the scripts for network stacks work inside the new file system. */
const STACKS = "/tmp/stacks";
const UNREACHABLE =
  /Could not resolve|Temporary failure resolving|Could not connect|Unable to connect|Connection failed|403 +Forbidden/i;
const LEFT_OUT = ["man", "doc", "locale", "info", "lintian", "bash-completion", "zsh"];

/** A bootable Debian system with a Docker engine that no guest writes to: guests use overlays on its disk. */
export interface BaseImage {
  readonly kind: ImageKind;
  readonly key: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Raw ext4 file system, sparse. */
  readonly disk: string;
  /** The key for the first login, before a guest has keys of its own. */
  readonly login: KeyPair;
  /** The host key that the guest presents at the first login. */
  readonly host: KeyPair;
}

/** A base image from the cache, built first if it is missing (1 to 3 minutes). */
export async function baseImage(kind: ImageKind, progress: Progress): Promise<BaseImage> {
  const key = baseKey(kind);
  const folder = await cached(
    { kind: "image", key, needBytes: NEED_BYTES, build: (into) => build(into, kind, progress) },
    progress,
  );
  return {
    kind,
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

async function build(folder: string, kind: ImageKind, progress: Progress): Promise<void> {
  firstKeys(folder);
  const root = join(folder, "root");
  const { built } = ENGINE_SOURCES[kind.docker];
  const program = built ? await dockerd(progress) : undefined;
  progress(`installing Debian ${RELEASE} with ${describeImage(kind)} for the guests (1 to 3 minutes)`);
  await installDebian(folder, kind, program, isRoot() ? root : archiveOf(root));
  progress("making the guests' disk");
  await makeDisk(root, join(folder, "disk.raw"));
}

/** Without root, the files that mmdebstrap creates belong to a user namespace, and outside it the user cannot delete them. */
function archiveOf(root: string): string {
  return `${root}.tar`;
}

/** @param program the daemon that replaces the one in Docker's packages, if any */
async function installDebian(
  folder: string,
  { docker, stacks }: ImageKind,
  program: string | undefined,
  system: string,
): Promise<void> {
  const { packages, release } = ENGINE_SOURCES[docker];
  const excludes = LEFT_OUT.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const proxies = (await aptProxyOptions()).map((line) => `--aptopt=${line}`);
  const mirror = await debianMirror();
  const sources = stacks ? [GUEST_SOURCES, STACK_SOURCES] : [GUEST_SOURCES];
  await run("mmdebstrap", [
    "--quiet",
    "--variant=minbase",
    `--mode=${isRoot() ? "root" : "unshare"}`,
    `--include=${sources.flatMap(packageList).join(",")}`,
    ...excludes,
    ...proxies,
    `--aptopt=Acquire::Languages "none"`,
    // customise.sh makes the initial RAM disk: Debian's own tool is slower, and so is booting what it makes.
    `--essential-hook=chroot "$1" dpkg-divert --quiet --local --rename --add /usr/sbin/update-initramfs`,
    `--essential-hook=ln -s /bin/true "$1/usr/sbin/update-initramfs"`,
    ...[`mkdir "$1${WORK}"`, `sync-in "${GUEST_SOURCES}" ${WORK}`].map((hook) => `--setup-hook=${hook}`),
    ...(release === undefined ? [] : [`--setup-hook=sh "$1${WORK}/add-release.sh" "$1" ${release}`]),
    ...customiseHooks(folder, packages, program, stacks).map((hook) => `--customize-hook=${hook}`),
    RELEASE,
    system,
    ...(mirror === undefined ? [] : [mirror]),
  ]);
}

/** The user's own files are out of reach in a user namespace, so mmdebstrap copies them in and out. */
function customiseHooks(folder: string, docker: string, program: string | undefined, stacks: boolean): string[] {
  const into = (file: string, name: string): string => `upload "${file}" ${WORK}/${name}`;
  const out = (name: string): string => `download ${WORK}/${name} "${join(folder, name)}"`;
  const around = (name: string): string[] => (stacks ? [`sh "$1${STACKS}/${name}" "$1" "$1${STACKS}"`] : []);
  const keys = { "login.pub": "login/key.pub", host: "host/key", "host.pub": "host/key.pub" };
  return [
    ...Object.entries(keys).map(([name, file]) => into(join(folder, file), name)),
    ...(program === undefined ? [] : [into(program, "dockerd")]),
    ...(stacks ? [`mkdir "$1${STACKS}"`, `sync-in "${STACK_SOURCES}" ${STACKS}`] : []),
    ...around("before.sh"),
    `sh "$1${WORK}/customise.sh" "$1" "$1${WORK}" ${docker}`,
    ...around("after.sh"),
    ...[out("vmlinuz"), out("initrd")],
    `rm -rf "$1${WORK}" "$1${STACKS}"`,
  ];
}

async function makeDisk(root: string, disk: string): Promise<void> {
  const options = "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0";
  const format = ["-q", "-t", "ext4", "-d", root, "-N", "262144", "-m", "0", "-E", options, disk, DISK_SIZE];
  if (isRoot()) await run("mke2fs", format);
  else await run("fakeroot", ["sh", UNPACK_AND_FORMAT, root, archiveOf(root), ...format]);
  await run("rm", ["-rf", root, archiveOf(root)]);
}

const UNPACK_AND_FORMAT = join(__dirname, "unpack-and-format.sh");

async function run(command: string, args: readonly string[]): Promise<void> {
  const { ok, all, ending } = await runCommand(command, args);
  if (ok) return;
  throw new UserError(
    `the guests' image could not be built: ${command} ended with ${ending}:\n${lastLines(all, 15)}${adviceOn(all)}`,
  );
}

/** What to do about failures that trying again does not fix. */
function adviceOn(output: string): string {
  if (output.includes("NO_PUBKEY")) {
    return (
      `\nThis machine's ${DEBIAN_KEYRING} is too old to contain the keys of Debian ${RELEASE} (as on Ubuntu 22.04): ` +
      `install Debian's package debian-archive-keyring, 2023.3 or later, with "dpkg -i", and try again`
    );
  }
  return UNREACHABLE.test(output)
    ? `\nIf this machine reaches Debian's packages only through a mirror, set ${MIRROR_VARIABLE} to its URL, the folder above its "dists"`
    : "";
}

function packageList(sources: string): string[] {
  const lines = readFileSync(join(sources, "packages.txt"), "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
