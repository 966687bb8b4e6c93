import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registryContentsScript, registryPruneScript } from "../../host/registry-scripts";
import { FolderHost } from "./fake-host-tools";

const LABEL = "macvlan-fabric.stack=dev";
const V2 = "data/docker/registry/v2";
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

let host: FolderHost;

/** Docker, with a registry that keeps its data in a folder. */
const DOCKER = `case $* in
  "volume inspect"*) echo "$root/data" ;;
  *.Image*) echo sha256:image ;;
  *.Config.Cmd*) echo "serve /etc/registry.yml" ;;
  *.PortBindings*) echo 0.0.0.0:5000:5000/tcp ;;
  *.Config.Env*) echo SECRET=of-the-server ;;
  run*) echo "$*" >>"$root/bin/calls"; cat >"$root/env" ;;
  exec*) echo "$*" >>"$root/bin/calls"; [ ! -e "$root/broken" ] || { echo "it broke" >&2; exit 1; } ;;
  *) echo "$*" >>"$root/bin/calls" ;;
esac
`;

function push(repository: string, letter: string, tag?: string): void {
  const folder = `${V2}/repositories/${repository}/_manifests`;
  const hash = letter.repeat(64);
  host.write(`${folder}/revisions/sha256/${hash}/link`, digest(letter));
  host.write(`${V2}/blobs/sha256/${hash.slice(0, 2)}/${hash}/data`, `{\n  "layers": []\n}`);
  if (tag === undefined) return;
  host.write(`${folder}/tags/${tag}/current/link`, digest(letter));
  host.write(`${folder}/tags/${tag}/index/sha256/${hash}/link`, digest(letter));
}

beforeEach(() => {
  host = new FolderHost({});
  host.write("docker.sh", DOCKER);
  push("web", "a", "v1");
  push("web", "b");
  push("team/old", "c", "v0");
});
afterEach(() => {
  host.close();
});

const repositories = (): string[] => readdirSync(join(host.root, V2, "repositories"));
const prune = (...lines: readonly string[]): { status: number | null; says: string } =>
  host.run(registryPruneScript("dev", LABEL, lines), "apply");

const WRITABLE = ["rm --force registry-dev-readonly", "start registry-dev"];

describe("the registry of a host", () => {
  it("is read from its files", () => {
    const { status, says } = host.run(registryContentsScript("dev"), "apply");
    expect([status, says.trim().split("\n")]).toEqual([
      0,
      [
        `tag team/old v0 ${digest("c")}`,
        `manifest team/old ${digest("c")} {   "layers": [] }`,
        `tag web v1 ${digest("a")}`,
        `manifest web ${digest("a")} {   "layers": [] }`,
        `manifest web ${digest("b")} {   "layers": [] }`,
      ],
    ]);
  });

  it("is empty before the first push", () => {
    host.remove("data");
    expect(host.run(registryContentsScript("dev"), "apply")).toEqual({ status: 0, says: "" });
  });

  it("takes nothing while it is pruned, by a container that has its settings, its data and its port", () => {
    expect(prune("tag team/old v0", `manifest team/old ${digest("c")}`, `manifest web ${digest("b")}`)).toEqual({
      status: 0,
      says: expect.stringMatching(/^\d+\n$/),
    });
    expect(host.calls()).toEqual([
      ...WRITABLE,
      "stop registry-dev",
      `run --detach --name registry-dev-readonly --label ${LABEL} --volumes-from registry-dev --publish 0.0.0.0:5000:5000/tcp --env-file /dev/stdin --env REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true} sha256:image`,
      "exec registry-dev-readonly registry garbage-collect /etc/registry.yml",
      ...WRITABLE,
    ]);
    expect(host.files()["env"]).toBe("SECRET=of-the-server\n");
    expect(repositories()).toEqual(["web"]);
    const manifests = join(host.root, V2, "repositories/web/_manifests");
    expect(readdirSync(join(manifests, "revisions/sha256"))).toEqual(["a".repeat(64)]);
    expect(existsSync(join(manifests, "tags/v1/current/link"))).toBe(true);
  });

  it("takes images again when the collection fails", () => {
    host.write("broken", "");
    expect(prune("tag team/old v0")).toEqual({ status: 1, says: "it broke\n" });
    expect(host.calls().slice(-2)).toEqual(WRITABLE);
  });

  it("takes images again after a run that was killed, by the next one", () => {
    host.killAt(9);
    expect(prune("tag team/old v0").status).not.toBe(0);
    expect(host.calls()).not.toEqual([]);
    host.killAt(undefined);
    expect(prune("tag team/old v0").status).toBe(0);
    expect(host.calls().slice(0, 2)).toEqual(WRITABLE);
  });
});
