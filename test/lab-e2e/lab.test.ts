import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subinterfaceScript } from "../../host/link-scripts";
import { prepareHostScript } from "../../host/scripts";
import type { FabricOutput } from "../../harness/contract";
import type { Cell } from "../../harness/probes";
import { isOlder } from "../../topology/docker-version";
import { runVerify } from "../../harness/main";
import { Lab } from "../../harness/testing/lab";
import { waitUntil } from "../../harness/testing/wait-until";
import { cacheRoot } from "../../support/cache";
import { identifyProcess } from "../../lab/guest/record";
import { showOrSet } from "../../lab/switch/show-or-set";
import { guestStatuses } from "../../lab/guest/status";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devTopology, inputWith, MIXED_PAIR } from "../support/dev-stack";
import { eventually, LabProject, on, snapshot, transcript } from "../support/lab-project";

/** One lab for all tests: each leaves it proven for the next. */
const STACK = "e2e";
const project = new LabProject();
let fabric: FabricOutput;

beforeAll(async () => {
  await project.copy();
  project.configure(STACK, inputWith(MIXED_PAIR, withTests));
  // A run that was killed may have left guests that no state knows of.
  await project.command("down", "--stack", STACK);
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  project.remove();
});

async function expectProven(stack = STACK): Promise<void> {
  const { exitCode, text } = await project.command("verify", "--stack", stack);
  expect(exitCode, text).toBe(0);
}

/** Runs a command in the network namespace of a container. */
async function inside(name: string, command: string): Promise<string> {
  const host = fabric.containers[name]?.host ?? "";
  return on(host, fabric, `nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${name})" -n sh -c '${command}'`);
}

/** The address that a container finds by a name. */
async function addressOf(name: string, container: string): Promise<string> {
  const host = fabric.containers[container]?.host ?? "";
  // It says so before it finds that it may not send.
  const said = await on(host, fabric, `docker exec ${container} ping -c 1 ${name} 2>/dev/null | head -n 1`);
  return /\((.*?)\)/.exec(said)?.[1] ?? said;
}

/** Has a container on docker02 tested, and another one on docker01 wait until it is healthy. */
function configureHealth(test: string): void {
  const moved = moveContainer("bbox11", "vlan10", "172.16.10.99");
  const change = (input: FabricInput): void => {
    moved(input);
    const { containers = {} } = input;
    Object.assign(containers["bbox21"] ?? {}, { healthcheck: { test, interval: "1s", retries: 2 } });
    containers["after"] = {
      ...{ host: "docker01", image: "busybox", attach: { vlan20: "172.16.20.77" } },
      depends_on: { bbox21: { condition: "service_healthy" } },
    };
  };
  project.configure(STACK, inputWith(MIXED_PAIR, change));
}

const STRANGER = "02:66:66:66:66:66";

/** Runs a command of the project while a machine that nobody planned, behind docker02, has an address on VLAN 10. */
async function withStranger(address: string, command: string): Promise<{ exitCode: number; text: string }> {
  // In a namespace of its own: the host would answer for its address on all links, with their MACs.
  await on(
    "docker02",
    fabric,
    `ip netns add stranger
ip link add stranger link ens33.10 address ${STRANGER} netns stranger type macvlan mode bridge
ip -n stranger address add ${address}/24 dev stranger && ip -n stranger link set stranger up`,
  );
  return project.command(command, "--stack", STACK).finally(() => on("docker02", fabric, "ip netns delete stranger"));
}

async function macOf(name: string): Promise<string> {
  return /link\/ether (\S+)/.exec(await inside(name, "ip -o link show dev eth0"))?.[1] ?? "";
}

