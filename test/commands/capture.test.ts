import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FrameCount } from "../../commands/capture/frame-count";
import { linksOf } from "../../commands/capture/links";
import { Merge } from "../../commands/capture/merge";
import { recordHosts } from "../../commands/capture/record-hosts";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../lab/switch/pcapng";
import { findProgram } from "../../support/find-program";
import { referenceOutput, richOutput } from "../harness/fixture";
import { namespaceProblem, Namespaces } from "../harness/namespaces";

const output = referenceOutput();

describe("what is recorded", () => {
  const names = (...of: string[]): string[] => linksOf(of, output).map(({ name }) => name);

  it("of a segment is its carriers and its containers, each once", () => {
    expect(names("vlan10", "bbox10")).toEqual([
      "ens33.10@docker01",
      "ens33.10@docker02",
      "bbox10@docker01",
      "bbox11@docker02",
    ]);
  });

  it("of a host is its NIC, with the tags that the kernel takes off", () => {
    expect(linksOf(["docker01"], output)).toEqual([
      { host: "docker01", link: "ens33", vlans: [10, 20], name: "ens33@docker01" },
    ]);
  });

  it("of a container is each of its links, by its address", () => {
    expect(linksOf(["bbox1"], output)).toEqual([
      { host: "docker01", container: "bbox1", link: "ac16100a", vlans: [], name: "bbox1@docker01" },
    ]);
    const rich = richOutput();
    const [several = ""] = Object.keys(rich.containers).filter(
      (name) => Object.keys(rich.containers[name]?.attach ?? {}).length > 1,
    );
    expect(linksOf([several], rich).map(({ name }) => name)).toEqual(
      Object.keys(rich.containers[several]?.attach ?? {}).map(
        (segment) => `${several}/${segment}@${rich.containers[several]?.host ?? ""}`,
      ),
    );
  });

  it("is nothing that the stack does not have", () => {
    expect(() => names("bbox99")).toThrow(
      /^there is no host, segment or container "bbox99" in the stack: it has docker01/,
    );
  });
});

describe("recordings of several links", () => {
  it("are in the order of time, as far as nothing can come in between, and tell what was lost", async () => {
    const out = new PassThrough();
    const merge = new Merge(out, ["a", "b"]);
    const frame = (port: number, time: number) =>
      ({ port, time, direction: "in", bytes: Buffer.alloc(60, time % 256) }) as const;
    merge.add(frame(0, 3_000_000));
    merge.lose(1, 5);
    merge.add(frame(1, 1_000_000));
    merge.flush(3_000_000);
    const early = out.read() as Buffer;
    merge.add(frame(1, 2_000_000));
    merge.end();
    const block = (port: number, time: number, lost = 0): Buffer => {
      const { bytes, direction } = frame(port, time);
      return enhancedPacket({ port, direction, time, lost }, bytes);
    };
    expect(early).toEqual(
      Buffer.concat([
        ...[sectionHeader("macvlan-fabric"), interfaceDescription("a"), interfaceDescription("b")],
        block(1, 1_000_000, 5),
      ]),
    );
    expect(await buffer(out)).toEqual(Buffer.concat([block(1, 2_000_000), block(0, 3_000_000)]));
  });

  it("are counted by their frames, however the stream is cut", () => {
    const frame = enhancedPacket({ port: 0, direction: "in", time: 1, lost: 0 }, Buffer.alloc(61, 6));
    const stream = Buffer.concat([sectionHeader("macvlan-fabric"), interfaceDescription("a"), frame, frame, frame]);
    for (const size of [1, 3, 7, 50, stream.length]) {
      const frames = new FrameCount();
      for (let at = 0; at < stream.length; at += size) frames.pass(stream.subarray(at, at + size));
      expect(frames.count, `in pieces of ${size} bytes`).toBe(3);
    }
  });
});

const problem = namespaceProblem() ?? (findProgram("tshark", process.env) === undefined ? "no tshark here" : undefined);
if (problem !== undefined) console.warn(`recordings of hosts are not made for real: ${problem}`);

describe.skipIf(problem !== undefined)("a recording, made for real in network namespaces,", () => {
  let spaces: Namespaces;
  beforeAll(() => {
    spaces = new Namespaces(output);
  });
  afterAll(() => {
    spaces.close();
  });

  it("has each frame once for each link that it passes, as Wireshark reads it", async () => {
    const out = new PassThrough();
    const file = buffer(out);
    const said: string[] = [];
    const links = linksOf(["flat"], output);
    const stop = await recordHosts(links, output, out, spaces.connect(), (line) => said.push(line));
    spaces.inside("bbox1", "ping -c 1 -W 2 172.22.16.20");
    await delay(1000);
    stop();
    expect(said).toEqual([]);
    const path = join(spaces.folder, "merged.pcapng");
    writeFileSync(path, await file);
    const fields = ["frame.interface_name", "frame.packet_flags_direction", "icmp.type"].flatMap((name) => [
      "-e",
      name,
    ]);
    const read = execFileSync("tshark", ["-r", path, "-Y", "icmp", "-T", "fields", ...fields], {
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    });
    const [OUT, IN] = ["0x00000002", "0x00000001"];
    const passed = read.trim().split("\n");
    const on = (name: string): string[] =>
      passed.filter((line) => line.startsWith(`${name}\t`)).map((line) => line.slice(name.length + 1));
    expect(on("bbox1@docker01")).toEqual([`${OUT}\t8`, `${IN}\t0`]);
    expect(on("ens33@docker01")).toEqual([`${OUT}\t8`, `${IN}\t0`]);
    expect(on("ens33@docker02")).toEqual([`${IN}\t8`, `${OUT}\t0`]);
    expect(on("bbox2@docker02")).toEqual([`${IN}\t8`, `${OUT}\t0`]);
  });

  it("says which link cannot be recorded, and records the others", async () => {
    const out = new PassThrough();
    const frames = new FrameCount();
    out.on("data", (chunk: Buffer) => {
      frames.pass(chunk);
    });
    const said: string[] = [];
    const wrong = { host: "docker01", link: "ens99", vlans: [], name: "ens99@docker01" };
    const links = [wrong, ...linksOf(["bbox1"], output)];
    const stop = await recordHosts(links, output, out, spaces.connect(), (line) => said.push(line));
    spaces.inside("bbox1", "ping -c 1 -W 2 172.22.16.20");
    await delay(1000);
    stop();
    await once(out, "end");
    expect(frames.count).toBeGreaterThan(1);
    expect(said).toEqual(["ens99@docker01: cannot be recorded: there is no such link"]);
  });
});
