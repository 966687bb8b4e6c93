import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { probeScript, scriptSeconds } from "../../harness/probe-script";
import { addressKey, hostOf, probesOf, type Cell, type Probe } from "../../harness/probes";
import { chooseProof } from "../../harness/reachability/choose-proof";
import { cellIndex } from "./fake-host";
import { outputOf, referenceOutput, richOutput } from "./fixture";
import { largeStack } from "../../bench/large-stack";
import { normalise } from "../../topology/model/normalise";
import { parseFabric } from "../../topology/schema/parse-configuration";

const output = referenceOutput();
const cells = chooseProof(output);
const probes = cells.flatMap((cell, index) =>
  hostOf(cell, output) === "docker01" ? probesOf(index, cell, output) : [],
);
const script = probeScript({ host: "docker01", probes, state: true }, output);

/** Runs a script where it can send nothing: in an empty network namespace, and without any tool. */
function runOffline(text: string): { stdout: string } {
  const shell = ["-n", "env", "-i", "PATH=/nonexistent", "/bin/sh", "-c", "PATH=/nonexistent; . /dev/stdin"];
  return spawnSync("unshare", shell, { input: text, encoding: "utf8" });
}

describe("the probe script", () => {
  it("is POSIX shell that dash and bash accept", () => {
    for (const shell of ["dash", "bash --posix"]) {
      const result = spawnSync("sh", ["-c", `exec ${shell} -n`], { input: script, encoding: "utf8" });
      expect(result.stderr, shell).toBe("");
      expect(result.status).toBe(0);
    }
  });

  it.skipIf(process.getuid?.() !== 0)(
    "does nothing at all when it is cut off in transit, wherever that happens",
    () => {
      for (const length of [1, 2, 5, 12, 16, 18, 30, 60, 400, script.length / 2].map(
        (cut) => script.length - Math.ceil(cut),
      )) {
        expect(runOffline(script.slice(0, length)).stdout, script.slice(length)).toBe("");
      }
    },
  );

  it("inspects all containers at once and all networks at once, whatever the number of cells", () => {
    expect(script.match(/docker inspect/g)).toHaveLength(1);
    expect(script.match(/docker network inspect/g)).toHaveLength(1);
    expect(script).toContain("\ncontainers='bbox1\nbbox10\nbbox20'\n");
  });

  it("pings from the container's namespace, and asks on its own link for what must be blocked", () => {
    const index = cellIndex(cells, "bbox10", "bbox20");
    const own = addressKey("172.16.10.10");
    const target = addressKey("172.16.20.20");
    expect(script).toContain(`\nprobe\t${index}\tbbox10\tping\t\t\t${target}\t2\n`);
    expect(script).toContain(`\nprobe\t${index}.0\tbbox10\tarp\t${own}\t\t${target}\t2\n`);
    const reach = cellIndex(cells, "bbox10", "bbox11");
    expect(script).not.toContain(`probe\t${reach}.0\t`);
  });

  it("asks from a host by the link of the segment, and reads the links of all containers", () => {
    const index = cellIndex(cells, "docker01", "bbox11");
    expect(script).toContain(`probe\t${index}\t\tarp\tens33.10\t\tac100a0b\t3\n`);
    expect(script).toContain("container_probes='links\tbbox1\nlinks\tbbox10\nlinks\tbbox20\nprobe\t");
  });

  it("leaves out state and other containers when it only retries", () => {
    const again = probeScript(
      { host: "docker01", probes: probes.filter(({ container }) => container === "bbox10").slice(0, 1), state: false },
      output,
    );
    expect(again).toContain("\ncontainers=bbox10\n");
    expect(again).toContain("\nwith_state=''\n");
    expect(again).toContain("\nnetworks=''\n");
    expect(again).not.toContain("bbox20");
  });

  it("sends fewer packets per second the more hosts there are, and gives the script more time for more work", () => {
    const { topology } = normalise(parseFabric(largeStack({ hosts: 20, segments: 2, containers: 2 })), "bench");
    const many = outputOf(topology);
    expect(script).toContain("\nrate=400\n");
    expect(probeScript({ host: "host000", probes: [], state: false }, many)).toContain("\nrate=40\n");
    expect(scriptSeconds({ host: "a", probes: [], state: false }, output)).toBe(60);
    // What has just started gets a minute.
    expect(scriptSeconds({ host: "a", probes: [], state: true }, output)).toBe(120);
    const work = Array.from({ length: 600 }, (_, at): Probe => ({
      id: `${at}`,
      method: "ping",
      address: "10.0.0.1",
      tries: 2,
    }));
    expect(scriptSeconds({ host: "a", probes: work, state: false }, output)).toBe(69);
  });

  it("refuses a value with a line break or a tab, which could begin a probe of its own", () => {
    for (const wrong of ["a\nprobe", "a\tb"]) {
      const probe: Probe = { id: "1", method: "arp", link: wrong, address: "10.0.0.1", tries: 1 };
      expect(() => probeScript({ host: "docker01", probes: [probe], state: false }, output)).toThrow(
        /contains a tab or line break in "a\\[nt]/,
      );
    }
  });

  it.skipIf(process.getuid?.() !== 0)("takes every value literally, whatever the output holds", () => {
    const evil = "x'; touch /tmp/mf-pwned; '$(touch /tmp/mf-pwned)`touch /tmp/mf-pwned`";
    const hostile = structuredClone(output);
    hostile.containers = {
      [evil]: { host: "docker01", image: "i", attach: { flat: { addresses: [evil], mac: evil } } },
    };
    hostile.segments["flat"] = { ...hostile.segments["flat"], network: evil } as never;
    const from = { kind: "container", name: evil } as const;
    const cell: Cell = { from, to: from, address: evil, method: "ping", expect: "blocked", why: "", proves: "apart" };
    const text = probeScript({ host: "docker01", probes: probesOf(0, cell, hostile), state: true }, hostile);
    runOffline(text);
    expect(spawnSync("ls", ["/tmp/mf-pwned"]).status).not.toBe(0);
  });
});

describe("the probes of a cell", () => {
  const rich = richOutput();
  const all = chooseProof(rich);
  const of = (from: string, to: string, more: Partial<Cell> = {}): string[] => {
    const index = cellIndex(all, from, to, more);
    const cell = all[index];
    return cell === undefined
      ? []
      : probesOf(index, cell, rich).map(({ method, link = "" }) => `${method} ${link}`.trim());
  };

  it("ask for a neighbour on the same host as well, since no other host can tell who else has its address", () => {
    expect(of("ten1", "ten2", { address: "172.16.10.11" })).toEqual(["ping", "arp 172.16.10.10"]);
    expect(of("ten1", "ten2", { address: "fd00:10::11" })).toEqual(["ping", "ndp fd00:10::10"]);
    expect(of("ten1", "ten3", { address: "172.16.10.12" })).toEqual(["ping"]);
  });

  it("ask on every link of the address's family for what must be blocked", () => {
    expect(of("twenty1", "twenty2")).toEqual(["ping", "arp 172.16.20.10"]);
    expect(of("ten1", "twenty1")).toEqual(["ping", "arp 172.16.10.10"]);
  });

  it("ask on the bridge alone for what is behind that of another host, even if both are on a segment", () => {
    expect(of("out1", "out2", { proves: "bridge" })).toEqual(["ping", "arp 172.30.0.10"]);
  });
});

describe("addresses in hexadecimal", () => {
  it.each([
    ["172.16.10.10", "ac100a0a"],
    ["fd00:10::10", "fd000010000000000000000000000010"],
    ["nonsense", ""],
  ])("%s is %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
