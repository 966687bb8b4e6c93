import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { cached, exclusively, isCached, type CacheEntry } from "../../support/cache";
import { runCommand } from "../../support/run-command";
import { UserError } from "../../support/errors";
import { useFreshCache } from "./cache-home";

const quiet = (): void => undefined;
const home = useFreshCache();

function entry(build: CacheEntry["build"], needBytes = 1): CacheEntry {
  return { kind: "thing", key: "k1", needBytes, build };
}

/** A program that asks for the entry, notes every build in a file, and takes its time over it. */
function builder(milliseconds: number): string {
  return `const { appendFileSync, writeFileSync } = require("node:fs");
    const { cached } = require("${join(__dirname, "../../support/cache")}");
    void cached({ kind: "thing", key: "k1", needBytes: 1, build: async (folder) => {
      appendFileSync("${home()}/builds", "x");
      writeFileSync(folder + "/half", "");
      await new Promise((resume) => setTimeout(resume, ${milliseconds}));
      writeFileSync(folder + "/whole", "");
    } }, () => undefined);`;
}

describe("cached", () => {
  it("builds once", async () => {
    const build = vi.fn((folder: string) => {
      writeFileSync(join(folder, "file"), "content");
      return Promise.resolve();
    });
    const folder = await cached(entry(build), quiet);
    expect(await cached(entry(build), quiet)).toBe(folder);
    expect(build).toHaveBeenCalledOnce();
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("content");
  });

  it("counts no build that failed, and leaves nothing of it", async () => {
    const failing = entry((folder) => {
      writeFileSync(join(folder, "half"), "");
      return Promise.reject(new Error("no luck"));
    });
    await expect(cached(failing, quiet)).rejects.toThrow("no luck");
    expect(isCached(failing)).toBe(false);
    expect(readdirSync(join(home(), "macvlan-fabric/thing"))).toEqual([]);
  });

  it("counts no build that was killed, and the next one starts from nothing", async () => {
    const child = spawn("node", ["--import", "tsx", "--eval", builder(60_000)], { stdio: "ignore" });
    await vi.waitUntil(() => existsSync(join(home(), "builds")), 20_000);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isCached(entry(() => Promise.resolve()))).toBe(false);
    // The lock of a killed process goes stale by itself; here it is removed, so that the test need not wait for that.
    rmSync(join(home(), "macvlan-fabric/thing/k1.lock"), { recursive: true, force: true });
    const folder = await cached(
      entry(() => Promise.resolve()),
      quiet,
    );
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(join(home(), "macvlan-fabric/thing"))).toEqual(["k1"]);
  });

  it("lets two processes share one build", async () => {
    const runs = [1, 2].map(() => runCommand("node", ["--import", "tsx", "--eval", builder(1_500)]));
    expect((await Promise.all(runs)).map(({ ok, all }) => [ok, all])).toEqual([
      [true, ""],
      [true, ""],
    ]);
    expect(readFileSync(join(home(), "builds"), "utf8")).toBe("x");
    expect(readdirSync(join(home(), "macvlan-fabric/thing/k1")).sort()).toEqual(["half", "whole"]);
  });

  it.each([
    ["before it builds", entry(() => Promise.resolve(), 2 ** 60), /not enough disk space.*XDG_CACHE_HOME/],
    [
      "when it runs out while building",
      entry(() => Promise.reject(new Error("write: No space left on device"))),
      /is full.*XDG_CACHE_HOME/,
    ],
  ])("tells of missing disk space %s", async (_, wanted, message) => {
    const attempt = cached(wanted, quiet);
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    await expect(attempt).rejects.toThrow(message);
  });
});

describe("exclusively", () => {
  it("does one piece of work at a time", async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} begins`);
      await new Promise((resume) => setTimeout(resume, 100));
      events.push(`${name} ends`);
    };
    await Promise.all([exclusively("one", quiet, work("a")), exclusively("one", quiet, work("b"))]);
    const first = events[0]?.slice(0, 1) ?? "";
    expect(events[1]).toBe(`${first} ends`);
    expect(events).toHaveLength(4);
  });
});
