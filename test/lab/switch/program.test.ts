import { existsSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { switchFolder } from "../../../lab/guest/folders";
import { endProcess } from "../../../lab/guest/launch";
import { GuestGone } from "../../../lab/guest/login";
import { freePort } from "../../../lab/guest/port";
import { isAlive, type ProcessId } from "../../../lab/guest/record";
import { askSwitch, captureFrom } from "../../../lab/switch/client";
import { joinLan, endIdleLab } from "../../../lab/switch/life";
import { OPEN, type PortPolicy } from "../../../lab/switch/policy";
import { runningSwitch } from "../../../lab/switch/record";
import { useFreshCache } from "../../support/cache-home";
import { FakeGuest } from "./fake-guest";
import { BROADCAST, record } from "./frames";

/** Long enough that a path with it is no path of a socket. */
const LAB = "laboratory".repeat(11);
const MACS = { a: "02:00:00:00:00:0a", b: "02:00:00:00:00:0b", c: "02:00:00:00:00:0c" };
const quiet = (): void => undefined;

useFreshCache();
let guests: FakeGuest[] = [];

afterEach(async () => {
  for (const guest of guests) guest.end();
  guests = [];
  await endIdleLab(LAB, quiet);
});

async function guest(name: keyof typeof MACS, lanPort?: number): Promise<FakeGuest> {
  const made = new FakeGuest(LAB, name, MACS[name], lanPort);
  guests.push(made);
  await made.start();
  return made;
}

async function joined(name: keyof typeof MACS, lanPort?: number): Promise<FakeGuest> {
  const made = await guest(name, lanPort);
  await joinLan(made.record, quiet);
  return made;
}

function serving(): ProcessId {
  const id = runningSwitch(switchFolder(LAB));
  if (id === undefined) throw new Error("there is no switch");
  return id;
}

async function set(port: string, policy: Partial<PortPolicy>): Promise<void> {
  await askSwitch(switchFolder(LAB), { verb: "set", port, policy: { ...OPEN, ...policy } });
}

describe("the switch of a lab", { timeout: 120_000 }, () => {
  it("is started once by guests that come at the same time, and carries their frames", async () => {
    const [a, b] = await Promise.all([joined("a"), joined("b")]);
    const c = await guest("c");
    await vi.waitUntil(async () => {
      const ports = await askSwitch(switchFolder(LAB), { verb: "show" });
      return ports?.every(({ connected }) => connected);
    }, 30_000);
    a.send(record(BROADCAST, MACS.a, { vlan: 10, text: "hello" }));
    await vi.waitUntil(() => b.heard.length + c.heard.length === 2, 30_000);
    expect(b.heard).toEqual([record(BROADCAST, MACS.a, { vlan: 10, text: "hello" }).subarray(4)]);
    expect(a.heard).toEqual([]);
  });

  it("outlives a guest that starts again, and is started again by the next one when it has died", async () => {
    const [a, b] = [await joined("a"), await joined("b")];
    const first = serving();
    b.end();
    const again = await joined("b");
    expect(serving()).toEqual(first);
    await endProcess(first);
    await joinLan(a.record, quiet);
    expect(serving()).not.toEqual(first);
    await joinLan(again.record, quiet);
    a.send(record(BROADCAST, MACS.a));
    await vi.waitUntil(() => again.heard.length === 1, 30_000);
  });

  it("carries frames to and from a guest that waits on a TCP port, and so does the one after it", async () => {
    const [a, b] = [await joined("a"), await joined("b", await freePort())];
    for (const seen of [1, 2]) {
      a.send(record(BROADCAST, MACS.a, { text: "there" }));
      b.send(record(BROADCAST, MACS.b, { text: "back" }));
      await vi.waitUntil(() => a.heard.length === seen && b.heard.length === seen, 30_000);
      await endProcess(serving());
      for (const each of [a, b]) await joinLan(each.record, quiet);
    }
  });

  it("replaces one that is there and does not answer", async () => {
    const a = await joined("a");
    const stopped = serving();
    process.kill(stopped.pid, "SIGSTOP");
    await joinLan(a.record, quiet);
    expect(isAlive(stopped)).toBe(false);
    expect(serving()).not.toEqual(stopped);
  });

  it("serves the others while a guest takes no frame", async () => {
    const [a, b, c] = [await joined("a"), await joined("b"), await joined("c")];
    b.pause();
    const frame = record(BROADCAST, MACS.a, { text: "x".repeat(60_000) });
    for (let sent = 0; sent < 200; sent += 1) {
      a.send(frame);
      await vi.waitUntil(() => c.heard.length === sent + 1, { timeout: 30_000, interval: 1 });
    }
    const ports = await askSwitch(switchFolder(LAB), { verb: "show" });
    expect(ports?.find(({ name }) => name === "b")?.dropped["queue full"]).toBeGreaterThan(50);
  });

  it("ends by itself soon after the last guest, and removes nothing of another", async () => {
    const a = await joined("a");
    const id = serving();
    await endIdleLab(LAB, quiet);
    expect(isAlive(id)).toBe(true);
    a.end();
    await vi.waitUntil(() => !isAlive(id), 60_000);
  });

  it("is ended with the last guest, and leaves no file", async () => {
    const a = await joined("a");
    const id = serving();
    a.end();
    await endIdleLab(LAB, quiet);
    expect(isAlive(id)).toBe(false);
    expect(existsSync(switchFolder(LAB))).toBe(false);
  });

  it("does not take the blame for a guest that has died", async () => {
    const a = await guest("a");
    a.end();
    const { startTicks } = a.record.process;
    const dead = { ...a.record, process: { pid: a.record.process.pid, startTicks: startTicks - 1 } };
    await expect(joinLan(dead, quiet)).rejects.toThrow(GuestGone);
  });
});

describe("a policy", { timeout: 120_000 }, () => {
  it("holds from its answer on, and when guest and switch start again", async () => {
    const [a, b] = [await joined("a"), await joined("b")];
    await set("b", { vlans: [0] });
    const frames = async (from: FakeGuest, to: FakeGuest): Promise<number> => {
      to.heard.length = 0;
      from.send(record(BROADCAST, MACS.a, { vlan: 10 }));
      from.send(record(BROADCAST, MACS.a));
      await vi.waitUntil(() => to.heard.some((frame) => frame.length === 14), 30_000);
      return to.heard.length;
    };
    expect(await frames(a, b)).toBe(1);
    b.end();
    const again = await joined("b");
    await endProcess(serving());
    await joinLan(a.record, quiet);
    await joinLan(again.record, quiet);
    expect(await frames(a, again)).toBe(1);
    await set("b", {});
    expect(await frames(a, again)).toBe(2);
  });

  it("that takes the link away takes the carrier of the guest's NIC too", async () => {
    const a = await joined("a");
    await set("a", { link: false });
    expect(a.carrier).toBe(false);
    await set("a", {});
    expect(a.carrier).toBe(true);
  });

  it("is refused for a port that is not there, with the names of those that are", async () => {
    await Promise.all([joined("a"), joined("b")]);
    await expect(set("z", {})).rejects.toThrow('the switch has no port "z": its ports are a, b');
  });
});

describe("a recording", { timeout: 120_000 }, () => {
  it("is a stream that has every frame since it began", async () => {
    const [a, b] = [await joined("a"), await joined("b")];
    const stream = await captureFrom(switchFolder(LAB));
    const parts: Buffer[] = [];
    stream?.on("data", (chunk) => parts.push(chunk));
    await vi.waitUntil(() => parts.length > 0, 30_000);
    for (let index = 0; index < 100; index += 1) a.send(record(MACS.b, MACS.a, { text: `frame ${index}` }));
    await vi.waitUntil(() => b.heard.length === 100, 30_000);
    await vi.waitUntil(() => Buffer.concat(parts).toString("latin1").split("frame 99").length === 3, 30_000);
    let ended = false;
    stream?.on("end", () => (ended = true));
    stream?.end();
    await vi.waitUntil(() => ended, 30_000);
    const recorded = Buffer.concat(parts).length;
    a.send(record(MACS.b, MACS.a));
    await vi.waitUntil(() => b.heard.length === 101, 30_000);
    expect(Buffer.concat(parts)).toHaveLength(recorded);
  });
});
