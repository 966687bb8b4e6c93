import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import type { Report } from "../../harness/report";
import { Lab } from "../../harness/testing/lab";
import { verify, type VerifyOptions } from "../../harness/verify";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { cellIndex } from "./fake-host";
import { referenceOutput } from "./fixture";
import { namespaceProblem, Namespaces } from "./namespaces";

const problem = namespaceProblem();
if (problem !== undefined) console.warn(`the probe script is not run for real: ${problem}`);

/** Cells that are not as planned, as `from -> to: observed`. */
function failed({ cells }: Report): string[] {
  return cells.filter(({ ok }) => !ok).map(({ from, to, observed }) => `${from.name} -> ${to.name}: ${observed}`);
}

/** Drift, as `host: subject: property: observed`, but for what this kernel cannot have: 802.1Q, and files. */
function drift({ state }: Report): string[] {
  return state
    .filter(({ ok, property }) => !ok && !["VLAN", "boot files"].includes(property))
    .map(({ host, subject, property, observed }) => `${host}: ${subject}: ${property}: ${observed}`);
}

function errorOf(report: Report, from: string, to: string): string | undefined {
  return report.cells[cellIndex(report.cells, from, to)]?.error;
}

let spaces: Namespaces;

/** What verify reports; a change of the namespaces is undone afterwards. */
async function run(options: VerifyOptions & { readonly path?: string } = {}): Promise<Report> {
  const { path, ...more } = options;
  return verify(spaces.output, { rounds: 1, connect: spaces.connect(path), ...more });
}

