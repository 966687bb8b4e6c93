import { execFileSync, spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostFile } from "../../host/render";
import { insecureRegistryScript, useMirrorScript } from "../../host/registry-scripts";
import { FolderHost } from "./fake-host-tools";

const ENDPOINT = "192.168.1.11:5000";
const FILE = "etc/docker/daemon.json";
let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500" });
  // Docker has read the file as it is, unless it is deaf.
  host.write(
    "docker.sh",
    `[ -e "$root/deaf" ] || grep -o '${ENDPOINT}' "$root/${FILE}" 2>/dev/null | sed 's/.*/ & /'\n`,
  );
});
afterEach(() => {
  host.close();
});

function run(verb: "apply" | "remove", stack = "dev", script = insecureRegistryScript(stack, ENDPOINT)): string {
  const { status, says } = host.run(script, verb);
  return status === 0 ? "" : says;
}
const file = (): string | undefined => host.files()[FILE];

function edit(verb: "add" | "empty" | "remove", text: string): string {
  const args = [hostFile("daemon-list.pl"), verb, "insecure-registries", "r:5000"];
  return execFileSync("perl", args, { input: text, encoding: "utf8" });
}

describe("the list of insecure registries", () => {
  it.each([
    ["", '{\n  "insecure-registries": ["r:5000"]\n}\n'],
    ["{}", '{\n  "insecure-registries": ["r:5000"]\n}'],
    ['{\n  "debug": true\n}\n', '{\n  "insecure-registries": ["r:5000"],\n  "debug": true\n}\n'],
    ['{"insecure-registries": [ ]}', '{"insecure-registries": ["r:5000" ]}'],
    ['{"a": ["}"], "insecure-registries": ["b"]}', '{"a": ["}"], "insecure-registries": ["b", "r:5000"]}'],
    ['{"x": {"insecure-registries": ["r:5000"]}}', '{\n  "insecure-registries": ["r:5000"],"x": {"insecure-registries": ["r:5000"]}}'],
    ['{"insecure-registries": ["r:5000"]}', '{"insecure-registries": ["r:5000"]}'],
  ])("gets a registry, and nothing else changes: %j", (before, after) => {
    expect(edit("add", before)).toBe(after);
    expect(JSON.parse(after)).toHaveProperty("insecure-registries");
  }); // prettier-ignore

  it.each([
    ['{"insecure-registries": ["a", "r:5000", "b"]}', '{"insecure-registries": ["a", "b"]}'],
    ['{"insecure-registries": ["r:5000", "b"]}', '{"insecure-registries": [ "b"]}'],
    ['{\n  "insecure-registries": ["r:5000"],\n  "debug": true\n}\n', '{\n  "debug": true\n}\n'],
    ['{"debug": true, "insecure-registries": ["r:5000"]}', '{"debug": true}'],
    ['{"debug": ["r:5000"]}', '{"debug": ["r:5000"]}'],
  ])("loses it again: %j", (before, after) => {
    expect(edit("remove", before)).toBe(after);
    expect(() => JSON.parse(after) as unknown).not.toThrow();
  });

  it.each([
    ['{"insecure-registries": ["r:5000"]}', '{"insecure-registries": []}'],
    ['{"insecure-registries": ["a", "r:5000"]}', '{"insecure-registries": ["a"]}'],
    ['{"insecure-registries": []}', '{"insecure-registries": []}'],
  ])("is emptied before it goes, for Docker to forget what was in it: %j", (before, after) => {
    expect(edit("empty", before)).toBe(after);
    expect(edit("remove", '{"debug": true, "insecure-registries": []}')).toBe('{"debug": true}');
  });

  it.each(["[]", "debug: true", '{"insecure-registries": "r"}'])(
    "is not looked for in what is no such file: %j",
    (text) => {
      const args = [hostFile("daemon-list.pl"), "add", "insecure-registries", "r:5000"];
      const { status } = spawnSync("perl", args, { input: text });
      expect(status).not.toBe(0);
    },
  );
});

describe("a host whose Docker is to use plain HTTP", () => {
  it("reads the file again, without a restart, and is as before in the end", () => {
    expect(run("apply")).toBe("");
    expect(file()).toBe(`{\n  "insecure-registries": ["${ENDPOINT}"]\n}\n`);
    expect(host.calls()).toEqual(["systemctl reload docker"]);
    expect(run("apply")).toBe("");
    expect(host.calls()).toEqual([]);
    expect(run("remove")).toBe("");
    expect(host.calls()).toEqual(["systemctl reload docker", "systemctl reload docker"]);
    expect(Object.keys(host.files())).toEqual(["docker.sh"]);
  });

  it("keeps what else is in the file, and a registry that was there before", () => {
    const theirs = `{ "debug": true, "insecure-registries": ["${ENDPOINT}"] }\n`;
    host.write(FILE, theirs);
    expect([run("apply"), run("remove"), file()]).toEqual(["", "", theirs]);
    host.write(FILE, '{ "debug": true }\n');
    expect([run("apply"), run("remove"), file()]).toEqual(["", "", '{ "debug": true }\n']);
  });

  it("keeps the registry as long as another stack needs it", () => {
    expect([run("apply"), run("apply", "other"), run("remove")]).toEqual(["", "", ""]);
    expect(file()).toContain(ENDPOINT);
    expect(run("remove", "other")).toBe("");
    expect(file()).toBeUndefined();
  });

  it("keeps its file when Docker would not accept the new one", () => {
    host.write(FILE, '{ "debug": true }\n');
    host.write("docker-refuses", "unable to configure the Docker daemon");
    expect(run("apply")).toMatch(
      /: registry.insecure: Docker would not accept .*: unable to configure the Docker daemon/,
    );
    expect([file(), host.calls()]).toEqual(['{ "debug": true }\n', []]);
  });

  it("is refused when the file is not JSON", () => {
    host.write(FILE, "debug: true\n");
    expect(run("apply")).toMatch(/: registry.insecure: .*daemon.json cannot be changed: it is no JSON/);
    expect(file()).toBe("debug: true\n");
  });
});

describe("a host whose Docker is to ask a mirror", () => {
  const MIRROR = "192.168.1.11:5002";
  const mirror = (verb: "apply" | "remove"): string => run(verb, "dev", useMirrorScript("dev", MIRROR));
  beforeEach(() => {
    host.write(
      "docker.sh",
      `[ -e "$root/deaf" ] || grep -o 'https://${MIRROR}/' "$root/${FILE}" 2>/dev/null | sed 's/.*/ & /'\n`,
    );
  });

  it("reads of it without a restart, and is as before in the end", () => {
    host.write(FILE, '{ "registry-mirrors": ["https://mirror.test/"] }\n');
    expect(mirror("apply")).toBe("");
    expect(file()).toBe(`{ "registry-mirrors": ["https://mirror.test/", "https://${MIRROR}/"] }\n`);
    expect(host.calls()).toEqual(["systemctl reload docker"]);
    expect(mirror("apply")).toBe("");
    expect(host.calls()).toEqual([]);
    expect(mirror("remove")).toBe("");
    expect(file()).toBe('{ "registry-mirrors": ["https://mirror.test/"] }\n');
  });

  it("keeps its file when Docker does not take the mirror over", () => {
    host.write("deaf", "");
    host.write(FILE, "{}\n");
    expect(mirror("apply")).toMatch(/: registry.mirror: Docker has not taken https:.* over from registry-mirrors in /);
    expect(file()).toBe("{}\n");
  });
});