/** A report without its line breaks. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

async function pulumi(...args: string[]): Promise<{ exitCode: number; text: string }> {
  return project.command("pulumi", ...args, "--stack", STACK, "--non-interactive");
}

/** Names of the resources that a preview would touch, by what it would do. */
async function planned(): Promise<Record<string, string[]>> {
  const { text } = await pulumi("preview", "--json");
  const { steps } = JSON.parse(text.slice(text.indexOf("{"))) as { steps: { op: string; urn: string }[] };
  const names: Record<string, string[]> = {};
  for (const { op, urn } of steps) {
    if (op !== "same") (names[op] ??= []).push(urn.split("::").at(-1) ?? "");
  }
  return names;
}

async function containerIds(): Promise<Record<string, string>> {
  const lists = await Promise.all(
    Object.keys(fabric.hosts).map((host) => on(host, fabric, "docker ps --no-trunc --format '{{.Names}} {{.ID}}'")),
  );
  return Object.fromEntries(
    lists.flatMap((list) =>
      list
        .trim()
        .split("\n")
        .map((line) => line.split(" ") as [string, string]),
    ),
  );
}

describe("bringing the lab up", () => {
  // Automates F1.
  it("survives a kill in the middle: the next up completes what is half done, and proves it", async () => {
    const first = project.start("up", "--stack", STACK);
    const said = transcript(first);
    await eventually(1200, () => {
      const making = /Container fabric-bbox\d+-container creating/.test(said());
      return making || first.exitCode !== null ? Promise.resolve() : Promise.reject(new Error(said().slice(-2000)));
    });
    expect(first.exitCode, said()).toBeNull();
    process.kill(-(first.pid ?? 0), "SIGKILL");
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toContain("an earlier run ended without releasing the stack");
    fabric = await project.output(STACK);
  });

  it("has nothing to do a second time, and does not even log in", async () => {
    const logins = async (): Promise<number> =>
      Number(await on("docker01", fabric, "journalctl -u ssh -u sshd --no-pager | grep -c Accepted"));
    const before = await logins();
    const { exitCode, text } = await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(exitCode, text).toBe(0);
    expect(await logins()).toBe(before + 1);
  });

  it("runs its scripts again without a change on the host", async () => {
    const { topology } = devTopology();
    const host = topology.hosts.find(({ name }) => name === "docker02");
    const member = topology.segments
      .find(({ name }) => name === "vlan10")
      ?.members.find(({ host: name }) => name === "docker02");
    if (host === undefined || member === undefined) throw new Error("the reference topology has both");
    const spec = {
      owner: "fabric-vlan10-docker02",
      link: member.carrier,
      nic: host.nic,
      vlan: 10,
      addresses: member.hostAddresses.map(({ address }) => address),
    };
    const before = await snapshot("docker02", fabric);
    const nics = [{ nic: host.nic, path: "hosts.docker02.nic" }];
    const prepare = { ...host, nics, promiscuous: [host.nic] };
    for (const script of [prepareHostScript(STACK, prepare), subinterfaceScript(STACK, spec)]) {
      await on("docker02", fabric, `sh -s -- apply <<'SCRIPT'\n${script}SCRIPT\n`);
    }
    expect(await snapshot("docker02", fabric)).toBe(before);
  });

  it("leaves one default route on each host, whatever the VLANs", async () => {
    for (const host of ["docker01", "docker02"]) {
      expect(await on(host, fabric, "ip route show default")).toMatch(/^default via 192\.168\.1\.1 dev ens33[^\n]*\n$/);
    }
  });
});

