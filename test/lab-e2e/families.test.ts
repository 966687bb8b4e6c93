import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import { labFolder } from "../../lab/guest/folders";
import { guestStatuses } from "../../lab/guest/status";
import { dockerd } from "../../lab/image/dockerd";
import type { Engine } from "../../lab/image/engines";
import { messageOf, UserError } from "../../support/errors";
import { ASKED_MAC, familiesInput, hostsOnly } from "../support/families-stack";
import { eventually, LabProject, on, snapshot } from "../support/lab-project";

const STACK = "e2e-families";
const HOSTS = ["docker01", "docker02"];
const project = new LabProject();
/** Of docker02; docker01 has 28. */
let engine: Engine = "29";
let fabric: FabricOutput;
/** The hosts before anything was on them. */
let bare: string[];

beforeAll(async () => {
  try {
    await dockerd(() => undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stdout.write(`docker02 has Docker 28, and no container asks for a MAC: ${messageOf(error)}\n`);
    engine = "28";
  }
  await project.copy();
  project.configure(STACK, hostsOnly(familiesInput(engine)));
  // A run that was killed may have left guests that no state knows of.
  await project.command("down", "--stack", STACK);
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

async function succeed(...args: string[]): Promise<string> {
  const { exitCode, text } = await project.command(...args, "--stack", STACK);
  expect(exitCode, text).toBe(0);
  return text;
}

/** Brings the stack up, under its policies, and proves every cell. */
async function up(): Promise<void> {
  expect(await succeed("up")).toMatch(/PASSED: (\d+) of \1 cells/);
  fabric = await project.output(STACK);
}

/** A command in the network namespace of a container, which has no programs for it itself. */
function inside(name: string, command: string): Promise<string> {
  const host = fabric.containers[name]?.host ?? "";
  return on(host, fabric, `nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${name})" -n ${command}`);
}

async function macOf(name: string): Promise<string> {
  return /link\/ether (\S+)/.exec(await inside(name, "ip -o link show dev eth0"))?.[1] ?? "";
}

/** The subnets of the stack's networks on a host, by network. */
async function subnetsOn(host: string): Promise<Record<string, string[]>> {
  const format = "{{.Name}}{{range .IPAM.Config}} {{.Subnet}}{{end}}";
  const label = `label=macvlan-fabric.stack=${STACK}`;
  const text = await on(host, fabric, `docker network inspect $(docker network ls -q -f ${label}) -f '${format}'`);
  return Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map((line) => {
        const [network = "", ...subnets] = line.split(" ");
        return [network, subnets.sort()];
      }),
  );
}

/** Those that the plan has there. */
function plannedSubnets(host: string): Record<string, string[]> {
  const here = Object.values(fabric.segments).filter(({ hosts }) => host in hosts);
  const segments = here.map(({ network, subnets }) => ({ network, all: subnets.map(({ subnet }) => subnet) }));
  const bridges = Object.values(fabric.bridges).map(({ network, subnet }) => ({ network, all: [subnet] }));
  return Object.fromEntries([...segments, ...bridges].map(({ network, all }) => [network, all.sort()]));
}

function snapshots(): Promise<string[]> {
  return Promise.all(HOSTS.map((host) => snapshot(host, fabric)));
}

async function expectPlannedSubnets(): Promise<void> {
  for (const host of HOSTS) expect(await subnetsOn(host)).toEqual(plannedSubnets(host));
}

describe("both address families and both drivers", () => {
  it("come up at once, and every cell is right", async () => {
    await up();
    bare = await snapshots();
    project.configure(STACK, familiesInput(engine));
    await up();
    expect(await on("docker02", fabric, "docker version --format '{{.Server.Version}}'")).toMatch(
      new RegExp(`^${engine}\\.`),
    );
  });

  it("have nothing to do a second time, and a refresh finds nothing", async () => {
    await succeed("pulumi", "up", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive");
    await succeed("pulumi", "refresh", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive");
    await succeed("pulumi", "up", "--yes", "--skip-preview", "--expect-no-changes", "--non-interactive");
  });

  it("have links that networkd leaves alone", async () => {
    const status = await on("docker01", fabric, "networkctl status ens33.10 --no-pager");
    expect(status).toMatch(/State: \S+ \(unmanaged\)/);
  });

  it("carry no subnet that is not in the plan", async () => {
    await expectPlannedSubnets();
    expect(plannedSubnets("docker01")["lab_six"]).toEqual(["fd00:20::/64"]);
  });

  it("send containers out where the plan says", async () => {
    for (const name of ["inner", "proxy"])
      expect(await inside(name, "ip route show default")).toMatch(/^default via 172\.30\.0\.1 dev \S+ \n$/);
    expect(await inside("after", "ip route show default")).toMatch(/^default via 10\.30\.0\.1 /);
    expect(await inside("before", "ip route show default")).toMatch(/^default via 172\.16\.30\.1 /);
    expect(await inside("dual1", "ip -6 route show default")).toMatch(/^default via fd00:10::1 /);
    // Out through the host, which translates the address.
    expect(await inside("inner", "ping -c 1 -W 5 192.168.1.13")).toContain(" 0% packet loss");
  });

  it("have one MAC for all containers of a host on ipvlan", async () => {
    const carrier = await on("docker01", fabric, "cat /sys/class/net/ens33.40/address");
    for (const name of ["wire1", "wire2"]) expect(`${await macOf(name)}\n`).toBe(carrier);
  });
});

describe("the router of the example", () => {
  it("lets its segments out as far as the plan allows, and no further", async () => {
    const ping = (name: string, address: string): Promise<string> =>
      inside(name, `ping -c 1 -W 5 ${address}`).catch(() => "no answer");
    for (const address of ["172.16.70.12", "fd00:70::12", "192.168.1.13"])
      expect(await ping("web1", address), address).toContain(" 0% packet loss");
    // Not even to the router's address on another segment.
    for (const address of ["172.16.70.1", "172.16.30.11"])
      expect(await ping("web1", address), address).toBe("no answer");
    for (const address of ["172.16.60.11", "fd00:60::11", "192.168.1.13"])
      expect(await ping("db1", address), address).toBe("no answer");
  });

  it("is repaired where a rule is missing or one too many, and made again by its own unit", async () => {
    const within = `ip netns exec ${STACK}.main`;
    await on("docker01", fabric, `${within} iptables-nft -A FORWARD -i ens33.70 -o ens33.60 -j ACCEPT`);
    const drifted = await project.command("verify", "--stack", STACK);
    expect(drifted.exitCode, drifted.text).toBe(1);
    const words = drifted.text.replaceAll(/\s+/g, " ");
    expect(words).toContain(
      "router main, rules of IPv4: too many: filter -A FORWARD -i ens33.70 -o ens33.60 -j ACCEPT",
    );
    expect(words).toMatch(/db1 must not reach web\d/);
    const unit = `macvlan-fabric-router@$(systemd-escape ${STACK}.main)`;
    await on("docker01", fabric, `ip netns delete ${STACK}.main && systemctl start ${unit}`);
    await succeed("verify");
  });
});

describe("a router advertisement", () => {
  it("reaches the VLAN, and no container or link of ours takes anything from it", async () => {
    const program = readFileSync(join(__dirname, "..", "support", "router-advertisement.pl"), "utf8");
    // A link that takes what it is given shows that the advertisement is good.
    await on(
      "docker02",
      fabric,
      `ip netns add witness && ip link add witness netns witness link ens33.10 type macvlan mode bridge
ip -n witness link set witness up; sleep 3`,
    );
    const pid = "$(docker inspect -f '{{.State.Pid}}' dual1)";
    await on("docker01", fabric, `nsenter -t "${pid}" -n perl - eth0 <<'PERL'\n${program}PERL\n`);
    const witnessed = await on(
      "docker02",
      fabric,
      "ip -n witness -6 address show dev witness; ip -n witness -6 route; ip netns delete witness",
    );
    expect(witnessed).toContain("fd00:bad::");
    expect(witnessed).toContain("default via fe80::");
    const seen = [await inside("dual1", "ip -6 address"), await inside("dual2", "ip -6 address")];
    const routes = [await inside("dual1", "ip -6 route"), await inside("dual2", "ip -6 route")];
    const hosts = await Promise.all(HOSTS.map((host) => on(host, fabric, "ip -6 address; ip -6 route")));
    for (const text of [...seen, ...routes, ...hosts]) {
      expect(text).not.toContain("fd00:bad:");
      expect(text).not.toContain("default via fe80::");
    }
    await succeed("verify");
  });
});

describe("MACs", () => {
  // Automates F13.
  it("that are asked for survive a restart of the container, and of Docker", async (context) => {
    if (engine !== "29") context.skip("no engine here honours a MAC");
    expect(await macOf("dual2")).toBe(ASKED_MAC);
    await on("docker02", fabric, "docker restart dual2");
    expect(await macOf("dual2")).toBe(ASKED_MAC);
    await on("docker02", fabric, "systemctl restart docker");
    await eventually(120, async () => {
      expect(await macOf("dual2")).toBe(ASKED_MAC);
    });
  });

  it("that are asked for where the engine gives none are refused before anything is touched", async () => {
    const ids = (): Promise<string> => on("docker01", fabric, "docker ps --no-trunc --quiet | sort");
    const before = await ids();
    const input = familiesInput(engine);
    const attach = { dual: { address: ["172.16.10.11", "fd00:10::11"], mac: "02:00:00:00:00:11" } };
    Object.assign(input.containers?.["dual1"] ?? {}, { attach });
    // The plan refuses it if the configuration names the guest's engine; otherwise the host has to.
    input.hosts["docker01"] = { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab" } };
    project.configure(STACK, input);
    const asked = await project.command("up", "--stack", STACK);
    const { exitCode, text } = await project.command("up", "--no-preflight", "--stack", STACK);
    project.configure(STACK, familiesInput(engine));
    expect(asked.exitCode, asked.text).not.toBe(0);
    expect(asked.text.replaceAll(/\s+/g, " ")).toMatch(
      /containers\.dual1\.attach\.dual\.mac: needs Docker 29\.3\.0 or later, and docker01 has 28\.\S+: .* upgrade Docker, or remove mac/,
    );
    expect(exitCode, text).not.toBe(0);
    expect(text.replaceAll(/\s+/g, " ")).toMatch(
      /hosts\.docker01: Docker is 28\.\S+, but containers\.dual1\.attach\.dual\.mac needs Docker 29\.3\.0 or later: .* upgrade Docker, or remove mac/,
    );
    expect(await ids()).toBe(before);
  });

  it("that the engine draws may change, and all is proven as before", async () => {
    const before = await macOf("dual1");
    await on("docker01", fabric, "docker stop -t 1 dual1 && docker start dual1");
    expect(await macOf("dual1")).not.toBe(before);
    await eventually(120, () => succeed("verify"));
    await expectPlannedSubnets();
  });
});

describe("a family more, and back", () => {
  it("converges in one up each, with IPv4 and with IPv6 added", async () => {
    project.configure(STACK, familiesInput(engine, { grown: true }));
    await up();
    for (const host of HOSTS) {
      expect(await subnetsOn(host)).toMatchObject({
        lab_six: ["172.16.20.0/24", "fd00:20::/64"],
        lab_wire: ["172.16.40.0/24", "fd00:40::/64"],
      });
    }
    await expectPlannedSubnets();
    project.configure(STACK, familiesInput(engine));
    await up();
    for (const host of HOSTS) {
      expect(await subnetsOn(host)).toMatchObject({ lab_six: ["fd00:20::/64"], lab_wire: ["172.16.40.0/24"] });
    }
    await expectPlannedSubnets();
  });

  it("leaves nothing for the policies to say about the exported stack", async () => {
    const { text } = await project.command("pulumi", "stack", "export", "--stack", STACK, "--non-interactive");
    const file = join(project.folder, "exported.json");
    writeFileSync(file, text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    const analysed = await project.command("pulumi", "policy", "analyze", "--policy-pack", "policy", "--file", file);
    expect(analysed.exitCode, analysed.text).toBe(0);
  });
});

describe("taking it down", () => {
  it("leaves nothing on the hosts", async () => {
    project.configure(STACK, hostsOnly(familiesInput(engine)));
    await up();
    expect(await snapshots()).toEqual(bare);
  });

  it("leaves no guest and no file of it", async () => {
    await succeed("down");
    expect(guestStatuses().filter(({ lab }) => lab === STACK)).toEqual([]);
    expect(existsSync(labFolder(STACK))).toBe(false);
  });
});
