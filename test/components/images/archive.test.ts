import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readArchive } from "../../../components/images/archive-content";
import { layout, newFolder, saved, writeTar, type Part } from "./make-archive";

const folder = newFolder();
const LAYER = "a layer";
let count = 0;

async function archive(parts: Record<string, Part>, gzip = false): Promise<string> {
  return writeTar(join(folder, `${(count += 1)}.tar`), parts, gzip);
}

async function fault(file: string, tag?: string): Promise<string> {
  const error: unknown = await readArchive(file, tag).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "UserError" });
  return (error as Error).message;
}

describe("an archive", () => {
  let whole: string;
  beforeAll(async () => {
    whole = await archive(saved({ "frr:10": LAYER }));
  });

  it("has the image that docker save wrote, for its platform", async () => {
    const { image } = await readArchive(whole, undefined);
    expect(image).toMatchObject({ names: ["frr:10"], variants: [{ platform: "linux/amd64" }] });
  });

  it("means the same whether or not it is compressed, and whatever it calls the image", async () => {
    const hashes = await Promise.all(
      [whole, await archive(saved({ "frr:10": LAYER }), true), await archive(saved({ other: LAYER }))].map(
        async (file) => (await readArchive(file, undefined)).hash,
      ),
    );
    expect(new Set(hashes).size).toBe(1);
    expect(hashes).not.toContain((await readArchive(await archive(saved({ "frr:10": "another" })), undefined)).hash);
  });

  it("may have the OCI layout, with several platforms and what is about them", async () => {
    const { image } = await readArchive(await archive(layout("10", LAYER, ["arm64", "amd64"])), undefined);
    expect([image.names, image.variants.map(({ platform }) => platform)]).toEqual([
      ["10"],
      ["linux/arm64", "linux/amd64"],
    ]);
  });

  it("may have a link for a layer that it has already", async () => {
    const parts = saved({ "frr:10": LAYER });
    const [layer = "", config = ""] = Object.keys(parts);
    const manifest = [{ Config: config, RepoTags: [], Layers: [layer, "two/layer.tar"] }];
    const link: Part = { name: "", type: "symlink", linkname: `../${layer}` };
    const file = await archive({ ...parts, "two/layer.tar": link, "manifest.json": JSON.stringify(manifest) });
    expect((await readArchive(file, undefined)).image.variants[0]?.layers).toEqual([layer, layer]);
  });

  it.each([
    ["frr:10", "frr:10"],
    ["10", "frr:10"],
    ["web", "docker.io/library/web:1"],
  ])("of several images is chosen from by %s", async (tag, name) => {
    const named = await archive(saved({ "frr:10": LAYER, "docker.io/library/web:1": "web" }));
    if (tag === "web") expect(await fault(named, tag)).toContain("no image called web: choose from frr:10, docker.io/");
    else expect((await readArchive(named, tag)).image.names).toEqual([name]);
  });

  it("of several images without a choice says which there are", async () => {
    const several = await archive(saved({ "frr:10": LAYER, "web:1": "web" }));
    expect(await fault(several)).toBe(
      `${several} has 2 images (frr:10, web:1): choose one, as archive: {file: ${several}, tag: frr:10}`,
    );
  });

  it("that is no archive, no image, or a part of one says so", async () => {
    const text = join(folder, "text");
    writeFileSync(text, "not an archive at all\n".repeat(100));
    expect(await fault(text)).toMatch(/cannot be read as an archive \(.+\): write it with `docker save/);
    expect(await fault(await archive({ "etc/passwd": "root" }))).toContain("of no image that is whole");
    const { "manifest.json": manifest = "" } = saved({ "frr:10": LAYER });
    expect(await fault(await archive({ "manifest.json": manifest }))).toContain("of no image that is whole");
  });
});
