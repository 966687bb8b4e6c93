import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applied } from "../../host/render";
import { keyPair } from "../../lab/guest/keys";
import { NETWORKS, type Network } from "../../lab/image/networks";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import {
  chooseNetworks,
  hitsOf,
  KEEPERS,
  LINKS,
  settleScript,
  sideScript,
  watchScript,
  WATCHED,
} from "../support/field/field-host";
import { eventually, LabProject } from "../support/lab-project";
import { Machine } from "../support/machine";

const STACK = "e2e-stacks";
/** `ALL_STACKS=1` tries all network stacks, `ALL_STACKS=netplan,ifupdown` those. */
const ALL = process.env["ALL_STACKS"];
const TRIED = chooseNetworks(ALL === "1" ? "all" : ALL);
/** In CI there is time for what we do alone. */
const IS_SHORT = ALL === undefined;
const project = new LabProject();

/** A host for each network stack. */
interface Host {
  readonly network: Network;
  readonly name: string;
  /** Of its addresses: 192.168.1.NUMBER and so on. */
  readonly number: number;
  readonly machine: Machine;
}

const HOSTS = TRIED.map((network): Host => {
  const number = 11 + NETWORKS.indexOf(network);
  // No name ends with another one, as resources are told apart by them.
  const name = network.toLowerCase().replace("-networkmanager", "-nm");
  const docker = network === "NetworkManager" || network === "netplan-NetworkManager" ? "26" : "28";
  const lan = { address: `192.168.1.${number}/24`, gateway: "192.168.1.1" };
  return { network, name, number, machine: new Machine(project, { lab: STACK, host: name, docker, network, ...lan }) };
});

/** What each host was before the stack, by name. */
let bare: Record<string, string>;
let input: FabricInput;

beforeAll(async () => {
  const left = NETWORKS.filter((network) => !TRIED.includes(network));
  const out = [...left, ...(IS_SHORT ? ["what hosts do by themselves", "reboots"] : [])];
  const also = out.length === 0 ? "" : `; ${out.join(", ")} left out for want of time: ALL_STACKS=1 tries them too`;
  process.stdout.write(`network stacks: ${TRIED.join(", ")}${also}\n`);
  await project.copy();
  await onAll(({ machine }) => machine.stop());
  const session = keyPair(join(project.folder, "session-key"));
  await onAll(async ({ network, number, machine }) => {
    await machine.start();
    await machine.run(sideScript(network, number, session));
  });
  await onAll(({ number, machine }) => settled(number, machine));
  await watch();
  bare = await snapshots();
  // Only now do the machines have their keys.
  input = fabricInput();
});

afterAll(async () => {
  await project.command("down", "--stack", STACK);
  await onAll(({ machine }) => machine.stop());
  project.remove();
});

async function onAll<T>(work: (host: Host) => Promise<T>): Promise<T[]> {
  return Promise.all(HOSTS.map(work));
}

/** What a script prints on each host, by name. */
async function read(script: string): Promise<Record<string, string>> {
  return Object.fromEntries(await onAll(async ({ name, machine }) => [name, await machine.run(script)] as const));
}

/**
 * Without metrics, which some stacks derive from the order in which links were made, and without what is drawn at each boot: the
 * MAC of docker0, numbers of namespaces and link-local addresses.
 */
async function snapshots(): Promise<Record<string, string>> {
  const drawn = / metric \d+|(?<=docker0: .*)link\/ether \S+|(?<=^side )\(id: \d+\)|^\S+ +inet6 fe80::.*\n/gm;
  return Object.fromEntries(
    await onAll(async ({ name, machine }) => [name, (await machine.snapshot()).replaceAll(drawn, "")] as const),
  );
}

/** Waits until the network stack has given the NICs all that they are to have, and leaves it there. */
async function settled(number: number, machine: Machine): Promise<void> {
  await eventually(120, async () => {
    const seen = await machine.run("ip -o -4 address; sleep 4; ip -o -4 address; ip route show default");
    for (const address of [`192.168.1.${number}`, `192.168.20.${number}`, "192.168.34.10", "192.168.35.10"])
      expect(seen.split(` ${address}/24 `).length, `${address} in ${seen}`).toBe(3);
    expect(seen).toContain("default via 192.168.1.1 dev ens33");
  });
}

/** Each host has a session to the next one. */
async function watch(): Promise<void> {
  await onAll(async ({ number, machine }) => {
    const next = HOSTS[(HOSTS.findIndex((each) => each.number === number) + 1) % HOSTS.length];
    await machine.run(watchScript(number, `192.168.1.${next?.number ?? 0}`));
  });
}

/** Neither NIC of any host has lost anything since `watch`, and no session has ended. */
async function expectNothingLost(): Promise<void> {
  for (const [name, text] of Object.entries(await read(WATCHED))) {
    process.stdout.write(`${name}: ${text.trim().replaceAll("\n", ", ")}\n`);
    expect(text, name).not.toContain("@lost");
    expect(text, name).toContain("@session active");
    // What was recorded are the changes of our own links.
    expect(text, name).toMatch(/@changes [1-9]/);
  }
}

