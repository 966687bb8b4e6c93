import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../../support/cache";
import { ensureGo } from "../../support/go";
import { goBuild } from "../../support/go-build";
import type { Progress } from "../../support/terminal";
import { hash } from "./hash";

/** The Go module that states the version of Docker's source. */
const MODULE = join(__dirname, "dockerd");
const PACKAGE = "github.com/moby/moby/v2/cmd/dockerd";
/** What the engine says it is: the release in whose time the version in go.mod was published. */
const VERSION = "29.8.0-beta.24";
const VARIABLE = "github.com/moby/moby/v2/dockerversion.Version";
/** As Docker builds it, without what needs a C compiler. */
const FLAGS = [
  "-trimpath",
  "-ldflags",
  `-s -w -X ${VARIABLE}=${VERSION}`,
  "-tags",
  "netgo osusergo exclude_graphdriver_btrfs",
];
/** The program and what the compiler writes to the system's folder for temporary files. */
const NEED_BYTES = 2 * 2 ** 30;
const OTHERWISE = 'or give the lab\'s hosts another engine (hosts.<name>.vm.docker: "28")';

/** Names the program: the sources that it is built from and how. */
export function dockerdKey(): string {
  const files = ["go.mod", "go.sum"].map((name) => readFileSync(join(MODULE, name), "utf8"));
  return hash(...files, ...FLAGS);
}

/**
 * Docker's daemon of the newest engine from the cache, built first if it is missing (about 3 minutes).
 *
 * @throws UserError where it cannot be built: without Go, or without a Go module proxy
 */
export async function dockerd(progress: Progress): Promise<string> {
  const build = async (into: string): Promise<void> => {
    const otherwise = `Docker 29 is built from source, and this machine has no Go; ${OTHERWISE.slice(3)}, or install`;
    const go = await ensureGo({ version: goNeeded(), otherwise }, progress);
    const title = "building Docker 29 (about 3 minutes, once)";
    const flags = { module: MODULE, flags: FLAGS, env: { CGO_ENABLED: "0" }, packages: [PACKAGE] };
    await goBuild({ go, title, ...flags, into, otherwise: OTHERWISE }, progress);
  };
  const folder = await cached(
    { kind: "engine", key: `dockerd-${dockerdKey()}`, needBytes: NEED_BYTES, build },
    progress,
  );
  return join(folder, "dockerd");
}

function goNeeded(): string {
  const version = /^go (\S+)/m.exec(readFileSync(join(MODULE, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${MODULE}/go.mod does not state the version of Go`);
  return version;
}
