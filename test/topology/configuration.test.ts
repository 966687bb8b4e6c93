import { describe, expect, it } from "vitest";
import { UserError } from "../../support/errors";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { readFabric } from "../support/dev-stack";

/** Sets the value at a path of the reference topology, or deletes it. */
function broken(path: string, value: unknown): unknown {
  const raw = structuredClone(readFabric("Pulumi.dev.yaml"));
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const place = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], raw) as Record<
    string,
    unknown
  >;
  place[last] = value;
  return raw;
}

function message(raw: unknown): string {
  try {
    parseFabric(raw);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("parseFabric names path, value and remedy", () => {
  it("accepts the reference topology", () => {
    expect(message(readFabric("Pulumi.dev.yaml"))).toBe("accepted");
  });

  it.each([
    [
      "lan.subnet",
      "192.168.1.0/33",
      'lan.subnet: "192.168.1.0/33" is not a valid subnet: write it as 172.16.10.0/24 or fd00:10::/64',
    ],
    [
      "segments.vlan10.subnet",
      "172.16.10.5/24",
      'segments.vlan10.subnet: "172.16.10.5/24" has host bits set: write 172.16.10.0/24',
    ],
    [
      "hosts.docker01.address",
      "192.168.1.300",
      'hosts.docker01.address: "192.168.1.300" is not a valid IP address: write it as 192.168.1.11 or fd00::b',
    ],
    ["segments.vlan10.vlan", 4095, "segments.vlan10.vlan: 4095 is not a valid VLAN ID: give 1 to 4094"],
    ["segments.vlan10.vlan", "ten", 'segments.vlan10.vlan: "ten" is of the wrong type: give a number'],
    ["segments.vlan10.gatway", "172.16.10.1", 'segments.vlan10.gatway: unknown key "gatway": did you mean "gateway"?'],
    ["hosts.docker01.vm.sshport", 22, 'hosts.docker01.vm.sshport: unknown key "sshport": did you mean "sshPort"?'],
    [
      "hosts.docker01.nic",
      "averylonginterface",
      'hosts.docker01.nic: "averylonginterface" is too long for an interface name: Linux allows 15 characters',
    ],
    ["hosts.docker01.vm", { kind: "vmware" }, 'hosts.docker01.vm.kind: "vmware" is unknown: give one of lab, existing'],
    ["hosts.docker01.vm", { kind: "existing", ssh: {} }, "hosts.docker01.vm.ssh.hostKey: is missing: add it"],
    [
      "containers.bbox1.attach",
      {},
      "containers.bbox1.attach: {} attaches to no segment: write it as { vlan10: 172.16.10.10 }",
    ],
    [
      "containers.bbox1.capabilities",
      ["NET_RAW"],
      'containers.bbox1.capabilities.0: "NET_RAW" is not a capability: write it as CAP_NET_RAW',
    ],
    ["registry.port", 70000, "registry.port: 70000 is out of range: give at most 65535"],
    ["registry.rotation", 0, "registry.rotation: 0 is out of range: give at least 1"],
    [
      "registry.name",
      "Registry.example.com:5000",
      'registry.name: "Registry.example.com:5000" is not a name of a host: write it in lower case, as registry.example.com',
    ],
    [
      "registry.aliases",
      ["10.1"],
      'registry.aliases.0: "10.1" is not a name of a host: write it in lower case, as registry.example.com',
    ],
    ["hosts", {}, "hosts: {} names no host: add one"],
    [
      "segments.vlan10.mode",
      "passthru",
      'segments.vlan10.mode: "passthru" is unknown: give one of bridge, private, vepa',
    ],
    [
      "hosts.a b",
      {},
      `hosts.a b: "a b" is not a valid name: use letters, digits, and '-' between them, at most 40, such as docker01`,
    ],
    ["lan.gateway", undefined, "accepted"],
  ])("%s = %j", (path, value, expected) => {
    expect(message(broken(path, value))).toContain(expected);
  });

  it("lists every mistake at once, under the configuration key", () => {
    const raw = broken("lan.subnet", "x") as Record<string, unknown>;
    raw["hots"] = {};
    expect(message(raw)).toBe(
      [
        "2 problems in the configuration macvlan-fabric:fabric:",
        '  - lan.subnet: "x" is not a valid subnet: write it as 172.16.10.0/24 or fd00:10::/64',
        '  - hots: unknown key "hots": did you mean "hosts"?',
      ].join("\n"),
    );
  });

  it.each([undefined, null, 7, "text", []])("refuses %j as a whole", (raw) => {
    expect(message(raw)).toMatch(/^1 problem in the configuration macvlan-fabric:fabric:\n {2}- \(top\): /);
  });
});
