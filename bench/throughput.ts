import { join } from "node:path";
import { stringify } from "yaml";
import type { FabricOutput } from "../harness/contract";
import { parseFabricOutput } from "../harness/fabric-output";
import { Sessions } from "../harness/testing/sessions";
import { DEFAULT_ENGINE } from "../lab/image/engines";
import { readShell, renderShell, type ShellValues } from "../support/shell-script";
import { median, recordFigure } from "./figure";
import { BenchProject } from "./project";

const ROUNDS = 10;
/** How long bytes are sent in a round. */
const SECONDS = 4;
const MTU = 1500;

/** Docker refuses ipvlan beside macvlan on one NIC, so each but the first has a VLAN of its own, all on the same NIC. */
const SEGMENTS = {
  macvlan: {},
  "macvlan on a VLAN": {
    ...{ vlan: 10, hostAddresses: { docker01: "192.168.10.11/24", docker02: "192.168.10.13/24" } },
  },
  "ipvlan on a VLAN": { vlan: 20, driver: "ipvlan" },
} as const;

/** The way from docker01 to docker02: over the NIC itself, or between two containers. */
interface Way {
  readonly name: string;
  /** Its containers; absent for the hosts themselves. */
  readonly containers?: readonly [from: string, to: string];
  /** Of the other end. */
  readonly address: string;
  /** The way of the hosts themselves that it is compared with: tags cost something with and without containers. */
  readonly against?: Way;
  readonly rates: number[];
  readonly pings: number[];
}

const HOSTS: Way = { name: "host to host", address: "192.168.1.13", rates: [], pings: [] };
const HOSTS_ON_VLAN: Way = { name: "host to host on a VLAN", address: "192.168.10.13", rates: [], pings: [] };
const CONTAINER_WAYS = Object.entries(SEGMENTS).map(([name, own], at): Way & Required<Pick<Way, "containers">> => {
  const containers = [`from${at}`, `to${at}`] as const;
  const against = "vlan" in own ? HOSTS_ON_VLAN : HOSTS;
  return { name, containers, address: `172.16.${at}.12`, against, rates: [], pings: [] };
});

/** TCP, pings and the largest packet between containers on two lab guests, against the same between the guests, in turns. */
export async function benchThroughput(): Promise<void> {
  const project = await BenchProject.copy(stackFile());
  try {
    await project.command("up");
    const text = await project.pulumi("stack", "output", "--json", "--stack", "bench");
    await measureWays(parseFabricOutput(text, "stack bench"));
  } finally {
    await project.command("down");
    project.remove();
  }
}

function stackFile(): string {
  const segments = Object.values(SEGMENTS).map((own, at) => {
    const net = `172.16.${at}`;
    return [`way${at}`, { network: `way${at}`, subnet: `${net}.0/24`, gateway: `${net}.1`, ...own }];
  });
  const containers = CONTAINER_WAYS.flatMap(({ containers: [from, to], address }, at) => [
    [from, { host: "docker01", image: "busybox", attach: { [`way${at}`]: `172.16.${at}.11` } }],
    [to, { host: "docker02", image: "busybox", attach: { [`way${at}`]: address } }],
  ]);
  const fabric = {
    lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
    hosts: {
      docker01: { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab" } },
      docker02: { address: HOSTS.address, nic: "ens33", vm: { kind: "lab" } },
    },
    segments: Object.fromEntries(segments) as unknown,
    registry: { host: "docker01" },
    images: { busybox: { tag: "v1" } },
    containers: Object.fromEntries(containers) as unknown,
  };
  return stringify({ config: { "macvlan-fabric:fabric": fabric } });
}

async function measureWays(output: FabricOutput): Promise<void> {
  const sessions = new Sessions(output);
  const ways = [HOSTS, HOSTS_ON_VLAN, ...CONTAINER_WAYS];
  const program = readShell(join(__dirname, "throughput.pl"));
  const run = async (host: string, container: string | undefined, file: string, more: ShellValues): Promise<string> => {
    const script = renderShell({ program, ...more }, join(__dirname, file));
    const { status, stdout, stderr } = await sessions.run(host, within(container, script), 120);
    if (status !== 0) throw new Error(`${host}: ${file} ended with ${status}: ${stderr}`);
    return stdout;
  };
  try {
    const listeners = new Set(ways.map(({ containers }) => containers?.[1]));
    for (const container of listeners) await run("docker02", container, "guest-listen.sh", {});
    for (let round = 0; round < ROUNDS; round += 1) {
      // In the other direction every second time, so that none always comes after the same other.
      for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
        const values = { address: way.address, seconds: SECONDS };
        addRound(way, await run("docker01", way.containers?.[0], "guest-send.sh", values));
      }
    }
    for (const way of ways) {
      const values = { address: way.address, mtu: MTU };
      const sizes = await run("docker01", way.containers?.[0], "guest-sizes.sh", values);
      recordFigures(way, sizes.trim().split("\n").map(Number));
    }
  } finally {
    sessions.close();
  }
}

/** A script in the network namespace of a container, with the programs of its host. */
function within(container: string | undefined, script: string): string {
  if (container === undefined) return script;
  return `nsenter -t "$(docker inspect -f '{{.State.Pid}}' ${container})" -n sh -s <<'WITHIN'\n${script}\nWITHIN\n`;
}

function addRound({ rates, pings }: Way, printed: string): void {
  const values = (name: string): number[] =>
    [...printed.matchAll(new RegExp(`${name}=([0-9.]+)`, "g"))].map(([, value]) => Number(value));
  rates.push(...values("rate"));
  pings.push(...values("time"));
}

/** @param sizes the packets that pass uncut, of MTU bytes and of one more */
function recordFigures({ name, against: base, rates, pings }: Way, sizes: readonly number[]): void {
  const how =
    `Docker ${DEFAULT_ENGINE}, emulated guests of one processor each, ` +
    `${ROUNDS} rounds of ${SECONDS} s of TCP and 20 pings, all ways in turns, medians`;
  const [rate, ping] = [median(rates), median(pings)];
  recordFigure({ name: `TCP, ${name}`, value: rate, unit: "Mbit/s", how });
  recordFigure({ name: `ping, ${name}`, value: ping, unit: "ms", how });
  const largest = `the largest of ${MTU} and ${MTU + 1} that pass with don't-fragment set`;
  recordFigure({ name: `packets, ${name}`, value: Math.max(0, ...sizes), unit: "bytes", line: MTU, how: largest });
  if (base === undefined) return;
  const [own, ownPing] = [median(base.rates), median(base.pings)];
  const against = (unit: string, value: number): string => `${how}; ${value.toFixed(2)} ${unit} ${base.name}`;
  recordFigure({
    ...{ name: `throughput lost against ${base.name}, ${name}`, value: (1 - rate / own) * 100, unit: "%", line: 5 },
    how: against("Mbit/s", own),
  });
  recordFigure({
    ...{ name: `latency added to ${base.name}, ${name}`, value: (ping / ownPing - 1) * 100, unit: "%", line: 10 },
    how: against("ms", ownPing),
  });
}
