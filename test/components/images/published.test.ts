import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../../components/fabric";
import { findImageProblems } from "../../../components/images/image-content";
import { normalise } from "../../../topology/model/normalise";
import { parseFabric } from "../../../topology/schema/parse-configuration";
import { useOwnCache } from "../../support/cache-home";
import { devInput } from "../../support/dev-stack";
import { record, type Row } from "../../support/record";
import { newFolder, saved, writeTar } from "./make-archive";

useOwnCache();
const folder = newFolder();
const file = join(folder, "frr.tar");
const context = join(folder, "web");

async function register(): Promise<Row[]> {
  return await record(
    () =>
      new Fabric(
        "fabric",
        devInput((input) => {
          input.images = {
            busybox: { tag: "v1" },
            frr: { tag: "10", archive: file },
            web: { tag: "v1", build: { context, args: { VERSION: "2" } } },
          };
          Object.assign(input.containers?.["bbox1"] ?? {}, { image: "frr" });
          Object.assign(input.containers?.["bbox11"] ?? {}, { image: "web" });
        }),
      ),
  );
}

let rows: Row[];
const named = (name: string, among = rows): Row => {
  const [row, another] = among.filter((each) => each.name === name);
  expect([row === undefined, another], name).toEqual([false, undefined]);
  return row as Row;
};

beforeAll(async () => {
  await writeTar(file, saved({ "frr:10": "a layer" }));
  mkdirSync(context);
  writeFileSync(join(context, "Dockerfile"), "FROM busybox\n");
  rows = await register();
});

describe("images from files", () => {
  it("are brought to the registry's host before they are pushed, by name and hash alone", () => {
    const upload = named("fabric-image-frr-upload");
    expect(upload).toMatchObject({
      type: "command:local:Command",
      inputs: { create: "node components/images/upload-main.cjs" },
    });
    const { ssh, hash, image, ...spec } = JSON.parse(String(upload.inputs["stdin"])) as Record<string, string>;
    expect(spec).toEqual({
      path: "images.frr.archive",
      stack: "dev",
      host: "docker01",
      files: { kind: "archive", file },
    });
    expect(Object.keys(ssh ?? {})).not.toContain("privateKey");
    expect(image).toBe(`macvlan-fabric/frr:${(hash ?? "").slice(0, 12)}-dev`);
    const push = named("fabric-image-frr-push");
    expect(push.dependsOn).toContain(upload.urn);
    expect(String(push.inputs["stdin"])).toContain(`source=${image ?? ""}\n`);
    expect(String(push.inputs["stdin"])).toContain("others='macvlan-fabric/frr:????????????-dev'\n");
    expect(named("fabric-image-web-push").dependsOn).toContain(named("fabric-image-web-upload").urn);
  });

  it("leave alone those of other registries", () => {
    const push = named("fabric-image-busybox-push");
    expect(push.dependsOn.filter((urn) => urn.includes("upload"))).toEqual([]);
    expect(String(push.inputs["stdin"])).toContain("others=''\n");
  });
});

describe("files of images", () => {
  it.each([
    [{ archive: "images/none.tar" }, "archive: images/none.tar: there is no such file: name the archive, as a path"],
    [{ build: "images/none" }, "build: images/none: there is no such folder: name the build context, as a path"],
    [{ build: "package.json" }, "build: package.json is no folder"],
    [{ build: "test" }, "build: test/Dockerfile: there is no such file: write the Dockerfile, or name it in dockerfile"],
  ])("that are missing are a problem of the plan: %j", async (origin, message) => {
    const input = devInput((each) => (each.images = { busybox: { tag: "v1", ...origin } }));
    const [problem, ...more] = await findImageProblems(normalise(parseFabric(input), "dev").topology);
    expect(more).toEqual([]);
    expect(`${problem?.path ?? ""}: ${problem?.message ?? ""}`).toContain(`images.busybox.${message}`);
  }); // prettier-ignore
});
