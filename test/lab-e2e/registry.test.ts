import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { FabricOutput } from "../../harness/contract";
import { dockerSshOptions } from "../../host/docker-ssh";
import { messageOf } from "../../support/errors";
import { ensurePackages } from "../../support/packages";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { eventually, LabProject, on } from "../support/lab-project";

/** A registry with a login. Each test leaves it as it should be for the next. */
const STACK = "e2e-registry";
const ENDPOINT = "192.168.1.11:5000";
const HOSTS = ["docker01", "docker02"];
const project = new LabProject();
let fabric: FabricOutput;
/** What must be nowhere in plain, in base64 too. */
const passwords: string[] = [];

const input: FabricInput = {
  lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
  hosts: {
    docker01: { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab" } },
    docker02: { address: "192.168.1.13", nic: "ens33", vm: { kind: "lab" } },
  },
  segments: {
    vlan10: {
      network: "vlan10",
      vlan: 10,
      subnet: "172.16.10.0/24",
      gateway: "172.16.10.1",
      shims: { docker01: "172.16.10.250" },
    },
  },
  registry: {
    host: "docker01",
    // skopeo on this machine reaches it through a tunnel, under the name of the tunnel's end.
    aliases: ["localhost"],
    access: { user: "lab", password: { secret: "registryPassword" }, anonymousPort: 5001 },
  },
  images: { busybox: { tag: "v1" } },
  containers: {
    one: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.11" } },
    two: { host: "docker02", image: "busybox", attach: { vlan10: "172.16.10.12" } },
  },
};

const stackFile = (): string => join(project.folder, `Pulumi.${STACK}.yaml`);

/** Changes registry and images in the stack file, which also holds the encrypted password. */
function edit(change: (registry: Record<string, unknown>, images: Record<string, unknown>) => void): void {
  const file = parse(readFileSync(stackFile(), "utf8")) as {
    config: Record<string, Record<"registry" | "images", Record<string, unknown>>>;
  };
  const { registry = {}, images = {} } = file.config["macvlan-fabric:fabric"] ?? {};
  change(registry, images);
  writeFileSync(stackFile(), stringify(file));
}

async function run(...args: string[]): Promise<string> {
  const { exitCode, text } = await project.command(...args);
  expect(exitCode, text).toBe(0);
  return text;
}

async function setPassword(text: string): Promise<void> {
  passwords.push(text);
  await run("pulumi", "config", "set", "--secret", "macvlan-fabric:registryPassword", text, "--stack", STACK);
}

/** Runs a script on a host and returns what it says, whether it succeeds or not. */
async function attempt(host: string, script: string): Promise<string> {
  return on(host, fabric, `{ ${script}; echo "status $?"; } 2>&1`);
}

/** The command lines on this machine and on the hosts, from now on. */
function watchProcesses(of: FabricOutput): () => string {
  const seen: string[] = [];
  const watch = "while ps -eo args; do sleep 0.3; done";
  const watchers = [
    spawn("sh", ["-c", watch]),
    ...Object.values(of.hosts).map(({ ssh }) => spawn("ssh", [...sshArgs(ssh), ssh.host, watch])),
  ];
  for (const { stdout } of watchers) stdout.on("data", (chunk: Buffer) => seen.push(chunk.toString()));
  return () => {
    for (const watcher of watchers) watcher.kill();
    return seen.join("");
  };
}

function sshArgs(ssh: FabricOutput["hosts"][string]["ssh"]): string[] {
  return [...dockerSshOptions(ssh), "-l", ssh.user, "-p", String(ssh.port)];
}

function expectNoPassword(text: string): void {
  expect(text.length).toBeGreaterThan(1000);
  for (const password of passwords) {
    for (const secret of [password, Buffer.from(`lab:${password}`).toString("base64")])
      expect(
        text.includes(secret),
        `a password shows up: ${text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret))}`,
      ).toBe(false);
  }
}

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, input);
  await project.command("down", "--stack", STACK);
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

