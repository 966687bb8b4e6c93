import { describe, expect, it } from "vitest";
import { readContents } from "../../commands/registry/contents";
import { imageTable } from "../../commands/registry/list";
import { removals, useOf, type Wanted } from "../../commands/registry/removals";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const image = (repository: string, letter: string, ...sizes: readonly number[]): string => {
  const [config = 0, ...layers] = sizes;
  const blobs = { config: { digest: "sha256:c", size: config }, layers: layers.map((size) => ({ digest: "l", size })) };
  return `manifest ${repository} ${digest(letter)} ${JSON.stringify(blobs)}`;
};
const index = (repository: string, letter: string, ...parts: readonly string[]): string =>
  `manifest ${repository} ${digest(letter)} ${JSON.stringify({ manifests: parts.map((part) => ({ digest: digest(part), size: 1 })) })}`;

const PRINTED = [
  `tag web v1 ${digest("a")}`,
  `tag web v0 ${digest("d")}`,
  image("web", "a", 1024 * 1024, 512 * 1024),
  image("web", "b", 10),
  image("web", "d", 10),
  `tag both 1 ${digest("e")}`,
  index("both", "e", "1", "2"),
  image("both", "1", 1024 * 1024),
  image("both", "2", 1024 * 1024),
  `tag old latest ${digest("f")}`,
  index("old", "f", "3"),
  image("old", "3", 10),
  `tag same 1 ${digest("9")}`,
  `tag same 2 ${digest("9")}`,
  image("same", "9", 10),
].join("\n");

const wanted: Wanted = {
  declared: [
    { name: "web", tag: "v1" },
    { name: "both", tag: "1" },
    { name: "same", tag: "2" },
  ],
  deployed: { web: { reference: `192.168.1.11:5000/web@${digest("b")}`, tag: "v1" } },
};

describe("what a registry has", () => {
  const contents = readContents(PRINTED);

  it("is listed by tag, with what no tag names and without the parts of others", () => {
    const table = imageTable(contents.images.map((each) => [each, useOf(each, wanted)]));
    expect(table.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["REPOSITORY", "TAG", "DIGEST", "SIZE", "USE"],
      ["web", "v1", "sha256:aaaaaaaaaaaa", "1.5 MiB", "declared"],
      ["web", "v0", "sha256:dddddddddddd", "0.0 MiB", "not declared"],
      ["both", "1", "sha256:eeeeeeeeeeee", "2.0 MiB", "declared"],
      ["old", "latest", "sha256:ffffffffffff", "0.0 MiB", "not declared"],
      ["same", "1", "sha256:999999999999", "0.0 MiB", "not declared"],
      ["same", "2", "sha256:999999999999", "0.0 MiB", "declared"],
      ["web", "-", "sha256:bbbbbbbbbbbb", "0.0 MiB", "not declared, deployed until the next up"],
    ]);
  });

  it("stays as long as nobody knows which of its images are deployed, as after a failed push", () => {
    const deployed = { web: { reference: "192.168.1.11:5000/web:v2", tag: "v2" } };
    const uses = contents.images.map((each) => [each.repository, useOf(each, { ...wanted, deployed })]);
    expect(uses.filter(([name]) => name === "web").map(([, use]) => use)).toEqual(["declared", "deployed", "deployed"]);
    expect(uses).toContainEqual(["old", "unused"]);
  });

  it("goes when it is neither declared nor deployed, but for what an image that stays has too", () => {
    expect(removals(contents, wanted)).toEqual([
      "tag web v0",
      "tag old latest",
      "tag same 1",
      `manifest web ${digest("d")}`,
      `manifest old ${digest("f")}`,
      `manifest old ${digest("3")}`,
    ]);
    expect(removals(contents, { ...wanted, deployed: {} })).toContain(`manifest web ${digest("b")}`);
  });

  it("may be nothing", () => {
    expect(imageTable(readContents("").images.map((each) => [each, "unused"]))).toBe("the registry is empty");
  });
});
