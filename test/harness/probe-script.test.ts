import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { probeScript, scriptSeconds } from "../../harness/probe-script";
import { hostOf, lanes, PATIENCE, probesOf, type Probe } from "../../harness/probes";
import { cellIndex } from "./fake-host";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const probes = output.reachability.flatMap((cell, index) =>
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

  it("pings from the container's namespace, and sends ARP requests from its own link for what must be blocked", () => {
    const index = String(cellIndex(output, "bbox10", "bbox20"));
    const mac = output.containers["bbox10"]?.attach["vlan10"]?.mac ?? "";
    const inside = script.split(/^inside /m).find((part) => part.startsWith("bbox10 ")) ?? "";
    expect(inside).toContain(`\n${index} ping - - 172.16.20.20\n`);
    expect(inside).toContain(`\n${index}.0 arp-by-mac ${mac} - 172.16.20.20\n`);
    expect(script.match(/^inside /gm)).toHaveLength(3);
    const reach = String(cellIndex(output, "bbox10", "bbox11"));
    expect(script).not.toContain(` ${reach}.0 `);
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

  it("refuses a value with a line break, which could begin a probe of its own", () => {
    const wrong: Probe = { id: "1", method: "ping", address: "a\n2 ping - - b", seconds: 1 };
    expect(() => probeScript({ host: "docker01", probes: [wrong], state: false }, output)).toThrow(
      /contains a line break in "1 ping - - a\\n2 ping - - b"/,
    );
  });

  it.skipIf(process.getuid?.() !== 0)("takes every value literally, whatever the output holds", () => {
    const evil = "x'; touch /tmp/mf-pwned; '$(touch /tmp/mf-pwned)`touch /tmp/mf-pwned`";
    const hostile = structuredClone(output);
    hostile.containers = { [evil]: { host: "docker01", image: "i", attach: { flat: { address: evil, mac: evil } } } };
    hostile.segments["flat"] = { ...hostile.segments["flat"], network: evil } as never;
    const from = { kind: "container", name: evil } as const;
    const cell = { from, to: from, address: evil, method: "ping", expect: "blocked", why: "" } as const;
    const text = probeScript({ host: "docker01", probes: probesOf(0, cell, hostile), state: true }, hostile);
    runOffline(text);
    expect(spawnSync("ls", ["/tmp/mf-pwned"]).status).not.toBe(0);
  });
});

describe("lanes", () => {
  const probe = (seconds: number): Probe => ({ id: "0", method: "ping", address: "10.0.0.1", seconds });
  it("shares out the work so that no lane waits long for another", () => {
    const work = [
      ...Array.from({ length: 24 }, () => probe(PATIENCE)),
      ...Array.from({ length: 10 }, () => probe(0.2)),
    ];
    const shared = lanes(work, 12);
    expect(shared.flat()).toHaveLength(34);
    expect(shared).toHaveLength(12);
    expect(Math.max(...shared.map((lane) => lane.reduce((sum, { seconds }) => sum + seconds, 0)))).toBeLessThan(4.5);
  });
  it("opens no lane without work", () => {
    expect(lanes([], 12)).toEqual([]);
    expect(lanes([probe(1)], 12)).toHaveLength(1);
  });
  it("gives the script more time for more work", () => {
    expect(scriptSeconds({ host: "a", probes: [], state: true })).toBe(45);
    expect(scriptSeconds({ host: "a", probes: Array.from({ length: 600 }, () => probe(2)), state: true })).toBe(645);
  });
});
