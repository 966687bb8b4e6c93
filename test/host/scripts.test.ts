import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { factsScript, listenScript, sendScript } from "../../host/doctor";
import { handoverScript, releaseOnHostScript } from "../../host/handover";
import { namesScript } from "../../host/names";
import { renderProbe } from "../../host/probe";
import { reachableScript } from "../../host/reachable";
import { hostScript } from "../../host/render";
import {
  containerFilesScript,
  containerMacScript,
  pidsLimitScript,
  restartContainerScript,
  waitHealthyScript,
} from "../../host/container-scripts";
import { publishImageScript } from "../../host/image-scripts";
import { hostShimScript, routerScript, subinterfaceScript } from "../../host/link-scripts";
import {
  insecureRegistryScript,
  useMirrorScript,
  registryAccessScript,
  registryAuthorityScript,
  registryCertificateScript,
  registryGivenScript,
  registryIssueScript,
  registryLoginScript,
  registryTrustScript,
} from "../../host/registry-scripts";
import { makeHostKeyScript, prepareHostScript } from "../../host/scripts";
import { PROJECT_ROOT } from "../../support/project";
import { renderShell } from "../../support/shell-script";
import { shellWord } from "../../support/shell-word";

const noShellcheck = spawnSync("shellcheck", ["--version"]).error !== undefined;
if (noShellcheck) {
  console.warn("the rendered scripts are not checked: shellcheck is missing, which `npm run check` installs");
}

const HOST = join(PROJECT_ROOT, "host");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mf-scripts-"));
  folders.push(folder);
  return folder;
}