describe.skipIf(problem !== undefined)("the probe script, run for real in network namespaces", () => {
  let output: FabricOutput;
  beforeAll(() => {
    output = referenceOutput();
    spaces = new Namespaces(output);
  });
  afterAll(() => {
    spaces.close();
  });

  const mac = (link: string): string =>
    /link\/ether (\S+)/.exec(spaces.run("switch", `ip -o link show dev ${link}`))?.[1] ?? "";
  const ownMac = (name: string): string =>
    /link\/ether (\S+)/.exec(spaces.inside(name, "ip -o link show dev eth0"))?.[1] ?? "";

  it("proves all 50 cells of the reference topology, 30 of them blocked, whatever MACs there are", async () => {
    const report = await run();
    expect(failed(report)).toEqual([]);
    expect(drift(report)).toEqual([]);
    expect(report.cells.filter(({ observed }) => observed === "no answer")).toHaveLength(30);
    expect(report.cells.filter(({ rttMs }) => rttMs !== undefined)).toHaveLength(20);
  });

  it("tries for a test what it asks, a port from within the container too", async () => {
    const lab = new Lab(output, spaces.connect());
    spaces.serve("bbox11", 8080);
    await lab.expectReach("bbox10", "bbox11");
    await lab.expectReach("bbox10", "bbox11", { port: 8080 });
    await lab.expectBlocked("bbox10", "bbox21");
    await lab.expectBlocked("bbox20", "bbox11", { port: 8080 });
    await expect(lab.expectReach("bbox10", "bbox11", { port: 8081 })).rejects.toThrow("Connection refused");
    await expect(lab.expectBlocked("bbox10", "bbox11", { port: 8080 })).rejects.toThrow("bbox10 must not reach bbox11");
  });

  it("negative control: sees at layer 2 that two VLANs were joined, though no ping gets through", async () => {
    spaces.run(
      "switch",
      "ip link add j1 type veth peer name j2 && ip link set j1 master sw1 up && ip link set j2 master sw2 up",
    );
    try {
      const report = await run();
      const wrong = failed(report);
      expect(wrong).toContain("bbox10 -> bbox20: reach");
      expect(wrong).toContain("bbox21 -> bbox10: reach");
      expect(wrong.every((line) => /bbox[12][01] -> bbox[12][01]: reach/.test(line))).toBe(true);
      expect(errorOf(report, "bbox10", "bbox21")).toMatch(/^\S+ answered when asked for the address/);
    } finally {
      spaces.run("switch", "ip link delete j1");
    }
  });

  it("negative control: sees a link that was pulled", async () => {
    spaces.inside("bbox11", "ip link set eth0 down");
    try {
      const wrong = failed(await run());
      expect(wrong).toContain("bbox10 -> bbox11: no answer");
      expect(wrong).toContain("docker01 -> bbox11: no answer");
      // Its own blocked cells do not count either: nothing was sent.
      expect(wrong).toContain("bbox11 -> bbox20: not probed");
    } finally {
      spaces.inside("bbox11", "ip link set eth0 up && ip route add default via 172.16.10.1");
    }
  });

  it("negative control: names a second device on a planned address", async () => {
    spaces.run("switch", "ip address add 172.16.10.11/32 dev sw1");
    try {
      const report = await run();
      expect(errorOf(report, "docker01", "bbox11")).toBe(
        `answered by ${mac("sw1")}, but bbox11 has ${ownMac("bbox11")}: another device has this address`,
      );
      // The stranger answers for the host's own container: a reach that must not be.
      expect(failed(report)).toContain("docker02 -> bbox11: reach");
    } finally {
      spaces.run("switch", "ip address delete 172.16.10.11/32 dev sw1");
    }
  });

  it("negative control: a ping that a stranger answers in the owner's place is not a reach", async () => {
    spaces.inside("bbox11", "ip address delete 172.16.10.11/24 dev eth0");
    spaces.run("switch", "ip address add 172.16.10.11/24 dev sw1");
    spaces.inside("bbox10", "ip neighbour flush dev eth0");
    try {
      const report = await run();
      const cell = report.cells[cellIndex(report.cells, "bbox10", "bbox11")];
      expect(cell).toMatchObject({ method: "ping", observed: "reach", ok: false, macs: [mac("sw1")] });
      expect(cell?.error).toMatch(/^answered by \S+, but bbox11 does not have it on any link: another device/);
      expect(drift(report)).toEqual(["docker02: container bbox11: addresses of its links: none"]);
    } finally {
      spaces.run("switch", "ip address delete 172.16.10.11/24 dev sw1");
      spaces.inside("bbox11", "ip address add 172.16.10.11/24 dev eth0 && ip route add default via 172.16.10.1");
    }
  });

  it("negative control: finds an address that nobody planned, in a container and on a link of ours", async () => {
    spaces.inside("bbox10", "ip address add 172.16.10.77/24 dev eth0");
    spaces.run("docker01", "ip address add fd00:77::1/64 dev ens33.10 nodad");
    try {
      expect(drift(await run())).toEqual([
        "docker01: link ens33.10: addresses: 192.168.10.10/24 fd00:77::1/64",
        "docker01: container bbox10: addresses of its links: 172.16.10.10 172.16.10.77",
      ]);
    } finally {
      spaces.inside("bbox10", "ip address delete 172.16.10.77/24 dev eth0");
      spaces.run("docker01", "ip address delete fd00:77::1/64 dev ens33.10");
    }
  });

  it("negative control: finds two containers with one MAC, and names both", async () => {
    const before = ownMac("bbox11");
    const twin = ownMac("bbox10");
    const change = (to: string): void =>
      void spaces.inside(
        "bbox11",
        `ip link set eth0 down && ip link set eth0 address ${to} up && ip route replace default via 172.16.10.1`,
      );
    change(twin);
    try {
      const text = `segment vlan10: MACs: ${twin} of container bbox10 on docker01 and container bbox11 on docker02`;
      expect(drift(await run())).toEqual([`docker01: ${text}`, `docker02: ${text}`]);
    } finally {
      change(before);
    }
  });

  it("passes nothing without Docker, and nothing at all without Perl", async () => {
    const noDocker = await run({ path: spaces.tools(["docker"]) });
    expect(noDocker.verdict).toBe("failed");
    expect(noDocker.cells.filter(({ ok, from }) => ok && from.kind === "container")).toEqual([]);
    expect(errorOf(noDocker, "bbox10", "bbox20")).toMatch(/^docker is missing on docker01/);
    const noPerl = await run({ path: spaces.tools(["perl"]) });
    expect(noPerl.counts.passed).toBe(0);
    expect(errorOf(noPerl, "docker01", "bbox10")).toMatch(/^perl is missing on docker01: apt-get install/);
  });
});

