import { describe, expect, it, vi } from "vitest";
import { Bridge } from "../../../lab/switch/bridge";
import { BridgePort } from "../../../lab/switch/bridge-port";
import { FrameReader } from "../../../lab/switch/frame-reader";
import { AGE_MILLISECONDS } from "../../../lab/switch/mac-table";
import { OPEN, type PortPolicy } from "../../../lab/switch/policy";
import { BROADCAST, record } from "./frames";

const MACS = { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b", c: "02:00:00:00:00:0c" };
const CONTAINER = "02:42:ac:10:0a:0a";
type Name = keyof typeof MACS;

/** A switch with three guests. */
class Hall {
  now = 0;
  waiting = 0;
  /** The next random numbers. */
  chances: number[] = [];
  /** Slices that were written to each guest. */
  readonly slices: Record<Name, Buffer[]> = { a: [], b: [], c: [] };
  readonly bridge = new Bridge(
    () => this.now,
    () => this.chances.shift() ?? 0.5,
  );
  readonly ports = {} as Record<Name, BridgePort>;

  constructor(policies: Partial<Record<Name, Partial<PortPolicy>>> = {}) {
    for (const name of ["a", "b", "c"] as const) {
      const cable = {
        waiting: 0,
        write: (slices: readonly Buffer[]) => void this.slices[name].push(...slices),
      };
      Object.defineProperty(cable, "waiting", { get: () => this.waiting });
      this.ports[name] = new BridgePort(name, MACS[name], cable);
      this.ports[name].policy = { ...OPEN, ...policies[name] };
      this.bridge.plug(this.ports[name]);
    }
  }

  /** Sends frames from a guest in one read. @returns the number of frames that each guest received of them */
  send(from: Name, ...records: readonly Buffer[]): Record<Name, number> {
    for (const name of ["a", "b", "c"] as const) this.slices[name].length = 0;
    const reader = new FrameReader();
    reader.read(Buffer.concat(records), (buffer, start, end) => {
      this.bridge.receive(this.ports[from], buffer, start, end);
    });
    this.bridge.flush(this.ports[from]);
    return this.received();
  }

  received(): Record<Name, number> {
    const count = (name: Name): number => {
      let frames = 0;
      new FrameReader().read(Buffer.concat(this.slices[name]), () => (frames += 1));
      return frames;
    };
    return { a: count("a"), b: count("b"), c: count("c") };
  }
}

describe("the switch", () => {
  it("floods what it does not know, to all but the sender", () => {
    const hall = new Hall();
    expect(hall.send("a", record(BROADCAST, MACS.a))).toEqual({ a: 0, b: 1, c: 1 });
    expect(hall.send("a", record(MACS.b, MACS.a))).toEqual({ a: 0, b: 1, c: 1 });
  });

  it("sends to the port where an address was seen, in its VLAN, and nowhere else", () => {
    const hall = new Hall();
    hall.send("b", record(BROADCAST, CONTAINER, { vlan: 10 }));
    expect(hall.send("a", record(CONTAINER, MACS.a, { vlan: 10 }))).toEqual({ a: 0, b: 1, c: 0 });
    expect(hall.send("a", record(CONTAINER, MACS.a))).toEqual({ a: 0, b: 1, c: 1 });
    hall.now = AGE_MILLISECONDS + 1;
    expect(hall.send("a", record(CONTAINER, MACS.a, { vlan: 10 }))).toEqual({ a: 0, b: 1, c: 1 });
  });

  it("gives no frame back to the port that it came from", () => {
    const hall = new Hall();
    hall.send("a", record(BROADCAST, CONTAINER));
    expect(hall.send("a", record(CONTAINER, MACS.a))).toEqual({ a: 0, b: 0, c: 0 });
  });

  it("carries a frame with its tag, byte by byte, and neighbours in one piece", () => {
    const hall = new Hall();
    const frames = [1, 2, 3].map((index) => record(MACS.b, MACS.a, { vlan: 20, text: `frame ${index}` }));
    hall.send("a", ...frames);
    expect(hall.slices.b).toEqual([Buffer.concat(frames)]);
  });

  it("drops what is too short to be a frame", () => {
    const hall = new Hall();
    expect(hall.send("a", Buffer.from("00000003616263", "hex"))).toEqual({ a: 0, b: 0, c: 0 });
    expect(hall.ports.a.counters.dropped).toEqual({ malformed: 1 });
  });

  it("drops frames for a guest that takes none, and only those", () => {
    const hall = new Hall();
    const big = record(BROADCAST, MACS.a, { text: "x".repeat(60_000) });
    hall.waiting = 4 * 2 ** 20 - 100_000;
    expect(hall.send("a", big, big, big, big).b).toBe(2);
    expect(hall.ports.b.counters).toEqual({ received: 0, sent: 2, dropped: { "queue full": 2 } });
  });

  it("copies slices for a guest that is behind: each would keep the buffer that it came in", () => {
    const hall = new Hall();
    const frame = record(MACS.b, MACS.a);
    hall.send("a", frame);
    expect(hall.slices.b[0]?.buffer).toBe(hall.slices.c[0]?.buffer);
    hall.waiting = 2 ** 18;
    hall.send("a", frame);
    expect(hall.slices.b).toEqual([frame]);
    expect(hall.slices.b[0]?.buffer === hall.slices.c[0]?.buffer && hall.slices.b[0]?.byteOffset === 0).toBe(false);
  });
});

describe("a port that", () => {
  it("rejects forged transmits passes the guest's own MAC alone", () => {
    const hall = new Hall({ a: { forgedTransmits: false } });
    expect(hall.send("a", record(BROADCAST, CONTAINER), record(BROADCAST, MACS.a))).toEqual({ a: 0, b: 1, c: 1 });
    expect(hall.ports.a.counters.dropped).toEqual({ "forged transmit": 1 });
    expect(hall.send("b", record(BROADCAST, CONTAINER)).a).toBe(1);
  });

  it("is not promiscuous receives frames for its own MAC and for groups", () => {
    const hall = new Hall({ b: { promiscuous: false } });
    expect(
      hall.send("a", record(CONTAINER, MACS.a), record(MACS.b, MACS.a), record("33:33:00:00:00:01", MACS.a)),
    ).toEqual({ a: 0, b: 2, c: 3 });
    expect(hall.ports.b.counters.dropped).toEqual({ "not promiscuous": 1 });
  });

  it("has a list of VLANs passes those alone, in both directions", () => {
    const hall = new Hall({ b: { vlans: [10] } });
    const frames = [10, 20, undefined].map((vlan) =>
      record(BROADCAST, MACS.a, { ...(vlan === undefined ? {} : { vlan }) }),
    );
    expect(hall.send("a", ...frames)).toEqual({ a: 0, b: 1, c: 3 });
    expect(hall.send("b", ...frames.map((each) => Buffer.from(each)))).toEqual({ a: 1, b: 0, c: 1 });
    hall.ports.b.policy = { ...OPEN, vlans: [0, 20] };
    // A tag that only holds a priority counts as none.
    expect(hall.send("a", ...frames, record(BROADCAST, MACS.a, { vlan: 0xe000 })).b).toBe(3);
  });

  it("limits MACs passes the first that send, and others once those are silent", () => {
    const hall = new Hall({ a: { macLimit: 2 } });
    const from = (index: number): Buffer => record(BROADCAST, `02:42:00:00:00:0${index}`);
    expect(hall.send("a", from(1), from(2), from(3), from(1)).b).toBe(3);
    expect(hall.ports.a.counters.dropped).toEqual({ "MAC limit": 1 });
    hall.now = AGE_MILLISECONDS + 1;
    expect(hall.send("a", from(3)).b).toBe(1);
  });

  it("loses frames does so in both directions", () => {
    const hall = new Hall({ b: { loss: 0.3 } });
    hall.chances = [0.1, 0.9, 0.29, 0.3];
    const frame = record(MACS.b, MACS.a);
    expect(hall.send("a", frame, frame, frame, frame).b).toBe(2);
    hall.chances = [0.1, 0.9];
    expect(hall.send("b", record(MACS.a, MACS.b), record(MACS.a, MACS.b)).a).toBe(1);
    expect(hall.ports.b.counters.dropped).toEqual({ lost: 3 });
  });

  it("is late adds its delay to that of the other port", () => {
    vi.useFakeTimers();
    try {
      const hall = new Hall({ a: { delay: 200 }, b: { delay: 300 } });
      const frame = record(BROADCAST, MACS.a);
      hall.send("a", frame);
      frame.fill(0);
      vi.advanceTimersByTime(499);
      expect(hall.received()).toEqual({ a: 0, b: 0, c: 1 });
      vi.advanceTimersByTime(1);
      expect(hall.slices.b).toEqual([record(BROADCAST, MACS.a)]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("has no link neither sends nor receives, and nothing of it is learned", () => {
    const hall = new Hall({ b: { link: false } });
    expect(hall.send("b", record(BROADCAST, MACS.b))).toEqual({ a: 0, b: 0, c: 0 });
    expect(hall.send("a", record(MACS.b, MACS.a))).toEqual({ a: 0, b: 0, c: 1 });
  });

  it("is unplugged receives nothing more, and its addresses are unknown again", () => {
    const hall = new Hall();
    hall.send("b", record(BROADCAST, MACS.b));
    hall.bridge.unplug(hall.ports.b);
    expect(hall.send("a", record(MACS.b, MACS.a))).toEqual({ a: 0, b: 0, c: 1 });
  });
});