const host = {
  name: "docker01",
  nics: [
    { nic: "ens33", path: "hosts.docker01.nic" },
    { nic: "ens34", path: "hosts.docker01.nics.iot" },
  ],
  promiscuous: ["ens34"],
  address: "192.168.1.11",
  docker: "26.1",
  requirements: [
    { since: "28.0.0", text: "segments.six needs Docker 28.0.0 or later: it has no IPv4: upgrade Docker" },
  ],
};
const ca = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n";
const ssh = { host: "192.0.2.7", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA", privateKeyFile: "/my keys/lab" };
const owned = {
  addresses: [{ address: "172.16.10.10", owner: "bbox10", host: "docker01" }],
  networks: [
    { host: "docker01", network: "mac_net10", driver: "macvlan", parent: "ens33.10", subnets: ["172.16.10.0/24"] },
  ],
};
const scripts = {
  "prepare-host": prepareHostScript("dev", host),
  "vlan-subinterface": subinterfaceScript("dev", {
    owner: "vlan10",
    link: "ens33.10",
    nic: "ens33",
    vlan: 10,
    addresses: ["192.168.10.10/24"],
  }),
  router: routerScript("dev", {
    owner: "main",
    namespace: "dev.main",
    links: [
      {
        carrier: "ens33.10",
        link: "ens33.10",
        mac: "02:42:ac:10:0a:01",
        addresses: ["172.16.10.1/24", "fd00:10::1/64"],
      },
      { carrier: "ens33.20", link: "ens33.20", mac: "02:42:ac:10:14:01", addresses: ["172.16.20.1/24"] },
      { carrier: "ens33", link: "uplink", mac: "02:42:c0:a8:01:1e", addresses: ["192.168.1.30/24"] },
    ],
    allow: [{ from: "ens33.10", to: "ens33.20" }],
    nat: { link: "uplink", address: "192.168.1.30/24", from: ["ens33.10"] },
    routes: [
      { subnet: "10.9.0.0/16", via: "172.16.20.254" },
      { subnet: "default", via: "192.168.1.1" },
    ],
  }),
  "host-shim": hostShimScript("dev", {
    owner: "vlan10",
    link: "mv-ens33.10",
    carrier: "ens33.10",
    driver: "macvlan",
    mode: "bridge",
    addresses: ["172.16.10.250", "fd00:10::fa"],
    mac: "02:42:ac:10:0a:fa",
    targets: ["172.16.10.10", "fd00:10::a"],
  }),
  "container-mac": containerMacScript("dev", {
    host: "docker01",
    id: "abc",
    container: "web",
    macs: [{ network: "mac_net10", mac: "02:00:00:00:00:0a", path: "containers.web.attach.vlan10.mac" }],
  }),
  "registry-certificate": registryCertificateScript("dev", "192.168.1.11"),
  "registry-trust": registryTrustScript("dev", { endpoint: "192.168.1.11:5000", ca }),
  "registry-trust-name": registryTrustScript("dev", {
    endpoint: "registry.lab:5000",
    ca,
    resolve: { name: "registry.lab", address: "192.168.1.11" },
  }),
  "registry-authority": registryAuthorityScript("dev", 2),
  "registry-issue": registryIssueScript("dev", {
    address: "192.168.1.11",
    names: ["registry.lab", "images.lab"],
    rotation: 2,
  }),
  "publish-image": publishImageScript("dev", {
    image: "busybox",
    source: "busybox",
    repository: "192.168.1.11:5000/busybox",
    tag: "v1",
  }),
  "wait-healthy": waitHealthyScript("dev", {
    host: "docker01",
    id: "abc",
    container: "db",
    path: "containers.db.healthcheck",
    bound: 80,
  }),
  names: namesScript(
    "dev",
    "docker01",
    new Map([
      ["web", ["127.0.0.1 localhost", "172.16.10.10 web web.vlan10"]],
      ["near", ["127.0.0.1 localhost", "172.16.10.10 web web.vlan10"]],
      ["far", ["127.0.0.1 localhost", "172.16.10.10 web.vlan10"]],
    ]),
  ),
  "registry-insecure": insecureRegistryScript("dev", "192.168.1.11:5000"),
  "registry-mirror": useMirrorScript("dev", "192.168.1.11:5002"),
  "registry-given": registryGivenScript("dev", { certificate: ca, key: "KEY\n", ca }),
  "registry-access": registryAccessScript("dev", { user: "lab", password: "it's secret" }),
  "registry-login": registryLoginScript("dev", "192.168.1.11:5000", { user: "lab", password: "it's secret" }),
  "pids-limit": pidsLimitScript("dev", [
    { id: "abc", pids: 64 },
    { id: "def", pids: 128 },
    { id: "ghi", pids: 64 },
  ]),
  handover: handoverScript("dev", "macvlan-fabric.stack=dev", [{ name: "docker01", ssh }], owned),
  release: releaseOnHostScript("dev", "macvlan-fabric.stack=dev", { name: "docker01", address: "192.168.1.11" }, owned),
  "container-files": containerFilesScript("dev", {
    ...{ container: "bbox1", label: "macvlan-fabric.stack=dev" },
    files: [{ target: "/etc/app.conf", content: "a=1\n", mode: "0640", owner: "0:0", onChange: "restart" }],
  }),
  "restart-container": restartContainerScript("dev", "bbox1", "macvlan-fabric.stack=dev", true),
  reachable: reachableScript("docker01", ssh, { hostKey: "compare its key", login: "check its user", sudo: "give it" }),
};
const others = {
  "make-host-key": makeHostKeyScript(),
  probe: renderProbe({
    rate: 400,
    probes: [
      { id: "0", method: "ping", address: "c0000201", tries: 2 },
      { id: "1", container: "bbox1", method: "arp", link: "c0000202", address: "c0000201", tries: 2 },
    ],
    containers: ["bbox1"],
    state: {
      networks: ["mac_net10"],
      links: [{ kind: "vlan", link: "ens33.10" }],
      namespaces: ["dev.main"],
      files: "/var/lib/macvlan-fabric/dev/files",
    },
  }),
  "doctor-facts": factsScript("ens33"),
  "doctor-listen": listenScript("ens33", "0011"),
  "doctor-send": sendScript("ens33", ["00ff", "01ff"]),
};

/** A whole script, with the name of each file of host/ in place of its text, which most scripts share. */
function filesByName(script: string): string {
  const names = readdirSync(HOST).filter((name) => /\.(sh|pl)$/.test(name));
  return names.reduce((text, name) => {
    const lines = readFileSync(join(HOST, name), "utf8").replaceAll(/^[ \t]*(#.*)?\n/gm, "");
    // A script that has another one as a value has it quoted.
    const quoted = lines.replaceAll("'", String.raw`'\''`);
    return text.replace(lines, () => `# host/${name}\n`).replace(quoted, () => `# host/${name}, quoted\n`);
  }, script);
}

describe("scripts of hosts", () => {
  it.each(Object.entries(scripts))(
    "%s gets the values and consists of the files that its golden file shows",
    async (name, script) => {
      await expect(filesByName(script)).toMatchFileSnapshot(`../golden/host/${name}.sh`);
    },
  );

  it.each(Object.entries({ ...scripts, ...others }))("%s is valid POSIX shell", (_, script) => {
    for (const shell of ["dash", "bash --posix"])
      execFileSync("sh", ["-c", `exec ${shell} -n`], { input: script, stdio: ["pipe", "pipe", "pipe"] });
  });

  // `npm run check` checks each file alone; this checks that each finds what it uses in the header and the other files.
  it.skipIf(noShellcheck)("use no variable that is never set", () => {
    const folder = newFolder();
    for (const [name, script] of Object.entries({ ...scripts, ...others })) {
      // Without the lines that only declare a file's inputs; the probe never calls the functions that write links' files.
      const takes = name === "probe" ? /^: ".*\n/gm : /^ *: ".*\n/gm;
      writeFileSync(join(folder, name), script.replaceAll(takes, ""));
    }
    const args = ["--shell=sh", "--include=SC2154", ...[...Object.keys(scripts), ...Object.keys(others)]];
    const { stdout, stderr, status } = spawnSync("shellcheck", args, { cwd: folder, encoding: "utf8" });
    expect([stdout, stderr, status]).toEqual(["", "", 0]);
  });

  it("carry no comments, so that a changed comment does not run them again", () => {
    for (const script of Object.values(scripts)) expect(script).not.toMatch(/^[ \t]*(#.*)?\n/m);
  });
});

describe("hostScript", () => {
  /** A script whose state folder is the given one. */
  function render(parts: { apply: string; remove: string }, stack: string, folder: string): string {
    const file = join(newFolder(), "body.sh");
    writeFileSync(file, `apply() {\n${parts.apply}\n}\nremove() {\n${parts.remove}\n}\nrun "$1"\n`);
    return hostScript(stack, {}, file).replace("state=/var/lib/macvlan-fabric", `state=${folder}`);
  }

  /** Runs a verb of a script on this machine. */
  function run(verb: string, parts: { apply: string; remove: string }, stack = "dev", folder = "/tmp"): string {
    const script = render(parts, stack, folder);
    return execFileSync("sh", ["-s", "--", verb], { input: script, encoding: "utf8" });
  }

  it("runs the given verb, and no other", () => {
    const folder = newFolder();
    const parts = { apply: "echo applied", remove: "echo removed" };
    expect([run("apply", parts, "dev", folder), run("remove", parts, "dev", folder)]).toEqual([
      "applied\n",
      "removed\n",
    ]);
  });

  it("flushes to disk before it succeeds, even if the verb exits early, and not if the verb fails", () => {
    const folder = newFolder();
    writeFileSync(join(folder, "sync"), `#!/bin/sh\necho "synced $*"\n`, { mode: 0o755 });
    const ending = (apply: string): string => {
      const local = render({ apply, remove: ":" }, "dev", folder);
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
      const { stdout, status } = spawnSync("sh", ["-s", "--", "apply"], { input: local, encoding: "utf8", env });
      return `${stdout}exit ${String(status)}`;
    };
    expect(ending("echo made")).toBe("made\nsynced -f /etc /var\nexit 0");
    expect(ending("echo made; exit 0; echo never")).toBe("made\nsynced -f /etc /var\nexit 0");
    expect(ending("echo half; false; echo never")).toBe("half\nexit 1");
  });

  it("is not consumed by a command that reads stdin", () => {
    const folder = newFolder();
    expect(run("apply", { apply: "cat; echo still here", remove: ":" }, "dev", folder)).toBe("still here\n");
  });

  it("gives a thing up only when the last stack that claimed it releases it", () => {
    const folder = newFolder();
    const parts = { apply: "claim link", remove: "if release link; then echo gone; else echo kept; fi" };
    run("apply", parts, "one", folder);
    run("apply", parts, "two", folder);
    expect(run("remove", parts, "one", folder)).toBe("kept\n");
    expect(run("remove", parts, "two", folder)).toBe("gone\n");
    expect(run("remove", parts, "two", folder)).toBe("gone\n");
  });

  it("replaces a file in one step and leaves an identical one alone", () => {
    const folder = newFolder();
    const write = (text: string): string =>
      run(
        "apply",
        { apply: `echo ${text} | write ${folder}/sub/file; stat -c '%i %a' ${folder}/sub/file`, remove: ":" },
        "dev",
        folder,
      );
    const first = write("one");
    expect(first).toMatch(/^\d+ 644\n$/);
    expect(write("one")).toBe(first);
    expect(write("two")).not.toBe(first);
    expect(execFileSync("ls", [`${folder}/sub`], { encoding: "utf8" })).toBe("file\n");
  });

  it("does nothing when it is cut off in transit, wherever that happens", () => {
    const folder = newFolder();
    const script = render({ apply: `touch ${folder}/applied`, remove: ":" }, "dev", folder);
    for (const cut of [2, 3, 4, 6, 8, 12, 20, script.length / 2])
      spawnSync("sh", ["-s", "--", "apply"], { input: script.slice(0, script.length - Math.ceil(cut)) });
    expect(readdirSync(folder)).toEqual([]);
    execFileSync("sh", ["-s", "--", "apply"], { input: script });
    expect(readdirSync(folder)).toContain("applied");
  });
});

describe("values of a script", () => {
  const anything = fc
    .string({ unit: "binary" })
    .filter((text) => !text.includes("\0") && !/[\ud800-\udfff]/.test(text));

  it("arrive literally, whatever they hold", () => {
    const file = join(newFolder(), "body.sh");
    writeFileSync(file, '# a comment\n\nprintf %s "$first$second"\n');
    const show = (first: string, second: string): string =>
      execFileSync("sh", ["-s"], { input: renderShell({ first, second }, file), encoding: "utf8" });
    for (const evil of [
      "'two' 'words'",
      "it's",
      'a "b"  c',
      "$(id) `id` $HOME",
      "one\ntwo\n",
      "\\n\\",
      "# no comment\n\n# none",
      "-n",
      "é✓",
    ])
      expect(show(evil, `${evil};`)).toBe(`${evil}${evil};`);
    fc.assert(
      fc.property(anything, (text) => {
        expect(show(text, "|")).toBe(`${text}|`);
      }),
      { numRuns: 50 },
    );
  });

  it("are quoted as one word each", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});
