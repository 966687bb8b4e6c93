import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import { containerFilesFolder } from "../../host/container-scripts";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devInput } from "../support/dev-stack";
import { LabProject, on } from "../support/lab-project";

const STACK = "e2e-workloads";
const SECRETS = { appPassword: "Correct-Horse-1", filePassword: "Battery-Staple-2" };
const WITH_MARKERS = [...Object.values(SECRETS), "From-The-Env-File-3"];
/** Secrets as they are, and as scripts carry them. */
const HIDDEN = WITH_MARKERS.flatMap((text) => [text, Buffer.from(text).toString("base64").replace(/=+$/, "")]);

/** Not secret, and on a command line for a while, so that a watch that sees nothing is noticed. */
const CONTROL = "Seen-By-The-Watch-4";

const project = new LabProject();
let fabric: FabricOutput;
/** What the commands have printed. */
let printed = "";
/** Command lines on this machine while they ran. */
const seen = new Set<string>();

/** The reference topology with two containers: one with everything that can be seen inside it, and another to name. */
const input: FabricInput = devInput((fresh) => {
  // One guest is enough, and starts in half the time of two.
  delete fresh.hosts["docker02"];
  fresh.segments = { vlan10: { network: "mac_net10", vlan: 10, subnet: "172.16.10.0/24", gateway: "172.16.10.1" } };
  fresh.containers = {
    other: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.11" } },
    app: {
      ...{ host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.30" } },
      environment: { PLAIN: 53, PASSWORD: { secret: "appPassword" } },
      env_file: "app.env",
      volumes: [
        "data:/data",
        "/etc/os-release:/host-release:ro",
        { type: "tmpfs", target: "/scratch", tmpfs: { size: "4m", mode: "0700" } },
      ],
      tmpfs: "/tmp:size=2m",
      files: {
        "/etc/app/app.conf": { source: "app.conf", template: true, mode: "0640", owner: "0:1000" },
        "/etc/app/motd": { content: "hello\n", on_change: "nothing" },
      },
      ...{ user: "1000:1000", group_add: [44], working_dir: "/tmp", hostname: "app-host", init: true },
      ...{ read_only: true, cpus: 0.5, shm_size: "32m", ulimits: { nofile: { soft: 100, hard: 200 } } },
      ...{ sysctls: { "net.core.somaxconn": 77 }, extra_hosts: { elsewhere: "172.16.10.99" } },
      ...{ labels: { role: "app" }, stop_grace_period: "5s", restart: "on-failure:3" },
      healthcheck: { test: "test -e /etc/app/app.conf", interval: "30s" },
    },
  };
});

const app = (): NonNullable<FabricInput["containers"]>[string] => input.containers?.["app"] as never;

function writeTemplate(line: string): void {
  const lines = ["password={{ secrets.filePassword }}", "own={{ attach.vlan10 }}"];
  lines.push("other={{ containers.other.attach.vlan10 }}", "gateway={{ segments.vlan10.gateway }}", line, "");
  writeFileSync(join(project.folder, "app.conf"), lines.join("\n"));
}

beforeAll(async () => {
  await project.copy();
  writeTemplate("version=1");
  writeFileSync(join(project.folder, "app.env"), 'PLAIN=overridden\nTOKEN="From-The-Env-File-3"\n');
  project.configure(STACK, input);
  await project.command("down", "--stack", STACK);
  await project.setSecrets(STACK, SECRETS);
  await up();
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

/** Brings the stack up and proves it, with an eye on the command lines of this machine. */
async function up(): Promise<void> {
  const watching = setInterval(noteCommandLines, 100);
  const { exitCode, text } = await project.command("up", "--stack", STACK);
  clearInterval(watching);
  printed += text;
  expect(exitCode, text).toBe(0);
  fabric = await project.output(STACK);
}

function noteCommandLines(): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
    } catch {
      // It has ended.
    }
  }
}

/** What a command says in the container. @param user whom it runs as; by default the container's own */
async function inside(command: string, user?: string): Promise<string> {
  const as = user === undefined ? "" : `--user ${user}`;
  const said = await on("docker01", fabric, `docker exec -i ${as} app sh -s <<'INSIDE'\n${command}\nINSIDE\n`);
  return said.trim();
}

const inspected = async (format: string): Promise<string> =>
  (await on("docker01", fabric, `docker inspect --format '${format}' app`)).trim();

