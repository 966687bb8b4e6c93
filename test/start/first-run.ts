import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../support/project";

/** Root already, or root of a user namespace of its own. */
const UNSHARE = process.getuid?.() === 0 ? ["-m"] : ["-r", "-m"];

const TOOLS = ["qemu-system-x86_64", "qemu-img", "mmdebstrap", "mke2fs", "ssh", "perl", "gpg", "dpkg", "apt-get"];

export interface FirstRun {
  /** Name of a file of test/fixtures/os-release. */
  readonly osRelease: string;
  /** The tools of the lab that are there already; all, unless told otherwise. */
  readonly present?: readonly string[];
  /** A line of `apt-get indextargets`. */
  readonly aptTarget?: string;
  /** What mmdebstrap says when it fails, which it always does. */
  readonly complaint?: string;
  /** Runs before the file: an ES module. */
  readonly preload?: string;
}

export interface Ending {
  readonly status: number | null;
  readonly output: string;
  /** The arguments of each call of a stand-in, its name first. */
  readonly calls: readonly (readonly string[])[];
}

/** Why no other system's files can be mounted over this machine's; undefined when they can. */
export function mountProblem(): string | undefined {
  try {
    execFileSync("unshare", [...UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/usr/share/keyrings"], { stdio: "pipe" });
    return undefined;
  } catch (error) {
    return `no mount namespace here: ${(error as Error).message.trim()}`;
  }
}

/**
 * Builds the guest image as on a machine of another system on its first run: that system's os-release over this machine's,
 * no keyring, an empty cache, and on the path only stand-ins, which record how they are called.
 */
export function buildImage({ osRelease, present = TOOLS, preload = "", ...machine }: FirstRun): Ending {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-start-"));
  const [path, store, record] = [join(folder, "bin"), join(folder, "store"), join(folder, "record")];
  try {
    for (const made of [path, store]) mkdirSync(made);
    writeFileSync(record, "");
    for (const [name, body] of Object.entries(standIns(store, machine))) writeProgram(join(store, name), body);
    for (const name of [...present, "apt-config"]) cpSync(join(store, name), join(path, name));
    const preloaded = ["--import", `data:text/javascript,${encodeURIComponent(preload)}`];
    const node = [process.execPath, "--import", "tsx", ...preloaded, join("lab", "main.ts"), "image"];
    const fixture = join(PROJECT_ROOT, "test", "fixtures", "os-release", osRelease);
    const keyring = present.length === TOOLS.length ? "yes" : "no";
    const inside = ["sh", "-euc", MOUNT_AND_RUN, "sh", fixture, keyring, path, ...node];
    const { status, stdout, stderr } = spawnSync("unshare", [...UNSHARE, ...inside], {
      cwd: PROJECT_ROOT,
      encoding: "utf8",
      env: { HOME: folder, PATH: process.env["PATH"], RECORD: record, XDG_CACHE_HOME: folder },
    });
    return { status, output: `${stdout}${stderr}`, calls: readCalls(record) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MOUNT_AND_RUN = `
mount --bind "$1" "$(readlink -f /etc/os-release)"
mount -t tmpfs tmpfs /usr/share/keyrings
[ "$2" = no ] || : > /usr/share/keyrings/debian-archive-keyring.gpg
PATH=$3
export PATH
shift 3
exec "$@"`;

function standIns(store: string, { aptTarget = "", complaint = "" }: Partial<FirstRun>): Record<string, string> {
  const install = `/bin/cp ${store}/* "\${0%/*}/"; : > /usr/share/keyrings/debian-archive-keyring.gpg`;
  return {
    ...Object.fromEntries(TOOLS.map((name) => [name, "exit 0"])),
    mmdebstrap: `echo '${complaint}' >&2; exit 25`,
    "apt-get": `case "$*" in *indextargets*) echo '${aptTarget}' ;; *install*) ${install} ;; esac`,
    "apt-config": `echo 'Acquire::http::Proxy "http://proxy.test:3128";'`,
  };
}

function writeProgram(file: string, body: string): void {
  const note = `{ printf '%s' "\${0##*/}"; [ $# = 0 ] || printf '\\t%s' "$@"; echo; } >> "$RECORD"`;
  writeFileSync(file, `#!/bin/sh\n${note}\n${body}\n`, { mode: 0o755 });
}

function readCalls(record: string): string[][] {
  const lines = readFileSync(record, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => line.split("\t"));
}
