import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { TOKENS } from "../../components/tokens";
import { hostFile } from "../../host/render";
import { readShell } from "../../support/shell-script";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { goldenRows, SECRET_MARK } from "../support/golden";
import { record, type Row } from "../support/record";

useOwnCache();
let rows: Row[];
beforeAll(async () => {
  rows = await record(() => new Fabric("fabric", devInput()));
});

function row(name: string): Row {
  const found = rows.find(({ urn }) => urn.endsWith(`::${name}`) && !urn.startsWith("macvlan-fabric:"));
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

function ofType(type: string): Row[] {
  return rows.filter((candidate) => candidate.type === type);
}

describe("the reference topology under mocks", () => {
  it("registers what the golden file says", async () => {
    await expect(`${JSON.stringify(goldenRows(rows), null, 2)}\n`).toMatchFileSnapshot("../golden/dev.json");
  });

  it("registers every URN once", () => {
    const urns = rows.map(({ urn }) => urn);
    expect(urns).toEqual([...new Set(urns)]);
  });

  it("replaces the registry with its certificate when the address of its host changes", () => {
    expect(row("fabric-registry-server").replacementTrigger).toBe("docker01 192.168.1.11");
  });

  it("registers the fabric first, with the plan and nothing else as its inputs", () => {
    const fabric = rows.find(({ type }) => type === TOKENS.fabric);
    expect(Object.keys(fabric?.inputs ?? {})).toEqual(["plan"]);
  });

  it("gives every resource but the fabric a component as parent, and a name that begins with the fabric's", () => {
    for (const { urn, parent, type, name } of rows) {
      if (type === TOKENS.fabric) continue;
      expect(parent, urn).toMatch(/^macvlan-fabric:index:/);
      expect(name, urn).toMatch(/^fabric-/);
    }
  });

  it("makes every Docker resource with the provider of its host, and replaces none but a pull before it is deleted", () => {
    const made = rows.filter(({ type }) => type.startsWith("docker:"));
    expect(made).toHaveLength(6 + 7 + 2 + 1);
    for (const { urn, name, provider, deleteBeforeReplace } of made) {
      expect(provider, urn).toMatch(/^pulumi:providers:docker::fabric-docker0[12]-docker$/);
      expect(deleteBeforeReplace, urn).toBe(name !== "fabric-image-busybox-docker02");
    }
    expect(row("fabric-mac_net10-docker02").provider).toBe("pulumi:providers:docker::fabric-docker02-docker");
    expect(row("fabric-bbox20-container").provider).toBe("pulumi:providers:docker::fabric-docker01-docker");
  });

  it("replaces a network with its subinterface, and a container with its network", () => {
    expect(row("fabric-mac_net10-docker01").inputDependencies["options"]).toEqual([
      "command:remote:Command::fabric-vlan10-docker01-link",
    ]);
    expect(row("fabric-bbox10-container").inputDependencies["networksAdvanced"]).toEqual([
      "docker:index/network:Network::fabric-mac_net10-docker01",
    ]);
    expect(row("fabric-vlan10-docker01-link").deleteBeforeReplace).toBe(true);
  });

  it("makes nothing on a host before it is prepared, and prepares none before its machine is there", () => {
    for (const host of ["docker01", "docker02"]) {
      expect(row(`fabric-${host}-prepare`).dependsOn).toContain(`command:local:Command::fabric-${host}-guest`);
    }
    for (const { urn, dependsOn, type } of rows) {
      if (!type.startsWith("docker:")) continue;
      expect(
        dependsOn.some((name) => /-prepare$/.test(name)),
        urn,
      ).toBe(true);
    }
  });

  it("frees what moves before it makes links and networks, and publishes images without waiting for that", () => {
    const waits = rows.filter(({ dependsOn }) => dependsOn.some((name) => name.endsWith("-release")));
    expect(waits.map(({ name }) => name).sort()).toEqual(
      ["docker01", "docker02"]
        .flatMap((host) => [
          ...["vlan10", "vlan20"].map((segment) => `fabric-${segment}-${host}-link`),
          ...["mac_net1", "mac_net10", "mac_net20"].map((network) => `fabric-${network}-${host}`),
        ])
        .sort(),
    );
    for (const host of ["docker01", "docker02"])
      expect(row(`fabric-${host}-release`).dependsOn).toContain("command:local:Command::fabric-handover");
  });

  it("lets everything on a guest go with the guest", () => {
    const remote = rows.filter(({ type }) => type.startsWith("docker:") || type === "command:remote:Command");
    for (const { urn, deletedWith } of remote)
      expect(deletedWith, urn).toMatch(/^command:local:Command::fabric-docker0[12]-guest$/);
  });

  it("gives each script the time for which it may wait for its turn, and its own", () => {
    const [, turn] = /flock -w (\d+)/.exec(readShell(hostFile("prelude.sh"))) ?? [];
    for (const { urn, inputs } of ofType("command:remote:Command")) {
      for (const command of [inputs["create"], inputs["delete"] ?? inputs["create"]]) {
        const [, seconds] = /timeout (\d+) sh/.exec(String(command)) ?? [];
        expect(Number(seconds), urn).toBeGreaterThanOrEqual(Number(turn) + 30);
      }
    }
  });

  it("pins the host key everywhere", () => {
    for (const { urn, inputs } of ofType("command:remote:Command")) {
      expect(JSON.stringify(inputs["connection"]), urn).toContain('"hostKey":"ssh-ed25519 ');
    }
    for (const { urn, inputs } of ofType("pulumi:providers:docker")) {
      expect(inputs["sshOpts"], urn).toContain('"StrictHostKeyChecking=yes"');
      expect(inputs["sshOpts"], urn).toMatch(/"KnownHostsCommand=\/bin\/echo %H ssh-ed25519 [A-Za-z0-9+/=]+"/);
    }
  });

  it("sends no private key in plain", () => {
    const strip = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(strip);
      if (!(value instanceof Object)) return value;
      return SECRET_MARK in value
        ? "secret"
        : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
    };
    const sent = JSON.stringify(rows.map(({ inputs }) => inputs));
    expect(sent).toContain("PRIVATE KEY");
    expect(JSON.stringify(rows.map(({ inputs }) => strip(inputs)))).not.toContain("PRIVATE KEY");
  });

  it("starts containers without capabilities, by digest, with their planned address and the engine's MAC", () => {
    const { inputs } = row("fabric-bbox11-container");
    expect(inputs["networksAdvanced"]).toEqual([{ name: "mac_net10", ipv4Address: "172.16.10.11" }]);
    expect(inputs).toMatchObject({
      image: `192.168.1.11:5000/busybox@sha256:${"feed".repeat(16)}`,
      capabilities: { adds: [], drops: ["ALL"] },
      memory: 64,
      restart: "unless-stopped",
    });
  });
});

