import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EndpointDarkTime } from "../../../harness/dark-time/dark-time-report";
import { measureDarkTime } from "../../../harness/dark-time/measure-dark-time";
import { readWatch, type Heard } from "../../../harness/dark-time/read-watch";
import { clock, inLines } from "../../../harness/dark-time/watch-host";
import { addressKey } from "../../../harness/probes";
import type { Connect } from "../../../harness/ssh";
import { renderWatch, type WatchLine } from "../../../host/watch";
import { referenceOutput } from "../fixture";
import { namespaceProblem, Namespaces } from "../namespaces";

const problem = namespaceProblem();
if (problem !== undefined) console.warn(`the watching script is not run for real: ${problem}`);

const pause = (seconds: number): Promise<void> => new Promise((resume) => setTimeout(resume, seconds * 1000));

/** Sends ARP replies of 172.22.16.98 with the tag of VLAN 20 to docker02, which did not ask. Arguments: index and MAC of the link, and the MAC of docker02. */
const TAGGED = `
socket(my $socket, 17, 2, 0) or die; my $mac = pack("H12", $ARGV[1] =~ s/://gr);
my ($address, $to) = (pack("C4", 172, 22, 16, 98), pack("H12", $ARGV[2] =~ s/://gr));
for (1 .. 40) {
  send($socket, pack("nn nnCCn", 20, 0x806, 1, 0x800, 6, 4, 2) . $mac . $address . $to . ("\\0" x 4), 0,
    pack("SnISCCa8", 17, 0x8100, $ARGV[0], 0, 0, 6, $to)) or die; select(undef, undef, undef, 0.1);
}`;

describe.skipIf(problem !== undefined)("the watching script, run for real in network namespaces", () => {
  let spaces: Namespaces;
  beforeAll(() => {
    spaces = new Namespaces(
      referenceOutput(({ segments, containers = {} }) => {
        segments["flat"] = {
          network: "mac_net1",
          subnets: [
            { subnet: "172.22.16.0/24", gateway: "172.22.16.1" },
            { subnet: "fd00:16::/64", gateway: "fd00:16::1" },
          ],
        };
        Object.assign(containers["bbox1"] ?? {}, { attach: { flat: ["172.22.16.10", "fd00:16::10"] } });
      }),
    );
  });
  afterAll(() => {
    spaces.close();
  });

  /** Like ssh: when the session is closed, nobody reads what the script prints. */
  const connect: Connect = (host) => {
    const child = spawn("ip", ["netns", "exec", spaces.host(host), "/bin/sh", "-s"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    return Promise.resolve({
      close: () => {
        child.stdout.destroy();
      },
      run: (script, _, onOutput) =>
        new Promise((resolve) => {
          child.stdout.on("data", (chunk: Buffer) => onOutput?.(chunk.toString()));
          child.on("close", (status) => {
            resolve({ status: status ?? undefined, stdout: "", stderr: "" });
          });
          child.stdin.end(script);
        }),
    });
  };

  /** What docker02 hears by its NIC while something is done. */
  async function watch(lines: readonly WatchLine[], work: () => Promise<void>): Promise<Heard> {
    const session = await connect("docker02", { host: "", port: 0, user: "", hostKey: "" });
    const arrived: { text: string; at: number }[] = [];
    const take = inLines((text) => arrived.push({ text, at: clock() }));
    const ended = session.run(renderWatch(lines, 60), 60, take);
    await pause(1.5);
    await work();
    await pause(1);
    session.close();
    await ended;
    return readWatch(arrived);
  }

  const line = (id: string, address: string, vlan?: number): WatchLine => ({
    ...{ id, link: "ens33", address: addressKey(address) },
    ...(vlan === undefined ? {} : { vlan }),
  });

  it("hears both families, a silence and another MAC, and nobody at a free address", async () => {
    const { runs, missing } = await watch(
      [
        ...[line("v4", "172.22.16.10"), line("v6", "fd00:16::10"), line("host", "192.168.1.11")],
        ...[line("free", "172.22.16.99"), { ...line("lost", "172.22.16.10"), link: "ens99" }],
      ],
      async () => {
        spaces.inside("bbox1", "ip link set eth0 down");
        await pause(1.5);
        spaces.inside("bbox1", "ip link set eth0 up && ip -6 address add fd00:16::10/64 dev eth0 nodad");
        await pause(1);
        spaces.inside("bbox1", "ip link set eth0 address 02:00:00:00:00:77");
      },
    );
    expect([...runs.keys()].sort()).toEqual(["host", "v4", "v6"]);
    for (const id of ["v4", "v6"]) {
      expect(runs.get(id), id).toHaveLength(3);
      const [before, after, other] = runs.get(id) ?? [];
      expect(before?.mac).toBe(after?.mac);
      expect((after?.from ?? 0) - (before?.to ?? 0)).toBeGreaterThan(1);
      expect(other?.mac).toBe("02:00:00:00:00:77");
    }
    expect(missing).toEqual(new Map([["lost", "ens99"]]));
  });

  it("tells answers apart by their tag", async () => {
    const link = (host: string): string[] =>
      spaces.run(host, "cat /sys/class/net/ens33/ifindex /sys/class/net/ens33/address").trim().split("\n");
    const [index = "", mac = ""] = link("docker01");
    const [, to = ""] = link("docker02");
    const address = "172.22.16.98";
    const { runs } = await watch([line("0", address), line("20", address, 20), line("21", address, 21)], async () => {
      const child = spawn("ip", ["netns", "exec", spaces.host("docker01"), "perl", "-e", TAGGED, index, mac, to], {
        stdio: "inherit",
      });
      await new Promise((resolve) => child.on("close", resolve));
    });
    expect([...runs.keys()]).toEqual(["20"]);
  });

  it("measures which of two containers is dark during a change, each asked from the other's host", async () => {
    const { darkTime, problems } = await measureDarkTime({
      ...{ before: spaces.output, after: spaces.output, touched: new Map([["docker01", 1]]), connect, patience: 3 },
      whys: new Map([["bbox1", "changed: image"]]),
      run: async () => {
        spaces.inside("bbox1", "ip link set eth0 down");
        await pause(2);
        spaces.inside("bbox1", "ip link set eth0 up && ip -6 address add fd00:16::10/64 dev eth0 nodad");
      },
    });
    expect(problems).toEqual([]);
    const of = (name: string): EndpointDarkTime[] => darkTime.endpoints.filter((each) => each.name === name);
    expect(of("bbox1")).toHaveLength(2);
    for (const endpoint of of("bbox1")) {
      expect(endpoint).toMatchObject({ outcome: "dark", askedFrom: ["docker02"], why: "changed: image" });
      expect(endpoint.darkSeconds).toBeGreaterThan(0);
    }
    expect(of("bbox2")).toMatchObject([{ outcome: "answered", askedFrom: ["docker01"], darkSeconds: 0 }]);
  });
});