describe("verify", () => {
  it("fails when a cell is sabotaged", async () => {
    for (const expectation of ["reach", "blocked"] as const) {
      const invert = (cells: readonly Cell[]): readonly Cell[] => {
        const broken = cells.find(({ expect: wanted, method }) => wanted === expectation && method === "ping");
        const other = expectation === "reach" ? "blocked" : "reach";
        return cells.map((cell) => (cell === broken ? { ...cell, expect: other } : cell));
      };
      expect(await runVerify(JSON.stringify(fabric), { cells: invert, print: () => undefined })).toBe(1);
    }
  });

  it("tries all pairs if asked to", async () => {
    const { exitCode, text } = await project.command("verify", "--full", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/PASSED: (\d+) of \1 cells/);
    expect(text).toContain("2 of 2 tests of your own passed");
  });

  it("runs tests of the user's own, also in a container without a shell, and tells a warning from a failure", async () => {
    const { closed, kernel } = fabric.tests ?? {};
    if (closed === undefined || kernel === undefined) throw new Error("the stack file has both");
    const inside = (command: string): Promise<string> => on("docker02", fabric, `docker exec ${command}`);
    await inside(`bbox11 sh -c 'mkdir /tmp/web && echo hi >/tmp/web/index.html && rm -f /bin/sh /usr/bin/sh'`);
    await inside("-d bbox11 busybox httpd -f -p 8080 -h /tmp/web");
    const from = { kind: "container", name: "bbox11" } as const;
    const { tcp: _none, ...rest } = closed;
    const page = { ...rest, http: { port: 8080, path: "/", status: 200, body: "hi" }, expect: "reach", within: 30 };
    const tests = {
      page,
      back: { ...closed, from, to: { kind: "container", name: "bbox10" }, addresses: ["172.16.10.10"] },
      program: { ...kernel, from, command: { run: ["busybox", "true"], status: 0 } },
      shell: { ...kernel, from, command: { run: ["sh", "-c", "true"], status: 0 }, level: "warning" },
    };
    let text = "";
    const print = (part: string): void => void (text += part);
    expect(await runVerify(JSON.stringify({ ...fabric, tests }), { print }), text).toBe(3);
    expect(words(text)).toContain("PASSED with 1 warning: ");
    expect(words(text)).toMatch(/WARN shell, on bbox11, command `sh -c true`: exit status 12[67], /);
    const failing = { page: { ...page, expect: "blocked", within: 0 } };
    expect(await runVerify(JSON.stringify({ ...fabric, tests: failing }), { print: () => undefined })).toBe(1);
    await inside("bbox11 busybox ln -s busybox /bin/sh");
    await on("docker02", fabric, "docker restart bbox11");
  });

  it("is repeated by watch, which ends with the code of the last round", async () => {
    const { exitCode, text } = await project.command("watch", "--every", "1", "--for", "1", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/^\d\d:\d\d:\d\d PASSED: stack e2e, 50 of 50 cells as planned, 0 drifted, .*, round 1$/m);
    expect(existsSync(join(cacheRoot(), "reports", STACK, "watch.jsonl"))).toBe(true);
  });

  it("lends its probes to tests, which run commands in containers too", async () => {
    const lab = new Lab(fabric);
    const { status, stdout } = await lab.container("bbox11").exec(["ip", "-o", "-4", "address", "show", "eth0"]);
    expect([status, stdout]).toEqual([0, expect.stringContaining(" 172.16.10.11/24 ")]);
    await lab.container("bbox11").exec(["sh", "-c", "nc -l -p 8080 -e true >/dev/null 2>&1 &"]);
    await waitUntil(() => lab.expectReach("bbox10", "bbox11", { port: 8080 }));
    await lab.expectBlocked("bbox10", "bbox20");
    await expect(lab.expectReach("bbox10", "bbox20")).rejects.toThrow("bbox10 must reach bbox20");
    lab.close();
  });

  // Automates F15.
  it("names a stranger who answers pings in the owner's place", async () => {
    await inside("bbox11", "ip address delete 172.16.10.11/24 dev eth0");
    await inside("bbox10", "ip neighbour flush dev eth0");
    const { exitCode, text } = await withStranger("172.16.10.11", "verify").finally(async () => {
      await on("docker02", fabric, "docker restart bbox11");
      await inside("bbox10", "ip neighbour flush dev eth0");
    });
    expect(exitCode, text).toBe(1);
    expect(words(text)).toContain(
      `bbox10 must reach bbox11 (172.16.10.11 by ping): answered by ${STRANGER}, but bbox11 does not have it on any link`,
    );
    await expectProven();
  });

  it("finds an address on a link of ours that nobody planned", async () => {
    await on("docker01", fabric, "ip address add 10.99.0.1/24 dev ens33.10");
    const { exitCode, text } = await project
      .command("verify", "--stack", STACK)
      .finally(() => on("docker01", fabric, "ip address delete 10.99.0.1/24 dev ens33.10"));
    expect(exitCode, text).toBe(1);
    expect(words(text)).toContain(
      "docker01, link ens33.10, addresses: 10.99.0.1/24 192.168.10.10/24, planned: 192.168.10.10/24",
    );
  });

  it("finds two containers with one MAC, and names both", async () => {
    const twin = await macOf("bbox10");
    await inside("bbox11", `ip link set eth0 down && ip link set eth0 address ${twin} up`);
    const { exitCode, text } = await project
      .command("verify", "--stack", STACK)
      .finally(() => on("docker02", fabric, "docker restart bbox11"));
    expect(exitCode, text).toBe(1);
    expect(words(text)).toContain(
      `segment vlan10, MACs: ${twin} of container bbox10 on docker01 and container bbox11 on docker02`,
    );
    await expectProven();
  });

  it("passes with whatever MAC the engine gives a container that starts again", async () => {
    const before = await macOf("bbox11");
    await on("docker02", fabric, "docker restart bbox11");
    // Before 28 the engine derives it from the address, later ones draw a new one at every start.
    const keeps = isOlder(fabric.hosts["docker02"]?.docker ?? "", "28.0.0");
    expect((await macOf("bbox11")) === before).toBe(keeps);
    await expectProven();
  });

  it("finds out what a hypervisor would block, and says which setting to change", async () => {
    const sound = await project.command("doctor", "--stack", STACK);
    expect(sound.exitCode, sound.text).toBe(0);
    expect(sound.text).toMatch(/^docker01 > docker02( +ok){6}$/m);
    const nic = fabric.hosts["docker01"]?.nic ?? "";
    // The switch rejects forged transmits. The guest itself does what a port group would do that lacks VLAN 20 and has VLAN 10
    // as its own.
    await showOrSet(STACK, "docker01", { forgedTransmits: "reject" });
    const drop = `tc filter add dev ${nic} egress`;
    await on(
      "docker01",
      fabric,
      `tc qdisc add dev ${nic} clsact
${drop} protocol all pref 2 u32 match u16 0x8100 0xffff at -6 match u16 0x0014 0x0fff at -4 action drop
${drop} protocol all pref 3 u32 match u16 0x8100 0xffff at -6 match u16 0x000a 0x0fff at -4 action vlan pop`,
    );
    const kept = await project.command("doctor", "--stack", STACK).finally(async () => {
      // Otherwise all later tests would lose those frames.
      await showOrSet(STACK, "docker01", { reset: true });
      await on("docker01", fabric, `tc qdisc del dev ${nic} clsact`);
    });
    expect(kept.exitCode).toBe(1);
    expect(kept.text).toMatch(/^docker01 > docker02 +ok +LOST +ok +LOST +LOST +LOST$/m);
    expect(kept.text).toMatch(/^- docker01: frames from MACs other than its own do not leave it.* KVM: /m);
    expect(kept.text).toMatch(/^- docker01 and docker02: frames of VLAN 10, 20 are lost between them\. KVM: /m);
  });

  it("leaves nothing for the policies to say about the exported stack, and they see what somebody changes in it", async () => {
    const { text: exported } = await pulumi("stack", "export");
    const file = join(project.folder, "exported.json");
    const analyse = (text: string) => {
      writeFileSync(file, text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
      return project.command("pulumi", "policy", "analyze", "--policy-pack", "policy", "--file", file);
    };
    const sound = await analyse(exported);
    expect(sound.exitCode, sound.text).toBe(0);
    const stray = await analyse(exported.replaceAll("172.16.10.11", "172.16.10.10"));
    expect(stray.exitCode).not.toBe(0);
    expect(stray.text).toContain(
      "172.16.10.10 of container bbox11 on docker02 is already taken by container bbox10 on docker01",
    );
  });

  it("has nothing to verify for a stack that is not there, and says so", async () => {
    const { exitCode, text } = await project.command("verify", "--stack", "nowhere");
    expect(exitCode).toBe(2);
    expect(text).toContain('there is no stack "nowhere"');
  });

  it("notices a subinterface whose files are gone, and the script puts them back", async () => {
    await on("docker01", fabric, "rm /var/lib/macvlan-fabric/links/ens33.20.up");
    const broken = await project.command("verify", "--stack", STACK);
    expect(broken.exitCode, broken.text).toBe(1);
    expect(broken.text).toMatch(/ens33\.20/);
    const spec = {
      ...{ owner: "fabric-vlan20-docker01", link: "ens33.20", nic: "ens33", vlan: 20 },
      addresses: ["192.168.20.20/24"],
    };
    await on("docker01", fabric, `sh -s -- apply <<'SCRIPT'\n${subinterfaceScript(STACK, spec)}SCRIPT\n`);
    await expectProven();
  });
});

describe("changing it", () => {
  // Automates F14.
  it("refuses a duplicate address before anything is touched", async () => {
    const before = await containerIds();
    project.configure(STACK, inputWith(MIXED_PAIR, moveContainer("bbox11", "vlan10", "172.16.10.10")));
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode).not.toBe(0);
    expect(text).toContain(
      "172.16.10.10 of container bbox11 on docker02 is already taken by container bbox10 on docker01",
    );
    expect(await containerIds()).toEqual(before);
  });

  it("makes no container whose address a stranger has, if it is told to ask, and names the stranger", async () => {
    const before = await containerIds();
    project.configure(
      STACK,
      inputWith(MIXED_PAIR, (input) => {
        input.probe = true;
        (input.containers ??= {})["late"] = {
          ...{ host: "docker01", image: "busybox" },
          attach: { vlan10: "172.16.10.77" },
        };
      }),
    );
    const { exitCode, text } = await withStranger("172.16.10.77", "up");
    expect(exitCode, text).toBe(1);
    expect(words(text)).toContain(
      `containers.late.attach.vlan10: 172.16.10.77 is taken: ${STRANGER} answers for it, as seen from docker01`,
    );
    expect(text).not.toContain("registration");
    expect(await containerIds()).toEqual(before);
    project.configure(STACK, inputWith(MIXED_PAIR));
    const mended = await project.command("up", "--stack", STACK);
    expect(mended.exitCode, mended.text).toBe(0);
  });

  // Automates F20.
  it("replaces one container when its address changes, and no other; of two ups at once one is told to wait", async () => {
    const before = await containerIds();
    expect(await addressOf("bbox11", "bbox10")).toBe("172.16.10.11");
    project.configure(STACK, inputWith(MIXED_PAIR, moveContainer("bbox11", "vlan10", "172.16.10.99")));
    const { replace = [], create, delete: deleted } = await planned();
    expect([[...new Set(replace)], create, deleted]).toEqual([["fabric-bbox11-container"], undefined, undefined]);
    const both = await Promise.all([project.command("up", "--stack", STACK), project.command("up", "--stack", STACK)]);
    const failed = both.filter(({ exitCode }) => exitCode !== 0);
    for (const { text } of failed) expect(text).toMatch(/locked/);
    if (failed.length === 2) await project.command("up", "--stack", STACK);
    const after = await containerIds();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(["bbox11"]);
    expect(await addressOf("bbox11", "bbox10")).toBe("172.16.10.99");
    await expectProven();
  });

  it("says who is unhealthy, and why, and makes what waits for that one once it is healthy", async () => {
    configureHealth("echo refused; false");
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(1);
    expect(words(text)).toMatch(
      /containers\.bbox21\.healthcheck: container bbox21 on docker02 is unhealthy: .* its check ends with 1 and says "refused"/,
    );
    expect(await containerIds()).not.toHaveProperty("after");
    configureHealth("true");
    const mended = await project.command("up", "--stack", STACK);
    expect(mended.exitCode, mended.text).toBe(0);
    expect(await containerIds()).toHaveProperty("after");
  });

  it("takes away the parts of a segment that goes, and no other", async () => {
    const before = await containerIds();
    project.configure(STACK, inputWith(MIXED_PAIR, withoutVlan20));
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    const after = await containerIds();
    expect(
      Object.keys(before)
        .filter((name) => !(name in after))
        .sort(),
    ).toEqual(["after", "bbox20", "bbox21"]);
    expect(Object.keys(after).filter((name) => after[name] !== before[name] && name !== "bbox11")).toEqual([]);
    for (const host of ["docker01", "docker02"]) {
      const left = await snapshot(host, fabric);
      expect(left).not.toMatch(/ens33\.20|mac_net20/);
      expect(left).toMatch(/ens33\.10/);
    }
  });

  it("puts it back, and a router beside it, which all that follows has to leave alone", async () => {
    project.configure(STACK, inputWith(MIXED_PAIR, withRouter));
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    fabric = await project.output(STACK);
  });
});