describe("a container with options has", () => {
  it.each([
    ["variables, a secret among them", 'echo "$PLAIN $PASSWORD $TOKEN"', "53 Correct-Horse-1 From-The-Env-File-3"],
    ["its user and groups", "id -u; id -G", "1000\n1000 44"],
    ["its folder", "pwd", "/tmp"],
    ["its name", "hostname", "app-host"],
    ["a read-only root", "touch /etc/x 2>&1 || true", "touch: /etc/x: Read-only file system"],
    ["folders in memory", "df -m /tmp /scratch | awk 'NR > 1 { print $1, $2, $6 }'", "tmpfs 2 /tmp\ntmpfs 4 /scratch"],
    ["a small /dev/shm", "df -m /dev/shm | awk 'NR > 1 { print $2 }'", "32"],
    ["limits", "ulimit -Sn; ulimit -Hn", "100\n200"],
    ["kernel parameters", "cat /proc/sys/net/core/somaxconn", "77"],
    ["an init", "cat /proc/1/comm", "docker-init"],
    ["names of others", "awk '/elsewhere/ { print $1 }' /etc/hosts", "172.16.10.99"],
    [
      "a path of the host",
      "grep -c ^ID= /host-release; touch /host-release 2>/dev/null || echo read-only",
      "1\nread-only",
    ],
    [
      "a file with values of the plan, that its group may read",
      "stat -c '%a %u:%g' /etc/app/app.conf; cat /etc/app/app.conf",
      "640 0:1000\npassword=Battery-Staple-2\nown=172.16.10.30\nother=172.16.10.11\ngateway=172.16.10.1\nversion=1",
    ],
    ["a file that it cannot change", "echo x 2>/dev/null >/etc/app/motd || cat /etc/app/motd", "hello"],
  ])("%s", async (_, command, expected) => {
    expect(await inside(command)).toBe(expected);
  });

  it("half a processor, its restart policy, label and check", async () => {
    const format =
      "{{.HostConfig.CpuQuota}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}} {{.Config.Labels.role}} {{.Config.StopTimeout}}";
    expect(await inspected(format)).toBe("50000 on-failure 3 app 5");
    expect(await inspected("{{.Config.Healthcheck.Test}}")).toBe("[CMD-SHELL test -e /etc/app/app.conf]");
  });
});

describe("an edit", () => {
  it("of a file restarts the container, which keeps its volume", async () => {
    await inside("echo kept >/data/file", "0");
    const before = await inspected("{{.Id}} {{.State.StartedAt}}");
    writeTemplate("version=2");
    const looked = [...HIDDEN, CONTROL].join("\n");
    await on("docker01", fabric, `rm -f /tmp/done; cat >/tmp/hidden <<'HIDDEN'\n${looked}\nHIDDEN\n`);
    // What processes on the host show of the secrets, from now on until the file /tmp/done is there.
    const watch = `(while [ ! -e /tmp/done ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -ao -F -f /tmp/hidden; sleep 0.1; done) >/tmp/shown 2>/dev/null &`;
    await on("docker01", fabric, watch);
    await on("docker01", fabric, `timeout 5 sh -c 'sleep 3; :' ${CONTROL}`);
    await up();
    const after = await inspected("{{.Id}} {{.State.StartedAt}}");
    expect(after.split(" ")[0]).toBe(before.split(" ")[0]);
    expect(after).not.toBe(before);
    expect(await inside("tail -n 1 /etc/app/app.conf; cat /data/file")).toBe("version=2\nkept");
    const shown = await on(
      "docker01",
      fabric,
      "touch /tmp/done; sleep 1; sort -u /tmp/shown; rm /tmp/shown /tmp/hidden",
    );
    expect(shown).toBe(`${CONTROL}\n`);
  });

  it("by somebody else of a file on the host is found, and healed", async () => {
    const folder = containerFilesFolder(STACK, "app");
    await on("docker01", fabric, `echo version=3 >>${folder}/etc/app/app.conf; chmod 0666 ${folder}/etc/app/motd`);
    const drifted = await project.command("verify", "--stack", STACK);
    expect(drifted.exitCode, drifted.text).toBe(1);
    const said = drifted.text.replaceAll(/\s+/g, " ");
    expect(said).toContain("container app, file /etc/app/app.conf: another content, planned: as written");
    expect(said).toContain("container app, file /etc/app/motd: mode 0666, planned: as written");
    const healed = await project.command("heal", "--stack", STACK);
    expect(healed.exitCode, healed.text).toBe(0);
    expect(await inside("tail -n 1 /etc/app/app.conf; stat -c %a /etc/app/motd")).toBe("version=2\n644");
  });

  it("of an option replaces it, and it keeps its volume", async () => {
    const before = await inspected("{{.Id}}");
    Object.assign(app(), { init: false, healthcheck: { test: "test -e /data/file", interval: "20s" } });
    project.reconfigure(STACK, input);
    await up();
    expect(await inspected("{{.Id}}")).not.toBe(before);
    expect(await inspected("{{.Config.Healthcheck}}")).toContain("test -e /data/file");
    expect(await inside("cat /data/file")).toBe("kept");
  });

  it("that has been made is no change any more", async () => {
    const { text } = await project.command("preview", "--stack", STACK);
    expect(text).toMatch(/nothing|no change|unchanged/i);
    expect(text).not.toMatch(/\+-|~ /);
  });
});

it("no secret is in the state, in what commands print, on a command line, or in what Docker says of files", async () => {
  const state = await project.command("pulumi", "stack", "export", "--stack", STACK);
  const output = await project.command("pulumi", "stack", "output", "--json", "--stack", STACK);
  const mounts = await inspected("{{json .HostConfig}} {{json .Mounts}} {{json .Config.Labels}}");
  expect(state.text).toContain("fabric-app-files");
  expect(seen.size).toBeGreaterThan(20);
  for (const text of HIDDEN) {
    for (const place of [printed, state.text, output.text, mounts, ...seen]) expect(place).not.toContain(text);
  }
});