describe("a registry with a login", () => {
  it("comes up, with every host logged in", async () => {
    await setPassword("first-4f1e'pass");
    expectNoPassword(await run("up", "--stack", STACK));
    fabric = await project.output(STACK);
    for (const host of HOSTS) expect(await on(host, fabric, "cat /root/.docker/config.json")).toContain(ENDPOINT);
  });

  it("takes what a user of a host pushes, gives it to others, and nothing to who has no login", async () => {
    await on("docker02", fabric, `docker tag busybox ${ENDPOINT}/mine:v1 && docker push -q ${ENDPOINT}/mine:v1`);
    await on("docker01", fabric, `docker pull -q ${ENDPOINT}/mine:v1`);
    const none = "DOCKER_CONFIG=/tmp/none docker";
    const refused = /no basic auth credentials|unauthorized/;
    expect(await attempt("docker01", `${none} pull ${ENDPOINT}/mine:v1`)).toMatch(refused);
    expect(await attempt("docker02", `${none} push ${ENDPOINT}/mine:v1`)).toMatch(refused);
    const open = ENDPOINT.replace(":5000", ":5001");
    await on("docker01", fabric, `${none} pull -q ${open}/mine:v1 && docker tag busybox ${open}/theirs:v1`);
    expect(await attempt("docker01", `${none} push ${open}/theirs:v1`)).toMatch(/status 1\n$/);
  });

  it("serves skopeo through TLS and login", async () => {
    try {
      await ensurePackages(() => undefined, { skopeo: "skopeo" });
    } catch (error) {
      console.warn(`skopeo is not tried: ${messageOf(error)}`);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "mf-skopeo-"));
    const tunnel = await openTunnel();
    try {
      writeFileSync(join(folder, "ca.crt"), await on("docker01", fabric, `cat /etc/docker/certs.d/${ENDPOINT}/ca.crt`));
      const registry = `localhost:${String(tunnel.port)}`;
      const auth = ["--authfile", join(folder, "auth.json")];
      const login = ["login", ...auth, "--cert-dir", folder, "-u", "lab", "--password-stdin", registry];
      await eventually(60, async () => Promise.resolve(skopeo(login, passwords[0])));
      const tags = skopeo(["list-tags", ...auth, "--cert-dir", folder, `docker://${registry}/busybox`]);
      expect(JSON.parse(tags)).toMatchObject({ Tags: ["v1"] });
      skopeo(["copy", ...auth, "--src-cert-dir", folder, `docker://${registry}/busybox:v1`, `dir:${folder}/image`]);
      expect(readFileSync(join(folder, "image/manifest.json"), "utf8")).toContain("layers");
    } finally {
      tunnel.ssh.kill();
      rmSync(folder, { recursive: true });
    }
  });

  it("is reached by its host's own containers through a shim, and not without", async () => {
    const ca = `--cacert /etc/docker/certs.d/${ENDPOINT}/ca.crt`;
    const inside = "nsenter -t \"$(docker inspect -f '{{.State.Pid}}' one)\" -n";
    const curl = `${inside} curl -s -o /dev/null -w '%{http_code}' --connect-timeout 5 ${ca}`;
    const through = `${curl} --connect-to localhost:5000:172.16.10.250:5000 https://localhost:5000/v2/`;
    expect(await attempt("docker01", through)).toBe("401status 0\n");
    expect(await attempt("docker01", `${curl} https://${ENDPOINT}/v2/`)).toMatch(/^000status [1-9]/);
  });

  it("is not needed to restart containers, and is repaired from all that can happen to it at once", async () => {
    const expire = [
      "cd /var/lib/macvlan-fabric/registry-e2e-registry",
      "echo subjectAltName=IP:192.168.1.11 >/tmp/san",
      "openssl req -new -key tls.key -subj /CN=x | openssl x509 -req -CA ca.crt -CAkey ca.key -days 0 -extfile /tmp/san -out tls.crt",
      "echo nobody:x >../registry-e2e-registry-access/htpasswd",
      "docker stop -t 1 registry-e2e-registry && docker restart -t 1 one",
    ];
    await on("docker01", fabric, expire.join("\n"));
    await on("docker02", fabric, `docker logout ${ENDPOINT}; docker restart -t 1 two`);
    const { exitCode, text } = await project.command("verify", "--stack", STACK);
    expect([exitCode, text.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(/certificate has expired/)]);
    expect(text).not.toMatch(/container (one|two)/);
    expectNoPassword(await run("heal", "--stack", STACK));
  });

  it("changes password and authority in one run, which tells them to nobody", async () => {
    const authority = async (): Promise<string> =>
      on("docker02", fabric, `sha256sum /etc/docker/certs.d/${ENDPOINT}/ca.crt`);
    const before = await authority();
    await setPassword("second-9b2c");
    edit((registry) => (registry["rotation"] = 1));
    const processes = watchProcesses(fabric);
    expectNoPassword(await run("up", "--stack", STACK));
    expectNoPassword(processes());
    expect(await authority()).not.toBe(before);
    for (const host of HOSTS) {
      await on(host, fabric, `docker image rm -f ${ENDPOINT}/mine:v1 && docker pull -q ${ENDPOINT}/mine:v1`);
      expectNoPassword(
        await on(host, fabric, "journalctl --no-pager -n 3000; docker logs registry-e2e-registry 2>&1 || true"),
      );
    }
    expectNoPassword(await run("pulumi", "stack", "export", "--stack", STACK));
    const old = `printf %s "first-4f1e'pass" | DOCKER_CONFIG=/tmp/none docker login -u lab --password-stdin ${ENDPOINT}`;
    expect(await attempt("docker01", old)).toMatch(/unauthorized/i);
  });

  it("survives a restart of Docker and of its host, and so do containers", async () => {
    const pull = `docker image rm -f ${ENDPOINT}/mine:v1 >/dev/null 2>&1; docker pull -q ${ENDPOINT}/mine:v1`;
    await on("docker01", fabric, "systemctl restart docker");
    await eventually(120, () => on("docker02", fabric, pull));
    const boot = "cat /proc/sys/kernel/random/boot_id";
    const before = await on("docker01", fabric, boot);
    await on("docker01", fabric, "sync; (sleep 1; systemctl reboot) >/dev/null 2>&1 &");
    await eventually(300, async () => {
      expect(await on("docker01", fabric, boot)).not.toBe(before);
      await on("docker02", fabric, pull);
      await on("docker01", fabric, `${pull} && docker exec one true`);
    });
  });

  it("says why an image cannot be had, each time in its own words", async () => {
    const data = "$(docker volume inspect -f '{{.Mountpoint}}' macvlan-fabric-registry-e2e-registry)";
    const server = "registry-e2e-registry";
    await on("docker01", fabric, `mount -t tmpfs -o size=256k tmpfs ${data} && docker restart -t 1 ${server}`);
    edit((_, images) => {
      images["busybox"] = { tag: "v2" };
      images["silent"] = { tag: "v1", source: "192.168.1.99:5000/silent:v1" };
    });
    const up = ["pulumi", "up", "--yes", "--skip-preview", "--continue-on-error", "--stack", STACK];
    const { exitCode, text } = await project.command(...up);
    const said = text.replaceAll(/\s+/g, " ");
    expect(exitCode, text).not.toBe(0);
    expect(said).toContain(`registry: no space is left for ${ENDPOINT}/busybox:v2: make room in /var/lib/docker`);
    expect(said).toMatch(/images.silent: 192.168.1.99:5000\/silent:v1 is not on this host, and .* does not answer/);
    await on("docker01", fabric, `docker stop -t 1 ${server}; umount ${data} && docker start ${server}`);
  });

  it("keeps its images without a login, with a certificate from elsewhere, and needs no upstream of its mirror", async () => {
    await setCertificate();
    edit((registry, images) => {
      for (const key of ["access", "rotation"]) Reflect.deleteProperty(registry, key);
      registry["mirror"] = { upstream: "http://192.168.1.13:5055" };
      registry["certificate"] = { certificate: "registry.pem", key: { secret: "registryKey" }, ca: "ca.pem" };
      delete images["silent"];
    });
    await run("pulumi", "up", "--yes", "--skip-preview", "--stack", STACK);
    for (const host of HOSTS) {
      const left = await attempt(host, "ls -A /root/.docker /var/lib/macvlan-fabric 2>/dev/null");
      expect(left).toContain("claims");
      expect(left).not.toMatch(/config\.json|-access/);
      await eventually(60, () => on(host, fabric, `docker pull -q ${ENDPOINT}/mine:v1`));
      expect(await on(host, fabric, "docker info")).toContain("https://192.168.1.11:5002/");
    }
    expect(await on("docker02", fabric, `cat /etc/docker/certs.d/${ENDPOINT}/ca.crt`)).toBe(
      readFileSync(join(project.folder, "ca.pem"), "utf8"),
    );
  });

  it("has a mirror that says what it waits for, and serves when that is there", async () => {
    const verified = await project.command("verify", "--stack", STACK);
    const waits = /registry mirror.*none, as it waits for http:\/\/192.168.1.13:5055 \(.*refused/;
    expect([verified.exitCode, verified.text.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringMatching(waits)]);
    const hello = "127.0.0.1:5055/library/hello:v1";
    const start = "docker run -d --name upstream -p 5055:5000 registry:2";
    await on("docker02", fabric, `${start} && docker tag busybox ${hello}`);
    await eventually(60, () => on("docker02", fabric, `docker push -q ${hello}`));
    await eventually(60, () => on("docker01", fabric, "docker pull -q hello:v1"));
    await on("docker02", fabric, "docker rm -f -v upstream && docker pull -q hello:v1");
  });

  it("keeps its images over plain HTTP too, without a restart of Docker, and leaves no mirror behind", async () => {
    const started = "docker inspect -f '{{.State.StartedAt}}' two";
    const before = await on("docker02", fabric, started);
    edit((registry) => {
      for (const key of ["certificate", "mirror"]) Reflect.deleteProperty(registry, key);
      registry["insecure"] = true;
    });
    await run("pulumi", "up", "--yes", "--skip-preview", "--stack", STACK);
    const pull = `docker image rm -f ${ENDPOINT}/mine:v1 >/dev/null 2>&1; docker pull -q ${ENDPOINT}/mine:v1`;
    for (const host of HOSTS) await eventually(60, () => on(host, fabric, pull));
    expect(await on("docker02", fabric, "cat /etc/docker/daemon.json")).toContain(`["${ENDPOINT}"]`);
    expect(await on("docker02", fabric, "cat /etc/docker/daemon.json; docker info")).not.toContain(":5002");
    expect(await on("docker02", fabric, started)).toBe(before);
  });
});

