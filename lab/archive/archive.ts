import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack, type Pack } from "tar-stream";
import { cached } from "../../support/cache";
import { UserError } from "../../support/errors";
import { isRoot } from "../../support/packages";
import { lastLines, runCommand } from "../../support/run-command";
import { shellWord } from "../../support/shell-word";
import type { Progress } from "../../support/terminal";
import { RELEASE } from "../image/base";
import { aptProxyOptions, debianMirror } from "../image/mirror";
import type { ImageContents } from "./contents";

const NEED_BYTES = 2 ** 30;
const SCRIPT = "files.sh";
/** Where that script and its files are inside the new file system. */
const WORK = "/tmp/archive";

/** An archive of an image, as `docker save` writes it, from the cache; built first from Debian packages if it is missing. */
export async function imageArchive(name: string, contents: ImageContents, progress: Progress): Promise<string> {
  const key = `${name}-${keyOf(name, contents)}`;
  const build = async (folder: string): Promise<void> => {
    progress(`making the image ${name} of ${contents.packages.join(", ")}`);
    const layer = join(folder, "layer.tar");
    await unpack(name, contents, layer);
    await pipeline(await savedImage(layer, name, contents), createWriteStream(join(folder, `${name}.tar`)));
    rmSync(layer);
  };
  const folder = await cached({ kind: "archives", key, needBytes: NEED_BYTES, build }, progress);
  return join(folder, `${name}.tar`);
}

/** Names everything that an image is made of, but for the versions of the packages. */
function keyOf(name: string, contents: ImageContents): string {
  const hash = createHash("sha256").update(JSON.stringify([RELEASE, process.arch, contents]));
  for (const file of [basename(__filename), SCRIPT, ...filesOf(name)])
    hash.update(`${file} `).update(readFileSync(join(__dirname, file)));
  return hash.digest("hex").slice(0, 12);
}

function filesOf(name: string): string[] {
  if (statSync(join(__dirname, name), { throwIfNoEntry: false }) === undefined) return [];
  const entries = readdirSync(join(__dirname, name), { recursive: true, encoding: "utf8" }).sort();
  return entries.map((entry) => join(name, entry)).filter((file) => statSync(join(__dirname, file)).isFile());
}

async function unpack(name: string, { packages, programs }: ImageContents, layer: string): Promise<void> {
  const mirror = await debianMirror();
  const { ok, all, ending } = await runCommand(
    "mmdebstrap",
    [
      ...["--quiet", "--variant=extract", `--mode=${isRoot() ? "root" : "unshare"}`, "--format=tar"],
      `--include=${["busybox-static", ...packages].join(",")}`,
      ...(await aptProxyOptions()).map((line) => `--aptopt=${line}`),
      `--setup-hook=mkdir -p "$1${WORK}"`,
      `--setup-hook=sync-in "${__dirname}" ${WORK}`,
      `--extract-hook=sh "$1${WORK}/${SCRIPT}" "$1" "$1${WORK}" ${name} ${shellWord(programs.join(" "))}`,
      `--extract-hook=rm -rf "$1${WORK}"`,
      ...[RELEASE, layer],
      ...(mirror === undefined ? [] : [mirror]),
    ],
    // The same packages make the same image.
    { env: { SOURCE_DATE_EPOCH: "0" } },
  );
  if (!ok)
    throw new UserError(`the image ${name} could not be made: mmdebstrap ended with ${ending}:\n${lastLines(all, 15)}`);
}

async function savedImage(layer: string, name: string, { command }: ImageContents): Promise<Pack> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(layer), digest);
  const compressed = `${layer}.gz`;
  await pipeline(createReadStream(layer), createGzip(), createWriteStream(compressed));
  const content = readFileSync(compressed);
  rmSync(compressed);
  const config = {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"], Cmd: command },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest.digest("hex")}`] },
  };
  const archive = pack();
  const manifest = [{ Config: "config.json", RepoTags: [`${name}:${RELEASE}`], Layers: ["layer.tar.gz"] }];
  archive.entry({ name: "manifest.json" }, JSON.stringify(manifest));
  archive.entry({ name: "config.json" }, JSON.stringify(config));
  archive.entry({ name: "layer.tar.gz" }, content);
  archive.finalize();
  return archive;
}
