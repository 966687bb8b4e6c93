import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();
let rows: Row[];
beforeAll(async () => {
  rows = await record(() => new Fabric("fabric", devInput(everyOption)));
});

/** The reference topology with what it leaves out: another switch, ranges, shims, an MTU, a container on two segments. */
function everyOption(input: Parameters<NonNullable<Parameters<typeof devInput>[0]>>[0]): void {
  Object.assign(input.hosts["docker01"] ?? {}, { nics: { east: "ens34" }, docker: "28.1.0", mtu: 9000 });
  Object.assign(input.hosts["docker01"]?.vm ?? {}, { network: "ifupdown" });
  Object.assign(input.hosts["docker02"]?.vm ?? {}, { docker: "26" });
  Object.assign(input.segments["vlan10"] ?? {}, {
    mtu: 1400,
    pool: { size: 16 },
    ipRanges: { docker02: "172.16.10.128/28" },
    shims: { docker01: "172.16.10.100" },
  });
  Object.assign(input.segments["vlan20"] ?? {}, { links: { docker01: "lab20" } });
  input.probe = true;
  input.segments["east"] = { network: "east", subnet: "10.7.0.0/24", gateway: "10.7.0.1", vlan: 10, switch: "east" };
  Object.assign(input.containers?.["bbox10"] ?? {}, {
    attach: { vlan10: "172.16.10.10", east: "10.7.0.10" },
    defaultGateway: "east",
  });
}

function inputsOf(name: string, type?: string): Record<string, unknown> {
  const found = rows.filter((row) => row.name === name && (type === undefined || row.type === type));
  expect(found, name).toHaveLength(1);
  return found[0]?.inputs ?? {};
}

const NETWORK = "docker:index/network:Network";

describe("a topology with every option", () => {
  it("has each host ask for the addresses of its containers first, and makes none when somebody answers", () => {
    const questions = rows.filter(({ name }) => name.endsWith("-ask-first"));
    expect(questions.map(({ name }) => name)).toEqual(["fabric-docker01-ask-first", "fabric-docker02-ask-first"]);
    expect(questions[0]?.inputs["stdin"]).toContain("containers.bbox10.attach.east ens34.10 10.7.0.10 0a07000a\n");
    const dependsOn = (name: string) => rows.find((row) => row.name === name)?.dependsOn ?? [];
    expect(dependsOn("fabric-bbox10-container")).toContain(questions[0]?.urn);
    // The engine fails a component whose registration it has skipped.
    expect(dependsOn("fabric-bbox10")).not.toContain(questions[0]?.urn);
    // The replacement of a network would otherwise replace every container of the host.
    const networks = new Set(rows.filter(({ type }) => type === NETWORK).map(({ urn }) => urn));
    expect(questions.flatMap(({ dependsOn }) => dependsOn.filter((urn) => networks.has(urn)))).toEqual([]);
  });

  it("replaces a guest whose engine or network stack changes; what all guests had at first is no change", () => {
    const guests = ["docker01", "docker02"].map((host) => inputsOf(`fabric-${host}-guest`));
    expect(guests.map(({ triggers }) => triggers)).toEqual([["28", "ifupdown"], undefined]);
    const specs = guests.map(({ stdin }) => JSON.parse(stdin as string) as { docker: string; network?: string });
    expect(specs).toMatchObject([{ docker: "28", network: "ifupdown" }, { docker: "26" }]);
    expect(specs[1]).not.toHaveProperty("network");
  });

  it("gives each host its range of automatic addresses", () => {
    const pools = ["docker01", "docker02"].map((host) => inputsOf(`fabric-mac_net10-${host}`, NETWORK)["ipamConfigs"]);
    expect(pools[0]).toEqual([
      {
        subnet: "172.16.10.0/24",
        gateway: "172.16.10.1",
        ipRange: expect.stringMatching(/^172\.16\.10\.\d+\/28$/) as string,
      },
    ]);
    expect(pools[1]).toMatchObject([{ ipRange: "172.16.10.128/28" }]);
    expect(pools[0]).not.toEqual(pools[1]);
  });

  it("puts a segment of another switch on the NIC there, of the hosts that have one, and labels its network", () => {
    expect(rows.filter(({ name }) => name.startsWith("fabric-east-")).map(({ name }) => name)).not.toContain(
      "fabric-east-docker02",
    );
    expect(inputsOf("fabric-east-docker01", NETWORK)).toMatchObject({
      options: { parent: "ens34.10", macvlan_mode: "bridge" },
      labels: expect.arrayContaining([{ label: "macvlan-fabric.switch", value: "east" }]) as unknown[],
    });
    expect(inputsOf("fabric-mac_net10-docker01", NETWORK)["labels"]).toHaveLength(1);
    expect(String(inputsOf("fabric-docker01-prepare")["stdin"])).toContain(
      "nics='ens33 hosts.docker01.nic\nens34 hosts.docker01.nics.east'\n",
    );
  });

  it("names the default gateway of a container on two segments, and of no other", () => {
    expect(inputsOf("fabric-bbox10-container")["networksAdvanced"]).toMatchObject([
      { name: "mac_net10" },
      { name: "east", gwPriority: 1 },
    ]);
    expect(JSON.stringify(inputsOf("fabric-bbox11-container")["networksAdvanced"])).not.toContain("gwPriority");
  });

  it("makes a subinterface with a name of its own anew when its VLAN or NIC changes, as the usual name would", () => {
    expect(inputsOf("fabric-vlan10-docker01-link")["triggers"]).toEqual(["ens33.10"]);
    expect(inputsOf("fabric-vlan20-docker02-link")["triggers"]).toEqual(["ens33.20"]);
    expect(inputsOf("fabric-vlan20-docker01-link")["triggers"]).toEqual(["lab20 ens33.20"]);
    expect(String(inputsOf("fabric-vlan20-docker01-link")["stdin"])).toContain("link=lab20\n");
    expect(inputsOf("fabric-mac_net20-docker01", NETWORK)).toMatchObject({ options: { parent: "lab20" } });
  });

  it("makes a shim after the link that it sits on, with routes to the host's own containers alone", () => {
    const shims = rows.filter(({ name }) => name.endsWith("-shim"));
    expect(shims.map(({ name }) => name)).toEqual(["fabric-vlan10-docker01-shim"]);
    const script = String(shims[0]?.inputs["stdin"]);
    expect(script).toContain("link=mv-ens33.10\n");
    expect(script).toContain("targets=172.16.10.10\n");
    expect(shims[0]?.inputDependencies["stdin"]).toEqual(["command:remote:Command::fabric-vlan10-docker01-link"]);
    expect(shims[0]?.deletedWith).toBe("command:local:Command::fabric-docker01-guest");
  });

  it("hands the MTU to the links of the segment, and the oldest engine to the host's preparation", () => {
    expect(String(inputsOf("fabric-vlan10-docker01-link")["stdin"])).toContain("mtu=1400\n");
    expect(String(inputsOf("fabric-vlan20-docker01-link")["stdin"])).toContain("mtu=''\n");
    expect(String(inputsOf("fabric-docker01-prepare")["stdin"])).toContain("oldest=28.1.0\n");
    expect(String(inputsOf("fabric-docker02-prepare")["stdin"])).toContain("oldest=''\n");
  });

  it("registers every URN once", () => {
    const urns = rows.map(({ urn }) => urn);
    expect(urns).toEqual([...new Set(urns)]);
  });
});