describe("bad luck", () => {
  // Automates F10.
  it("comes back whole after both guests reboot", async () => {
    const boots = await Promise.all(
      ["docker01", "docker02"].map((host) => on(host, fabric, "cat /proc/sys/kernel/random/boot_id")),
    );
    for (const host of ["docker01", "docker02"])
      await on(host, fabric, "sync; (sleep 1; systemctl reboot) >/dev/null 2>&1 &");
    await eventually(400, async () => {
      const now = await Promise.all(
        ["docker01", "docker02"].map((host) =>
          on(host, fabric, "docker version >/dev/null && cat /proc/sys/kernel/random/boot_id"),
        ),
      );
      if (now.some((boot) => boots.includes(boot))) throw new Error("not rebooted yet");
    });
    await eventually(240, () => expectProven());
    // Its unit made the link, before Docker could, and NetworkManager left it alone.
    const order = "systemctl show --value -p ExecMainExitTimestampMonotonic macvlan-fabric-link@ens33.10";
    const docker = "systemctl show --value -p ExecMainStartTimestampMonotonic docker";
    const [made, started] = (await on("docker01", fabric, `${order}; ${docker}`)).trim().split("\n").map(Number);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(started ?? 0);
    for (const [host, { network }] of Object.entries(MIXED_PAIR)) {
      if (network?.endsWith("NetworkManager") !== true) continue;
      expect(await on(host, fabric, "nmcli -g GENERAL.STATE device show ens33.10")).toBe("10 (unmanaged)\n");
    }
  });

  // The other order is that of a reboot, above.
  // Automates F11.
  it("is healed where Docker has started before there was a NIC", async () => {
    await on(
      "docker02",
      fabric,
      `systemctl stop docker.socket docker
ip link set ens33 down && ip link set ens33 name late33
systemctl start docker
ip link set late33 name ens33 && ip link set ens33 up`,
    );
    const running = await on("docker02", fabric, "docker ps --format '{{.Names}}'");
    expect(running.split("\n")).not.toContain("bbox2");
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).toMatch(/Repairing what has drifted: .*bbox2/);
    await expectProven();
  });

  it("starts a guest again that was killed, with its disk", async () => {
    const guest = guestStatuses().find(({ lab, host }) => lab === STACK && host === "docker02");
    await on("docker02", fabric, "echo kept >/root/mark; sync");
    process.kill(guest?.pid ?? 0, "SIGKILL");
    expect((await planned())["update"]).toContain("fabric-docker02-guest");
    const { exitCode, text } = await pulumi("up", "--yes", "--skip-preview");
    expect(exitCode, text).toBe(0);
    expect(await on("docker02", fabric, "cat /root/mark")).toBe("kept\n");
    await eventually(240, () => expectProven());
  });

  // Automates F4, F5, F6.
  it("names the host that presents a wrong key, the one that is silent and the one without Docker, and finishes the others", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    await on("docker02", fabric, "systemctl stop docker.socket docker");
    const input = existing(fabric);
    const { docker01, docker02 } = input.hosts;
    if (docker01?.vm.kind !== "existing" || docker02?.vm.kind !== "existing") throw new Error("both exist");
    // Under another name, because one machine is one host.
    const wrongKey = { ...docker01.vm.ssh, host: "localhost", hostKey: docker02.vm.ssh.hostKey };
    Object.assign(input.hosts, {
      liar: { ...docker01, address: "192.168.1.31", vm: { kind: "existing", ssh: wrongKey } },
      quiet: { ...docker01, address: "192.168.1.32", vm: { kind: "existing", ssh: { ...docker01.vm.ssh, port } } },
    });
    project.configure("faults", { lan: input.lan, hosts: input.hosts, segments: {} });
    // Before anything is changed, all at once.
    const refused = await project.command("up", "--stack", "faults");
    expect(refused.exitCode).not.toBe(0);
    for (const finding of [
      /3 errors.*nothing was changed/,
      /- hosts\.liar\.vm\.ssh: .*wrong host key, refused/,
      /- hosts\.quiet\.vm\.ssh: .*no ssh login within 20 s/,
      /- hosts\.docker02: Docker is not running \(inactive\): start it with `systemctl start docker`/,
    ])
      expect(refused.text).toMatch(finding);
    // Without asking first, each host says so itself, and the others are finished.
    const { exitCode, text } = await project.command("up", "--no-preflight", "--stack", "faults");
    expect(exitCode).not.toBe(0);
    expect(text).toMatch(
      /hosts\.liar: liar \(root@localhost, port \d+\) presents a host key other than the pinned one/,
    );
    expect(text).toMatch(/hosts\.quiet: quiet \(root@127\.0\.0\.1, port \d+\) does not answer within 20 s/);
    expect(text).toMatch(
      /hosts\.docker02: Docker is not running on docker02 \(192\.168\.1\.13\): start it with 'systemctl start docker'/,
    );
    expect(text).toMatch(/fabric-docker01-prepare created/);
    silent.close();
    await project.command("down", "--stack", "faults");
    await on("docker02", fabric, "systemctl start docker");
    await eventually(120, () => expectProven());
  });
});

