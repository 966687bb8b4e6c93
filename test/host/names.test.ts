import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostsFiles } from "../../harness/names/hosts-files";
import { hostsFilePath, namesScript } from "../../host/names";
import { richOutput } from "../harness/fixture";
import { FolderHost } from "./fake-host-tools";

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({});
  hasContainers();
});
afterEach(() => {
  host.close();
});

const FOLDER = "state/dev/names";

/** Containers that Docker has there. */
function hasContainers(...names: readonly string[]): void {
  const cases = names.map((name) => `"container inspect ${name}") ;;\n`).join("");
  host.write("docker.sh", `case $* in\n${cases}*) exit 1 ;;\nesac\n`);
}

function apply(files: Readonly<Record<string, readonly string[]>>): void {
  expect(host.run(namesScript("dev", "docker01", new Map(Object.entries(files))), "apply")).toEqual({
    status: 0,
    says: "",
  });
}

/** The files that there are, with their lines. */
function found(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(host.files())
      .filter(([path]) => path.startsWith("state/") && !path.startsWith("state/claims/"))
      .map(([path, text]) => [path.replace(`${FOLDER}/`, ""), text.trimEnd().split("\n")]),
  );
}

const LOCAL = "127.0.0.1 localhost";

describe("the hosts files of a host", () => {
  it("are what was computed, for every container, where its container looks for it", () => {
    const files = hostsFiles(richOutput());
    expect(files.size).toBeGreaterThan(10);
    expect(new Set([...files.values()].map((lines) => lines.join("\n"))).size).toBeGreaterThan(3);
    apply(Object.fromEntries(files));
    expect(found()).toEqual(Object.fromEntries(files));
    expect(hostsFilePath("dev", "web")).toBe("/var/lib/macvlan-fabric/dev/names/web");
  });

  it.each([
    ["longer", [LOCAL, "172.16.10.10 web web.vlan10", "172.16.10.11 next next.vlan10"]],
    ["shorter", [LOCAL]],
  ])("are rewritten and never replaced, so that a container that has one mounted sees it: %s", (_, lines) => {
    apply({ web: [LOCAL, "172.16.10.10 web web.vlan10"] });
    const path = join(host.root, FOLDER, "web");
    const mounted = openSync(path, "r");
    apply({ web: lines });
    const seen = Buffer.alloc(1000);
    const length = readSync(mounted, seen, 0, 1000, 0);
    expect(seen.toString("utf8", 0, length)).toBe(`${lines.join("\n")}\n`);
    expect(fstatSync(mounted).ino).toBe(statSync(path).ino);
    closeSync(mounted);
  });

  it("are readable for everybody, since a container's root may be nobody on the host", () => {
    apply({ web: [LOCAL] });
    expect(statSync(join(host.root, FOLDER, "web")).mode & 0o777).toBe(0o644);
  });

  it("go with their containers, but not as long as Docker has them", () => {
    apply({ web: [LOCAL], mover: [LOCAL] });
    hasContainers("mover");
    apply({ web: [LOCAL] });
    expect(Object.keys(found())).toEqual(["mover", "web"]);
    hasContainers();
    apply({ web: [LOCAL] });
    expect(Object.keys(found())).toEqual(["web"]);
  });

  it("are all gone in the end, and those of another stack are not", () => {
    apply({ web: [LOCAL] });
    host.write("state/other/names/web", `${LOCAL}\n`);
    const script = namesScript("dev", "docker01", new Map([["web", [LOCAL]]]));
    expect(host.run(script, "remove")).toEqual({ status: 0, says: "" });
    expect(host.run(script, "remove")).toEqual({ status: 0, says: "" });
    expect(Object.keys(host.files()).filter((path) => path.startsWith("state/"))).toEqual(["state/other/names/web"]);
  });

  it("stay when it is another name of the host whose script goes", () => {
    apply({ web: [LOCAL] });
    const files = new Map([["web", [LOCAL]]]);
    expect(host.run(namesScript("dev", "renamed", files), "apply")).toEqual({ status: 0, says: "" });
    expect(host.run(namesScript("dev", "docker01", files), "remove")).toEqual({ status: 0, says: "" });
    expect(Object.keys(found())).toContain("web");
    expect(host.run(namesScript("dev", "renamed", files), "remove")).toEqual({ status: 0, says: "" });
    expect(found()).toEqual({});
  });

  it("stay as they are when there is no space", () => {
    apply({ web: [LOCAL] });
    host.fillUp("state/staged");
    const script = namesScript("dev", "docker01", new Map([["web", [LOCAL, "172.16.10.10 web"]]]));
    const { status, says } = host.run(script, "apply");
    expect(status).toBe(1);
    expect(says).toMatch(/cannot write .*names\/web: .*No space left/);
    expect(found()["web"]).toEqual([LOCAL]);
  });
});