describe("a changed topology", () => {
  it("without a segment lacks its parts alone", async () => {
    const without = await record(
      () =>
        new Fabric(
          "fabric",
          devInput((input) => {
            delete input.segments["vlan20"];
            delete (input.containers ?? {})["bbox20"];
            delete (input.containers ?? {})["bbox21"];
          }),
        ),
    );
    const left = new Set(without.map(({ urn }) => urn));
    const gone = rows.map(({ urn }) => urn).filter((urn) => !left.has(urn));
    expect(gone).toHaveLength(11);
    for (const urn of gone) expect(urn).toMatch(/fabric-(vlan20|mac_net20|bbox20|bbox21)/);
  });

  it("has a network on each of two switches that have the same name, on other hosts", async () => {
    const twins = await record(
      () =>
        new Fabric(
          "fabric",
          devInput(({ hosts, segments, containers = {} }) => {
            Object.assign(hosts["docker01"] ?? {}, { nics: { east: "ens34" } });
            Object.assign(hosts["docker02"] ?? {}, { nics: { west: "ens34" } });
            const net = (subnet: string, own: string) => ({
              network: "lab",
              switch: own,
              subnet: `${subnet}.0/24`,
              gateway: `${subnet}.1`,
            });
            Object.assign(segments, { east: net("10.1.0", "east"), west: net("10.2.0", "west") });
            containers["far"] = { host: "docker02", image: "busybox", attach: { west: "10.2.0.9" } };
          }),
        ),
    );
    const urns = twins.map(({ urn }) => urn);
    expect(urns).toEqual([...new Set(urns)]);
    const made = twins.filter(
      ({ type, inputs }) => type === "docker:index/network:Network" && inputs["name"] === "lab",
    );
    expect(made.map(({ name }) => name)).toEqual(["fabric-lab-docker01", "fabric-lab-west-docker02"]);
  });

  it("keeps networks and addresses known in a preview, before any command ran", async () => {
    const preview = await record(() => new Fabric("fabric", devInput()), { preview: true });
    const network = preview.find(({ urn }) => urn === "docker:index/network:Network::fabric-mac_net10-docker01");
    expect(network?.inputs).toMatchObject({
      options: { parent: "ens33.10", macvlan_mode: "bridge" },
      ipamConfigs: [{ subnet: "172.16.10.0/24" }],
    });
  });
});