describe("hosts that exist", () => {
  it("are refused a segment that the other stack on their LAN has taken, by its name", async () => {
    const input = existing(fabric);
    Object.assign(input.segments["vlan30"] ?? {}, { subnet: "172.16.10.128/25", gateway: "172.16.10.129" });
    input.containers = {};
    project.configure("second", input);
    const { exitCode, text } = await project.command("preview", "--stack", "second");
    expect(exitCode).not.toBe(0);
    expect(text).toContain(
      "subnet 172.16.10.128/25 of segment vlan30 (VLAN 30) overlaps subnet 172.16.10.0/24 of segment",
    );
    expect(text).toContain(`of stack first (VLAN 10, stack first: segments.vlan10.subnet)`);
  });

  it("carry a second stack, and are afterwards as before", async () => {
    const before = await Promise.all(["docker01", "docker02"].map((host) => snapshot(host, fabric)));
    project.configure("second", existing(fabric));
    const up = await project.command("up", "--stack", "second");
    expect(up.exitCode, up.text).toBe(0);
    // What the shim, the MTU, the pool and the default gateway of the second topology come to.
    expect(await on("docker01", fabric, "ping -c 1 -W 3 172.16.30.10")).toContain(" 0% packet loss");
    expect(await on("docker01", fabric, "docker exec one cat /sys/class/net/eth0/mtu")).toBe("1400\n");
    expect(await on("docker02", fabric, "docker network inspect mac_net30 -f '{{json .IPAM.Config}}'")).toMatch(
      /"IPRange":"172\.16\.30\.\d+\/28"/,
    );
    expect(await on("docker02", fabric, "docker exec two ip route show default")).toMatch(
      /^default via 172\.16\.30\.1 /,
    );
    const down = await project.command("down", "--stack", "second");
    expect(down.exitCode, down.text).toBe(0);
    const after = await Promise.all(["docker01", "docker02"].map((host) => snapshot(host, fabric)));
    expect(after).toEqual(before);
    await expectProven();
  });
});