async function up(): Promise<string> {
  project.configure(STACK, input);
  const { exitCode, text } = await project.command("up", "--stack", STACK);
  expect(exitCode, text).toBe(0);
  expect(text).not.toContain("Repairing what has drifted");
  return text;
}

describe("on hosts with any network stack, what we do costs their NICs nothing:", () => {
  it("a VLAN of the host is not taken without its name, and the message says who keeps it", async () => {
    const { iot } = input.segments;
    if (iot === undefined) throw new Error("there is a segment iot");
    const { links = {} } = iot;
    delete iot.links;
    project.configure(STACK, input);
    const { exitCode, text } = await project.command("up", "--stack", STACK);
    iot.links = links;
    expect(exitCode).not.toBe(0);
    const said = text.replaceAll(/\s+/g, " ");
    for (const { name, network, number } of HOSTS)
      expect(said).toContain(
        `VLAN 20 of ens33 on ${name} is already carried by iot (kept by ${KEEPERS[network]}, with 192.168.20.${number}/24)`,
      );
    expect(await snapshots()).toEqual(bare);
  });

  it("links are made, and that VLAN adopted", async () => {
    await up();
    expect(
      await read(
        "nmcli -t -f DEVICE,STATE device 2>/dev/null | grep -E '^(mv-)?ens3[34]\\.' | grep -v unmanaged || true",
      ),
    ).toEqual(byName(() => ""));
    await expectNothingLost();
  });

  it("a second run changes nothing, nor do the scripts themselves", async () => {
    const again = await project.command("pulumi", "preview", "--expect-no-changes", "--stack", STACK);
    expect(again.exitCode, again.text).toBe(0);
    const before = await snapshots();
    const scripts = await linkScripts();
    expect(scripts.length).toBe(4 * HOSTS.length);
    await onAll(async ({ name, machine }) => {
      for (const { script } of scripts.filter(({ host }) => host === name)) await machine.run(applied(script));
    });
    expect(await snapshots()).toEqual(before);
    await expectNothingLost();
  });

  it("addresses, an MTU and a VLAN ID change", async () => {
    changeInput();
    await up();
    const links = await read(LINKS);
    for (const { name, number } of HOSTS) {
      expect(links[name]).toMatch(/^ens33\.10@ens33: \S+ mtu 1400$/m);
      expect(links[name]).toContain(`192.168.110.${number}/24`);
      expect(links[name]).not.toContain(`192.168.10.${number}/24`);
      expect(links[name]).toMatch(/^ens34\.31@ens34: /m);
      expect(links[name]).not.toContain("ens34.30@");
    }
    await expectNothingLost();
  });
});

describe.skipIf(IS_SHORT)("what the host does by itself", () => {
  it("leaves our links as they are, or they come back", async () => {
    const before = await read(LINKS);
    await onAll(async ({ network, name, number, machine }) => {
      for (const [what, command] of Object.entries(hitsOf(network))) {
        await machine.run(`{ ${command}\n} >/dev/null 2>&1 || true`);
        await eventually(90, async () => {
          expect(await machine.run(LINKS), `${name} after ${what}`).toBe(before[name]);
          expect(await machine.run(`ping -c 1 -W 5 172.16.100.${number}`)).toContain(" 0% packet loss");
        });
      }
    });
  });

  it("has cost containers their links with those of a NIC that was made anew, which heal repairs", async () => {
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    for (const { name } of HOSTS)
      expect(text).toMatch(new RegExp(`Repairing what has drifted: .*side-${name} on ${name}`));
    expect(text).not.toMatch(/Repairing what has drifted: .*ten-/);
  });
});

describe.skipIf(IS_SHORT)("a reboot", () => {
  it("has Docker start after the links, and heal repairs what depends on a NIC that came after Docker", async () => {
    await onAll(({ machine }) => machine.run(LATE));
    const boots = await read("cat /proc/sys/kernel/random/boot_id");
    await onAll(({ machine }) => machine.run("sync; (sleep 1; systemctl reboot) >/dev/null 2>&1 &"));
    await onAll(({ name, machine }) =>
      eventually(400, async () => {
        const boot = await machine.run(
          "systemctl is-active docker late >/dev/null && docker version >/dev/null && cat /proc/sys/kernel/random/boot_id",
        );
        expect(boot).not.toBe(boots[name]);
      }),
    );
    await onAll(({ network, machine }) => machine.run(`${ON_TIME}\n${settleScript(network)}`));
    for (const [name, text] of Object.entries(await read(ORDER))) {
      const [early = 0, docker = 0, late = 0] = text.trim().split("\n").map(Number);
      expect(early, name).toBeGreaterThan(0);
      expect(docker, name).toBeGreaterThan(early);
      expect(late, name).toBeGreaterThan(docker);
    }
    const { exitCode, text } = await project.command("heal", "--stack", STACK);
    expect(exitCode, text).toBe(0);
  });
});

