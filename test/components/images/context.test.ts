import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { contextEntries, contextHash } from "../../../components/images/context-content";
import { newFolder } from "./make-archive";

let folder: string;
const write = (name: string, text = name): void => {
  mkdirSync(join(folder, dirname(name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const names = (dockerfile = "Dockerfile"): string[] => contextEntries(folder, dockerfile).map(({ name }) => name);
const hash = (args: Record<string, string> = {}): string =>
  contextHash(folder, contextEntries(folder, "Dockerfile"), { dockerfile: "Dockerfile", args });

beforeEach(() => {
  folder = newFolder();
  write("Dockerfile", "FROM busybox\n");
  write("web/index.html");
  write("web/node_modules/a/index.js");
  write("notes.md");
});

describe("a build context", () => {
  it("has every file, folder and link", () => {
    symlinkSync("index.html", join(folder, "web/home"));
    expect(names()).toEqual(
      "Dockerfile notes.md web web/home web/index.html web/node_modules web/node_modules/a web/node_modules/a/index.js".split(" "),
    );
  }); // prettier-ignore

  it("leaves out what .dockerignore names, but for exceptions, the Dockerfile and itself", () => {
    write(".dockerignore", "# comment\n*\n!web\n**/node_modules\n!web/node_modules/a/index.js\n");
    expect(names()).toEqual([".dockerignore", "Dockerfile", "web", "web/index.html", "web/node_modules/a/index.js"]);
  });

  it("leaves out what the file of a Dockerfile names, before .dockerignore", () => {
    write(".dockerignore", "web\n");
    write("files/web.Dockerfile");
    write("files/web.Dockerfile.dockerignore", "*.md\nfiles\nDockerfile\n.dockerignore\nweb/node_modules\n");
    expect(names("files/web.Dockerfile")).toEqual([
      "files/web.Dockerfile",
      "files/web.Dockerfile.dockerignore",
      "web",
      "web/index.html",
    ]);
  });

  it("has a hash that only what may be built decides", () => {
    write(".dockerignore", "*.md\n");
    const before = hash();
    write("notes.md", "other notes");
    chmodSync(join(folder, "web/index.html"), 0o600);
    expect(hash()).toBe(before);
    const changes = [
      () => hash({ VERSION: "2" }),
      () => (write("web/index.html", "other"), hash()),
      () => (chmodSync(join(folder, "web/index.html"), 0o755), hash()),
      () => (rmSync(join(folder, "web/node_modules"), { recursive: true }), hash()),
      () => (symlinkSync("index.html", join(folder, "web/home")), hash()),
    ];
    const after = changes.map((change) => change());
    expect(new Set([before, ...after]).size).toBe(changes.length + 1);
  });
});