describe("taking it down", () => {
  it("leaves no guest, no process and no file of it", async () => {
    const pids = guestStatuses()
      .filter(({ lab }) => lab === STACK)
      .map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    // A preview makes the keys of a further guest.
    const docker03 = { address: "192.168.1.15", nic: "ens33", vm: { kind: "lab" as const } };
    project.configure(
      STACK,
      inputWith(MIXED_PAIR, ({ hosts }) => Object.assign(hosts, { docker03 })),
    );
    await project.command("preview", "--stack", STACK);
    expect(existsSync(join(cacheRoot(), "labs", STACK, "docker03"))).toBe(true);
    const { exitCode, text } = await project.command("down", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    expect(text).not.toContain("stack rm");
    // A process that has ended and waits for init to reap it counts as gone.
    for (const pid of pids) expect(identifyProcess(pid ?? 0)).toBeUndefined();
    expect(existsSync(join(cacheRoot(), "labs", STACK))).toBe(false);
    expect(existsSync(join(cacheRoot(), "reports", STACK))).toBe(false);
  });
});

function moveContainer(name: string, segment: string, address: string): (input: FabricInput) => void {
  return (input) => {
    Object.assign(input.containers?.[name]?.attach ?? {}, { [segment]: address });
  };
}

function withTests(input: FabricInput): void {
  input.tests = {
    closed: { from: "bbox10", to: "bbox11", tcp: 8081, expect: "blocked" },
    kernel: { from: "docker01", command: { run: ["uname"], output: "Linux" } },
  };
}

function withRouter(input: FabricInput): void {
  input.routers = { main: { host: "docker01", segments: ["vlan10", "vlan20"], allow: { vlan20: ["vlan10"] } } };
}

function withoutVlan20(input: FabricInput): void {
  delete input.segments["vlan20"];
  for (const name of ["bbox20", "bbox21"])
    if (input.containers !== undefined) Reflect.deleteProperty(input.containers, name);
}

/** A second topology on the guests of the first, which it treats as existing machines. */
function existing(output: FabricOutput): FabricInput {
  const host = (name: string): FabricInput["hosts"][string] => {
    const { address = "", nic = "", ssh } = output.hosts[name] ?? {};
    const { host: where = "", port = 0, user = "", hostKey = "", privateKeyFile } = ssh ?? {};
    const login = { host: where, port, user, hostKey, ...(privateKeyFile === undefined ? {} : { privateKeyFile }) };
    return { address, nic, vm: { kind: "existing", ssh: login } };
  };
  return {
    lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
    hosts: { docker01: host("docker01"), docker02: host("docker02") },
    segments: {
      vlan30: {
        network: "mac_net30",
        vlan: 30,
        subnet: "172.16.30.0/24",
        gateway: "172.16.30.1",
        mtu: 1400,
        pool: { size: 16 },
        shims: { docker01: "172.16.30.100", docker02: "172.16.30.101" },
        hostAddresses: { docker01: "192.168.30.10/24", docker02: "192.168.30.11/24" },
      },
      vlan40: { network: "mac_net40", vlan: 40, subnet: "172.16.40.0/24", gateway: "172.16.40.1" },
    },
    registry: { host: "docker02", port: 5001 },
    images: { busybox: { tag: "v2" } },
    containers: {
      one: { host: "docker01", image: "busybox", attach: { vlan30: "172.16.30.10" } },
      two: {
        host: "docker02",
        image: "busybox",
        attach: { vlan30: "172.16.30.11", vlan40: "172.16.40.11" },
        defaultGateway: "vlan30",
      },
    },
    peers: { first: { stack: STACK } },
  };
}
