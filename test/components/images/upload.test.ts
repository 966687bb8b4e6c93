import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contentHash } from "../../../components/images/image-content";
import { readEntries } from "../../../components/images/archive-entries";
import { upload, type Upload } from "../../../components/images/upload";
import type { ImageFiles } from "../../../topology/model/topology";
import { SSHD, Sshd } from "../../host/sshd";
import { useFreshCache } from "../../support/cache-home";
import { layout, newFolder, saved, writeTar } from "./make-archive";

if (SSHD === undefined) console.warn("the way of an image to a host is not tested: there is no OpenSSH server (sshd)");

useFreshCache();
const bin = newFolder();
let sshd: Sshd;
let folder: string;
const lines: string[] = [];

/** Docker on the other side: it keeps what it is fed, and has the images that a file names. */
const DOCKER = `#!/bin/sh
cd "\${0%/*}"
case "$1 $2" in
  "image inspect") grep -qx "$3" images ;;
  "version --format") echo linux/arm64 ;;
  "info --format") echo /var/lib/docker ;;
  *) echo "$*" >>calls; cat >received; [ ! -e fails ] || { cat fails; exit 1; }; cat next >>images ;;
esac
`;

describe.skipIf(SSHD === undefined)("an image on its way to a host", () => {
  beforeAll(async () => {
    writeFileSync(join(bin, "docker"), DOCKER, { mode: 0o755 });
    sshd = await Sshd.start("10:30:100", `SetEnv PATH=${bin}:/usr/bin:/bin`);
  });
  afterAll(async () => {
    await sshd.stop();
  });
  beforeEach(() => {
    folder = newFolder();
    for (const file of ["calls", "images", "received"]) writeFileSync(join(bin, file), "");
    rmSync(join(bin, "fails"), { force: true });
  });

  const read = (name: string): string => readFileSync(join(bin, name), "utf8");

  async function send(files: ImageFiles, change: Partial<Upload> = {}): Promise<string> {
    const path = `images.web.${files.kind}`;
    const rest = { path, stack: "dev", host: "docker01", ssh: sshd.login, image: "macvlan-fabric/web:1-dev" };
    writeFileSync(join(bin, "next"), `${rest.image}\n`);
    lines.length = 0;
    const given: Upload = { ...rest, files, hash: await contentHash(files), ...change };
    return await upload(given, (line) => lines.push(line)).then(
      () => lines.join("; "),
      (error: unknown) => (error as Error).message,
    );
  }

  it("is loaded under a name of ours alone, for the host's platform, and not a second time", async () => {
    const file = await writeTar(join(folder, "web.tar"), layout("1", "layer", ["amd64", "arm64"]));
    expect(await send({ kind: "archive", file })).toBe("docker01 has it");
    const entries = await readEntries(join(bin, "received"));
    const [manifest] = entries.get("manifest.json")?.json as [{ Config: string; RepoTags: string[]; Layers: string[] }];
    expect(manifest.RepoTags).toEqual(["macvlan-fabric/web:1-dev"]);
    expect(entries.get(manifest.Config)?.json).toMatchObject({ architecture: "arm64" });
    expect([...entries.keys()]).toEqual(expect.arrayContaining(manifest.Layers));
    expect(entries.size).toBe(3);
    expect(await send({ kind: "archive", file })).toBe("docker01 has it already");
    expect(read("calls")).toBe("load --quiet\n");
  });

  it("goes through a bastion, past the limits of command lines", async () => {
    const file = await writeTar(join(folder, "web.tar"), saved({ web: "x".repeat(3_000_000) }, "arm64"));
    expect(await send({ kind: "archive", file }, { ssh: { ...sshd.login, jump: sshd.login } })).toBe("docker01 has it");
    expect(read("received").length).toBeGreaterThan(3_000_000);
  });

  it("is built from its context, with the Dockerfile at the end of the stream", async () => {
    const context = join(folder, "web");
    mkdirSync(context);
    for (const [name, text] of Object.entries({ Dockerfile: "FROM x", ".dockerignore": "z*", index: "", zero: "" }))
      writeFileSync(join(context, name), text);
    const args = { VERSION: "it's 2", NAME: "a b" };
    expect(await send({ kind: "build", context, dockerfile: "Dockerfile", args })).toBe("docker01 has it");
    expect(read("calls")).toBe(
      "build --quiet --force-rm --tag macvlan-fabric/web:1-dev --file Dockerfile --build-arg VERSION=it's 2 --build-arg NAME=a b -\n",
    );
    expect([...(await readEntries(join(bin, "received"))).keys()]).toEqual([".dockerignore", "index", "Dockerfile"]);
  });

  it("for another platform than the host's is not sent", async () => {
    const file = await writeTar(join(folder, "web.tar"), saved({ web: "layer" }));
    expect(await send({ kind: "archive", file })).toMatch(
      /^images\.web\.archive: .*web\.tar has the image for linux\/amd64, but docker01 runs linux\/arm64: save the image for that/,
    );
    expect(read("received")).toBe("");
  });

  it("that the host cannot take says why", async () => {
    const file = await writeTar(join(folder, "web.tar"), saved({ web: "layer" }, "arm64"));
    writeFileSync(join(bin, "fails"), "write /x: no space left on device");
    expect(await send({ kind: "archive", file })).toMatch(
      /: images\.web\.archive: no space is left for the image: make room in \/var\/lib\/docker on this host: write/,
    );
    writeFileSync(join(bin, "fails"), "unexpected EOF");
    expect(await send({ kind: "archive", file })).toMatch(/: images\.web\.archive: unexpected EOF$/);
  });

  it("whose files have changed since the plan is not sent", async () => {
    const file = await writeTar(join(folder, "web.tar"), saved({ web: "layer" }, "arm64"));
    expect(await send({ kind: "archive", file }, { hash: "old" })).toBe(
      "images.web.archive: its files have changed since the update began: run it again",
    );
  });
});
