import { copyFileSync, linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { cached, isCached } from "../support/cache";
import type { Go } from "../support/go";
import { goBuild } from "../support/go-build";
import type { Progress } from "../support/terminal";
import { pluginFolder } from "./find";
import type { Found, Part } from "./parts";
import { cliKey, cliVersion, ENGINE_FOLDER, pluginsKey } from "./versions";

const KIND = "engine";
const PROGRAMS: Readonly<Record<keyof Found, string>> = {
  cli: "pulumi",
  language: "pulumi-language-nodejs",
  command: "pulumi-resource-command",
  docker: "pulumi-resource-docker",
  vsphere: "pulumi-resource-vsphere",
};

/** Whether the given parts have been built already. */
export function standInsReady(parts: readonly Part[], go: Go): boolean {
  return parts.every((part) => isCached({ kind: KIND, key: entryOf(part, go).key }));
}

/** Builds the stand-ins that are not in the cache yet; resolves to their programs. */
export async function buildStandIns(parts: readonly Part[], go: Go, progress: Progress): Promise<Found> {
  const built: Partial<Record<Part, string>> = {};
  for (const part of parts) {
    const entry = entryOf(part, go);
    const build = (folder: string): Promise<void> => compile(entry, folder, go, progress);
    const folder = await cached({ kind: KIND, key: entry.key, needBytes: entry.needBytes, build }, progress);
    built[part] = join(folder, PROGRAMS[part]);
  }
  return built;
}

interface Entry {
  readonly key: string;
  readonly packages: readonly string[];
  readonly title: string;
  readonly needBytes: number;
}

/** The CLI changes rarely and takes minutes; everything else is built together. */
function entryOf(part: Part, go: Go): Entry {
  if (part === "cli") {
    const title = "building the Pulumi CLI (about 5 minutes, once)";
    const packages = ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"];
    return { key: `cli-${cliKey(go.version)}`, packages, title, needBytes: 4 * 2 ** 30 };
  }
  const title = "building the language host and the plugins (about a minute, once)";
  return { key: `plugins-${pluginsKey(go.version)}`, packages: ["./cmd/..."], title, needBytes: 2 ** 30 };
}

async function compile({ title, packages }: Entry, folder: string, go: Go, progress: Progress): Promise<void> {
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${cliVersion()}`;
  const flags = ["-trimpath", "-ldflags", `-s -w -X ${version}`, "-tags", "osusergo,grpcnotrace"];
  const otherwise = "or install Pulumi and its plugins on this machine (https://www.pulumi.com/docs/install/)";
  await goBuild({ go, title, module: ENGINE_FOLDER, flags, packages, into: folder, otherwise }, progress);
}

/**
 * Lays programs out as Pulumi expects them in a folder of its own: the CLI with its language host in `bin`, plugins in
 * `plugins`. Hard links, because Pulumi looks for the language host beside the file that a symbolic link leads to.
 */
export function layOut(programs: Found, home: string): void {
  for (const part of Object.keys(PROGRAMS) as (keyof Found)[]) {
    const from = programs[part];
    if (from === undefined) continue;
    const folder = part === "cli" || part === "language" ? "bin" : join("plugins", pluginFolder(part));
    const to = join(home, folder, PROGRAMS[part]);
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}
