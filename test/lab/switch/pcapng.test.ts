import { execFileSync } from "node:child_process";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { enhancedPacket, interfaceDescription, sectionHeader } from "../../../lab/switch/pcapng";
import { Recorder } from "../../../lab/switch/recorder";
import { BROADCAST, record } from "./frames";

const FRAME = record(BROADCAST, "02:00:00:00:00:0a", { vlan: 10, text: "abc" }).subarray(4);

function tcpdump(file: Buffer): string {
  return execFileSync("tcpdump", ["-enr", "-"], { input: file, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
}

function problem(): string | undefined {
  try {
    execFileSync("tcpdump", ["--version"], { stdio: "pipe" });
    return undefined;
  } catch {
    return "no tcpdump here";
  }
}
const why = problem();
if (why !== undefined) console.warn(`recordings are not read by tcpdump: ${why}`);

describe("a pcapng file", () => {
  it("begins with a section of unknown length, in little endian", () => {
    expect(sectionHeader("lab").toString("hex")).toBe(
      ["0a0d0d0a", "28000000", "4d3c2b1a", "01000000", "ffffffffffffffff"].join("") +
        ["04000300", "6c616200", "00000000", "28000000"].join(""),
    );
  });

  it("names an interface: Ethernet, no limit of length, microseconds", () => {
    expect(interfaceDescription("docker01").toString("hex")).toBe(
      ["01000000", "2c000000", "01000000", "00000000", "02000800", "646f636b65723031"].join("") +
        ["09000100", "06000000", "00000000", "2c000000"].join(""),
    );
  });

  it("has a frame with its interface, time and direction, padded to four bytes", () => {
    const block = enhancedPacket({ port: 1, direction: "out", time: 2 ** 32 + 5, lost: 0 }, Buffer.from("abcde"));
    expect(block.toString("hex")).toBe(
      ["06000000", "34000000", "01000000", "01000000", "05000000", "05000000", "05000000"].join("") +
        ["6162636465000000", "02000400", "02000000", "00000000", "34000000"].join(""),
    );
  });

  it("says how many frames are missing before one", () => {
    const block = enhancedPacket({ port: 0, direction: "in", time: 0, lost: 7 }, Buffer.from("abcd"));
    expect(block.toString("hex")).toContain(["02000400", "01000000", "04000800", "0700000000000000"].join(""));
  });
});

describe("a recorder", () => {
  it("declares an interface before its first frame, once", () => {
    const out = new PassThrough();
    const { tap } = new Recorder(out, ["a", "b"]);
    tap("c", "in", FRAME);
    tap("c", "in", FRAME);
    tap("b", "out", FRAME);
    expect(blocks(out.read() as Buffer)).toEqual(["section", "interface", "interface", "interface", "2", "2", "1"]);
  });

  it("counts what it cannot record for want of a reader, and says so with the next frame", () => {
    const written: Buffer[] = [];
    let take = (): void => undefined;
    const out = new Writable({
      write: (chunk: Buffer, _, done) => {
        written.push(chunk);
        take = done;
      },
    });
    const { tap } = new Recorder(out, ["a"]);
    for (let sent = 0; sent < 600; sent += 1) tap("a", "in", Buffer.alloc(2 ** 16));
    for (let count = 0; written.length !== count;) {
      count = written.length;
      take();
    }
    const recorded = written.length - 2;
    expect(recorded).toBeGreaterThan(500);
    expect(recorded).toBeLessThan(600);
    tap("a", "in", FRAME);
    take();
    const lost = Buffer.alloc(8);
    lost.writeUInt32LE(600 - recorded);
    expect(written.at(-1)?.includes(Buffer.concat([Buffer.from("04000800", "hex"), lost]))).toBe(true);
  });

  it.skipIf(why !== undefined)("writes what tcpdump reads", () => {
    const out = new PassThrough();
    const { tap } = new Recorder(out, ["a", "b"]);
    tap("a", "in", FRAME);
    tap("b", "out", FRAME);
    const lines = tcpdump(out.read() as Buffer)
      .split("\n")
      .filter((line) => line.includes("ethertype"));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/02:00:00:00:00:0a > ff:ff:ff:ff:ff:ff, ethertype 802\.1Q.* vlan 10/);
  });
});

/** The kinds of the blocks of a file; of frames, the number of the interface. */
function blocks(file: Buffer): string[] {
  const kinds: string[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    const type = file.readUInt32LE(at);
    kinds.push(type === 6 ? String(file.readUInt32LE(at + 8)) : type === 1 ? "interface" : "section");
  }
  return kinds;
}
