import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveLanPort, deriveMac, deriveSshPort, deriveUuid } from "../../lab/guest/derive";
import { guestFolder, labFolder, labsFolder } from "../../lab/guest/folders";

const name = fc.string({ minLength: 1, maxLength: 40 });

describe("ports", () => {
  it("lie between 20000 and 29999 for every folder and host", () => {
    fc.assert(
      fc.property(name, name, (folder, host) => {
        const port = deriveSshPort(folder, host);
        expect(port).toBeGreaterThanOrEqual(20_000);
        expect(port).toBeLessThan(30_000);
      }),
    );
  });

  it("for the LAN lie between 30000 and 31999, where none for ssh is", () => {
    fc.assert(
      fc.property(name, name, (folder, host) => {
        const port = deriveLanPort(folder, host);
        expect(port).toBeGreaterThanOrEqual(30_000);
        expect(port).toBeLessThan(32_000);
      }),
    );
  });

  it("are the same on every run", () => {
    expect(deriveLanPort("/c/labs/dev", "docker01")).toBe(31_834);
    expect(deriveSshPort("/c/labs/dev", "docker01")).toBe(27_222);
  });

  it.each([
    ["another host", deriveSshPort("/c/labs/dev", "docker02"), deriveSshPort("/c/labs/dev", "docker01")],
    ["another lab", deriveSshPort("/c/labs/ci", "docker01"), deriveSshPort("/c/labs/dev", "docker01")],
    ["another host, for the LAN", deriveLanPort("/c/a", "docker02"), deriveLanPort("/c/a", "docker01")],
    ["another cache", deriveSshPort("/d/labs/dev", "docker01"), deriveSshPort("/c/labs/dev", "docker01")],
    ["a name that runs on into the next", deriveSshPort("/c/a", "bc"), deriveSshPort("/c/ab", "c")],
  ])("differ for %s", (_, one, other) => {
    expect(one).not.toBe(other);
  });
});

describe("hardware addresses", () => {
  it("are unicast and locally administered", () => {
    fc.assert(
      fc.property(name, name, (lab, host) => {
        expect(deriveMac(lab, host)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
      }),
    );
  });

  it("differ between hosts and between labs", () => {
    const macs = [deriveMac("dev", "docker01"), deriveMac("dev", "docker02"), deriveMac("ci", "docker01")];
    expect(new Set(macs).size).toBe(3);
  });
});

describe("identifiers", () => {
  it("have the form that QEMU wants, and differ between folders", () => {
    expect(deriveUuid("/a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(deriveUuid("/a")).not.toBe(deriveUuid("/b"));
  });
});

describe("folders", () => {
  it.each([["../../etc"], [".."], ["."], ["a/b"], [".client-key"]])("of a lab or host named %s stay inside", (odd) => {
    expect(labFolder(odd).slice(labsFolder().length + 1)).not.toMatch(/\/|^\.{1,2}$/);
    expect(guestFolder({ lab: "dev", host: odd }).slice(labFolder("dev").length + 1)).not.toMatch(/\/|^\./);
  });
});