/** Two families, a shim, a private segment, several containers on each host. */
function rich(input: FabricInput): void {
  Object.assign(input.segments, {
    vlan10: {
      ...{ network: "mac_net10", vlan: 10 },
      subnets: [
        { subnet: "172.16.10.0/24", gateway: "172.16.10.1", shared: { dns: "172.16.10.53" } },
        { subnet: "fd00:10::/64", gateway: "fd00:10::1" },
      ],
      hostAddresses: {
        docker01: ["192.168.10.10/24", "fd00:1010::10/64"],
        docker02: ["192.168.10.11/24", "fd00:1010::11/64"],
      },
      shims: { docker01: ["172.16.10.100", "fd00:10::100"] },
    },
    vlan20: { network: "mac_net20", vlan: 20, mode: "private", subnet: "fd00:20::/64", gateway: "fd00:20::1" },
  });
  const on = (host: string, attach: Record<string, string[]>) => ({ host, image: "busybox", attach });
  input.containers = {
    ten1: on("docker01", { vlan10: ["172.16.10.10", "fd00:10::10"] }),
    ten2: on("docker01", { vlan10: ["172.16.10.11", "fd00:10::11"] }),
    ten3: on("docker02", { vlan10: ["172.16.10.12", "fd00:10::12"] }),
    dns1: on("docker01", { vlan10: ["172.16.10.53", "fd00:10::53"] }),
    dns2: on("docker02", { vlan10: ["172.16.10.53", "fd00:10::54"] }),
    twenty1: on("docker01", { vlan20: ["fd00:20::10"] }),
    twenty2: on("docker01", { vlan20: ["fd00:20::11"] }),
    twenty3: on("docker02", { vlan20: ["fd00:20::12"] }),
    flat1: on("docker01", { flat: ["172.22.16.10"] }),
  };
}

describe.skipIf(problem !== undefined)("both families in network namespaces", () => {
  beforeAll(() => {
    spaces = new Namespaces(referenceOutput(rich));
  });
  afterAll(() => {
    spaces.close();
  });

  it("are proven, with shims, shared addresses and neighbours that are kept apart, by the proof and by all pairs", async () => {
    for (const full of [false, true]) {
      const report = await run({ full, rounds: 2 });
      expect(failed(report)).toEqual([]);
      expect(drift(report)).toEqual([]);
      expect(new Set(report.cells.map(({ method }) => method))).toEqual(new Set(["ping", "arp", "ndp", "tcp"]));
    }
  });

  it("negative control: names a stranger who has an IPv6 address", async () => {
    spaces.run("switch", "ip address add fd00:10::12/64 dev sw1 nodad");
    try {
      const report = await run();
      const cell = report.cells[cellIndex(report.cells, "docker01", "ten3", { method: "ndp" })];
      expect(cell?.error).toMatch(/^answered by \S+, but ten3 has \S+: another device has this address$/);
      expect(failed(report)).toContain("docker02 -> ten3: reach");
    } finally {
      spaces.run("switch", "ip address delete fd00:10::12/64 dev sw1");
    }
  });

  it("negative control: sees that a private segment's neighbours reach each other", async () => {
    const change = (mode: string): void => {
      for (const name of ["twenty1", "twenty2"]) spaces.inside(name, `ip link set eth0 type macvlan mode ${mode}`);
    };
    change("bridge");
    try {
      expect(failed(await run())).toEqual(["twenty1 -> twenty2: reach", "twenty2 -> twenty1: reach"]);
    } finally {
      change("private");
    }
  });
});