describe("in the end", () => {
  it("everything goes, costs the NICs nothing, and leaves the hosts as they were", async () => {
    await watch();
    // Not `down`, which would also stop these guests.
    const { exitCode, text } = await project.command("pulumi", "destroy", "--yes", "--skip-preview", "--stack", STACK);
    expect(exitCode, text).toBe(0);
    await expectNothingLost();
    expect(await snapshots()).toEqual(bare);
  });

  it("the same watch notices a virtual address that goes", async () => {
    await onAll(({ number, machine }) => machine.run(`ip address delete 10.200.33.${number}/24 dev ens33; sleep 1`));
    for (const text of Object.values(await read(WATCHED))) expect(text).toMatch(/@lost .*10\.200\.33\./);
  });
});

/** At the next boot ens34 is there only once Docker has started, which does not wait for it long. */
const LATE = `set -e
systemctl --quiet disable side
printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=systemctl start side\\n[Install]\\nWantedBy=multi-user.target\\n[Unit]\\nAfter=docker.service\\n' >/etc/systemd/system/late.service
mkdir -p /etc/systemd/system/sys-subsystem-net-devices-ens34.device.d
printf '[Unit]\\nJobRunningTimeoutSec=5\\n' >/etc/systemd/system/sys-subsystem-net-devices-ens34.device.d/late.conf
systemctl daemon-reload
systemctl --quiet enable late
`;
const ON_TIME = `systemctl --quiet disable late
rm -r /etc/systemd/system/late.service /etc/systemd/system/sys-subsystem-net-devices-ens34.device.d
systemctl --quiet enable side
systemctl daemon-reload
`;
/** When the link on ens33 was made, Docker started, and the link on ens34 was made. */
const ORDER = `systemctl show --value -p ExecMainExitTimestampMonotonic macvlan-fabric-link@ens33.10
systemctl show --value -p ExecMainStartTimestampMonotonic docker
systemctl show --value -p ExecMainExitTimestampMonotonic macvlan-fabric-link@ens34.31
`;

function byName<T>(of: (host: Host) => T): Record<string, T> {
  return Object.fromEntries(HOSTS.map((host) => [host.name, of(host)]));
}

/** The scripts of all subinterfaces and shims, as the state has them. */
async function linkScripts(): Promise<{ readonly host: string; readonly script: string }[]> {
  const { text } = await project.command("pulumi", "stack", "export", "--stack", STACK);
  const { deployment } = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as {
    deployment: { resources: { urn: string; inputs?: { stdin?: unknown } }[] };
  };
  return deployment.resources.flatMap(({ urn, inputs }) => {
    const name = /::fabric-(\S+)-(?:link|shim)$/.exec(urn)?.[1];
    const host = HOSTS.map((each) => each.name).find((each) => name?.endsWith(`-${each}`) === true);
    return host !== undefined && typeof inputs?.stdin === "string" ? [{ host, script: inputs.stdin }] : [];
  });
}

function changeInput(): void {
  const { ten } = input.segments;
  Object.assign(ten ?? {}, { mtu: 1400, hostAddresses: byName(({ number }) => `192.168.110.${number}/24`) });
  for (const { name } of HOSTS) Object.assign(input.segments[`side-${name}`] ?? {}, { vlan: 31 });
}

/** A VLAN of our own with shims, one of the hosts', and one on each host's second NIC. */
function fabricInput(): FabricInput {
  const sides = HOSTS.map(({ name, number }) => {
    const subnet = { subnet: `172.16.${number}.0/24`, gateway: `172.16.${number}.1` };
    const hostAddresses = { [name]: `192.168.${number}.1/24` };
    return [
      `side-${name}`,
      { network: `side_${number}`, switch: `side-${name}`, vlan: 30, ...subnet, hostAddresses },
    ] as const;
  });
  return {
    lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
    hosts: byName(({ name, machine }) => ({ ...machine.host, nics: { [`side-${name}`]: "ens34" } })),
    segments: {
      ten: {
        ...{ network: "ten", vlan: 10, subnet: "172.16.100.0/24", gateway: "172.16.100.1" },
        hostAddresses: byName(({ number }) => `192.168.10.${number}/24`),
        shims: byName(({ number }) => `172.16.100.${100 + number}`),
      },
      iot: {
        ...{ network: "iot", vlan: 20, subnet: "172.16.200.0/24", gateway: "172.16.200.1" },
        hostAddresses: byName(({ number }) => `192.168.20.${number}/24`),
        links: byName(() => "iot"),
      },
      ...Object.fromEntries(sides),
    },
    registry: { host: HOSTS[0]?.name ?? "" },
    images: { busybox: { tag: "v1" } },
    containers: Object.fromEntries(
      HOSTS.flatMap(({ name, number }) => [
        [`ten-${name}`, { host: name, image: "busybox", attach: { ten: `172.16.100.${number}` } }],
        [`side-${name}`, { host: name, image: "busybox", attach: { [`side-${name}`]: `172.16.${number}.10` } }],
      ]),
    ),
  };
}