/** A certificate of an authority of our own, for the registry's address and its alias. */
async function setCertificate(): Promise<void> {
  const openssl = (...args: string[]): void => {
    execFileSync("openssl", args, { cwd: project.folder, stdio: "ignore" });
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "90"];
  const own = ["-subj", "/CN=registry", "-addext", "subjectAltName=IP:192.168.1.11,DNS:localhost"];
  openssl("req", "-x509", ...key, "-subj", "/CN=elsewhere", "-keyout", "ca.key", "-out", "ca.pem");
  openssl("req", "-x509", ...key, ...own, ...["-CA", "ca.pem", "-CAkey", "ca.key"], "-keyout", "key.pem", "-out", "registry.pem"); // prettier-ignore
  await project.setSecrets(STACK, { registryKey: readFileSync(join(project.folder, "key.pem"), "utf8") });
}

function skopeo(args: readonly string[], stdin = ""): string {
  const { status, stdout, stderr } = spawnSync("skopeo", args, { input: stdin, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The registry at a port of this machine. */
async function openTunnel(): Promise<{ ssh: ChildProcess; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const target = fabric.hosts["docker02"]?.ssh;
  if (target === undefined) throw new Error("docker02 is in the stack");
  const forward = ["-N", "-L", `127.0.0.1:${String(port)}:${ENDPOINT}`];
  return { ssh: spawn("ssh", [...sshArgs(target), ...forward, target.host], { stdio: "ignore" }), port };
}
