import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../support/run-command";
import { ENGINES } from "../../lab/image/engines";
import { hash } from "../../lab/image/hash";
import { baseKey, GUEST_SOURCES, STACK_SOURCES } from "../../lab/image/key";

const files = [GUEST_SOURCES, STACK_SOURCES]
  .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const scripts = files.filter((file) => /^#!|\.sh$/.test(`${readFileSync(file, "utf8").slice(0, 2)}${file}`));

describe("the guest's sources", () => {
  it.each(scripts.map((file) => [relative(dirname(GUEST_SOURCES), file), file]))(
    "%s is what a shell accepts",
    async (_, file) => {
      expect((await runCommand("sh", ["-n", file])).all).toBe("");
    },
  );

  it("are all shell-checked", () => {
    expect(scripts.length).toBeGreaterThanOrEqual(6);
  });

  it("name no host to download from", () => {
    for (const file of files) expect(readFileSync(file, "utf8")).not.toMatch(/(https?|ftp):\/\/(?!127\.0\.0\.1)/);
  });

  it.each([
    ["etc/ssh/sshd_config.d/lab.conf", /^UseDNS no$/m],
    ["etc/ssh/sshd_config.d/lab.conf", /^PasswordAuthentication no$/m],
  ])("%s has %s", (file, line) => {
    expect(readFileSync(join(GUEST_SOURCES, "rootfs", file), "utf8")).toMatch(line);
  });

  it("have the limits of a stock sshd, as users' hosts have", () => {
    const text = readFileSync(join(GUEST_SOURCES, "rootfs/etc/ssh/sshd_config.d/lab.conf"), "utf8");
    expect(text).not.toMatch(/^(MaxStartups|MaxSessions|PerSource\w+|LoginGraceTime)\b/m);
  });

  it("give the management NIC no way out", () => {
    const text = readFileSync(join(GUEST_SOURCES, "rootfs/etc/systemd/network/10-eth0.network"), "utf8");
    expect(text).not.toMatch(/Gateway|DHCP/);
  });

  it("leave 802.1Q to host preparation", () => {
    for (const file of files) expect(readFileSync(file, "utf8")).not.toContain("8021q");
  });
});

describe("keys of cached images", () => {
  it("are the same on every run", () => {
    expect(baseKey({ docker: "28", stacks: true })).toBe(baseKey({ docker: "28", stacks: true }));
  });

  it("differ between engines, and with all network stacks", () => {
    const keys = ENGINES.flatMap((docker) => [false, true].map((stacks) => baseKey({ docker, stacks })));
    expect(new Set(keys).size).toBe(2 * ENGINES.length);
  });

  it("tell lists of texts apart that read the same when joined", () => {
    expect(hash("a", "bc")).not.toBe(hash("ab", "c"));
  });
});
