import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { INVENTORY_FORMATS, renderInventory } from "../../harness/inventory";
import { referenceOutput } from "./fixture";

const output = referenceOutput();
const folder = mkdtempSync(join(tmpdir(), "mf-inventory-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function has(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
}

describe("inventories", () => {
  it.each(INVENTORY_FORMATS)("%s", (format) => {
    expect(renderInventory(format, output)).toMatchSnapshot();
  });

  it("Ansible: groups for each segment and the registry, the host key pinned", () => {
    const inventory = parse(renderInventory("ansible", output)) as {
      all: { hosts: Record<string, Record<string, string>>; children: object };
    };
    expect(Object.keys(inventory.all.children)).toEqual([
      "segment_flat",
      "segment_vlan10",
      "segment_vlan20",
      "registry",
    ]);
    expect(inventory.all.hosts["docker01"]?.["ansible_ssh_common_args"]).toContain(
      "-o 'KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA'",
    );
  });

  it.skipIf(!has("ssh"))("OpenSSH reads the ssh-config as it is meant", () => {
    const file = join(folder, "ssh-config");
    writeFileSync(file, renderInventory("ssh-config", output));
    const { stdout, status } = spawnSync("ssh", ["-G", "-F", file, "docker02"], { encoding: "utf8" });
    expect(status).toBe(0);
    const options = stdout.split("\n");
    expect(options).toContain("hostname 127.0.0.1");
    expect(options).toContain("port 2202");
    expect(options).toContain("stricthostkeychecking true");
    expect(options).toContain("knownhostscommand /bin/echo %H ssh-ed25519 AAAA");
    expect(options).toContain("identityfile /keys/lab");
  });

  it.skipIf(!has("ansible-inventory"))("Ansible reads its inventory", () => {
    const file = join(folder, "inventory.yaml");
    writeFileSync(file, renderInventory("ansible", output));
    const { stdout } = spawnSync("ansible-inventory", ["-i", file, "--list"], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toMatchObject({ segment_vlan10: { hosts: ["docker01", "docker02"] } });
  });
});
