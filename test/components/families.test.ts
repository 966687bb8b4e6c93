import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();
let rows: Row[];
beforeAll(async () => {
  rows = await record(() => new Fabric("fabric", devInput(everyKind)));
});

/** The reference topology with a segment of every kind, and a bridge. */
function everyKind(input: Parameters<NonNullable<Parameters<typeof devInput>[0]>>[0]): void {
  const gateways = { ipv4: "10.1.0.1", ipv6: "fd00:1::1" };
  Object.assign(input.hosts["docker01"] ?? {}, { nics: { radio: "wlan0" } });
  Object.assign(input.segments["vlan10"] ?? {}, {
    hostAddresses: { docker01: ["192.168.10.10/24", "fd00:10::10/64"] },
  });
  Object.assign(input.segments, {
    both: {
      ...{ network: "both", vlan: 30 },
      subnets: [
        { subnet: "10.1.0.0/24", gateway: gateways.ipv4, ipRanges: { docker01: "10.1.0.128/28" } },
        { subnet: "10.2.0.0/24", gateway: "10.2.0.1" },
        { subnet: "fd00:1::/64", gateway: gateways.ipv6 },
      ],
      shims: { docker01: ["10.1.0.60", "fd00:1::60"] },
    },
    open: { network: "open", vlan: 31, subnet: "fd00:31::/64", gateway: "fd00:31::1", slaac: true },
    inner: { network: "inner", vlan: 32, subnet: "10.32.0.0/24", internal: true },
    air: {
      ...{ network: "air", switch: "radio", driver: "ipvlan", subnet: "10.33.0.0/24", gateway: "10.33.0.1" },
      shims: { docker01: "10.33.0.60" },
    },
  });
  input.bridges = { nat: { network: "nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
  Object.assign(input.containers ?? {}, {
    both: {
      host: "docker01",
      image: "busybox",
      attach: { both: { address: ["10.1.0.10", "fd00:1::a"], mac: "02:00:00:00:00:0A" } },
    },
    open: { host: "docker02", image: "busybox", attach: { open: "fd00:31::a" } },
    way: {
      ...{ host: "docker01", image: "busybox", attach: { inner: "10.32.0.10" }, bridges: { nat: "172.30.0.10" } },
      defaultGateway: "nat",
    },
    air: { host: "docker01", image: "busybox", attach: { air: "10.33.0.10" } },
  });
}

function inputsOf(name: string, type?: string): Record<string, unknown> {
  const found = rows.filter((row) => row.name === name && (type === undefined || row.type === type));
  expect(found, name).toHaveLength(1);
  return found[0]?.inputs ?? {};
}

const NETWORK = "docker:index/network:Network";
const stdin = (name: string): string => String(inputsOf(name)["stdin"]);

describe("networks of every kind", () => {
  it("have every subnet of the plan, and ranges on the hosts that have one", () => {
    expect(inputsOf("fabric-both-docker01", NETWORK)).toMatchObject({
      driver: "macvlan",
      options: { parent: "ens33.30", macvlan_mode: "bridge" },
      ipv6: true,
      ipamConfigs: [
        { subnet: "10.1.0.0/24", gateway: "10.1.0.1", ipRange: "10.1.0.128/28" },
        { subnet: "10.2.0.0/24", gateway: "10.2.0.1" },
        { subnet: "fd00:1::/64", gateway: "fd00:1::1" },
      ],
    });
    expect(JSON.stringify(inputsOf("fabric-both-docker02", NETWORK)["ipamConfigs"])).not.toContain("ipRange");
  });

  it("are kept to IPv6 where the plan has no IPv4", () => {
    const { options, ipv6 } = inputsOf("fabric-open-docker01", NETWORK);
    expect([options, ipv6]).toEqual([
      { parent: "ens33.31", macvlan_mode: "bridge", "com.docker.network.enable_ipv4": "false" },
      true,
    ]);
  });

  it("have no gateway where they are internal, and no other network is", () => {
    expect(inputsOf("fabric-inner-docker01", NETWORK)).toMatchObject({
      internal: true,
      ipamConfigs: [{ subnet: "10.32.0.0/24" }],
    });
    const others = rows.filter(({ type, name }) => type === NETWORK && !name.includes("-inner-"));
    for (const { inputs, urn } of others) expect(Object.keys(inputs), urn).not.toContain("internal");
  });

  it("are of the driver that the segment names, in its mode", () => {
    expect(inputsOf("fabric-air-docker01", NETWORK)).toMatchObject({
      driver: "ipvlan",
      options: { parent: "wlan0", ipvlan_mode: "l2" },
    });
  });

  it("are bridges on the hosts whose containers are on them, with nothing for a daemon's defaults to add", () => {
    const bridges = rows.filter(({ type, name }) => type === NETWORK && name.startsWith("fabric-nat-"));
    expect(bridges.map(({ name }) => name)).toEqual(["fabric-nat-docker01"]);
    expect(bridges[0]?.inputs).toMatchObject({
      ...{ name: "nat", driver: "bridge", ipv6: false, options: { "com.docker.network.enable_ipv6": "false" } },
      ipamConfigs: [{ subnet: "172.30.0.0/24", gateway: "172.30.0.1" }],
    });
  });
});

describe("containers on networks of every kind", () => {
  const networksOf = (name: string): unknown => inputsOf(`fabric-${name}-container`)["networksAdvanced"];
  const driverOpts = [
    "com.docker.network.endpoint.sysctls=net.ipv6.conf.IFNAME.accept_ra=0,net.ipv6.conf.IFNAME.autoconf=0",
  ];

  it("have an address of each family, and listen to router advertisements only where the segment says so", () => {
    expect(networksOf("both")).toEqual([
      { name: "both", ipv4Address: "10.1.0.10", ipv6Address: "fd00:1::a", driverOpts },
    ]);
    expect(networksOf("open")).toEqual([{ name: "open", ipv6Address: "fd00:31::a" }]);
  });

  it("go out by the bridge that they name", () => {
    expect(networksOf("way")).toEqual([
      { name: "inner", ipv4Address: "10.32.0.10" },
      { name: "nat", ipv4Address: "172.30.0.10", gwPriority: 1 },
    ]);
  });

  it("get the MACs that are asked for, by a command that runs for each new container, and no others", () => {
    const commands = rows.filter(({ name }) => name.endsWith("-macs"));
    expect(commands.map(({ name }) => name)).toEqual(["fabric-both-macs"]);
    expect(commands[0]?.inputDependencies["stdin"]).toEqual([
      "docker:index/container:Container::fabric-both-container",
    ]);
    expect(stdin("fabric-both-macs")).toContain("macs='both 02:00:00:00:00:0a containers.both.attach.both.mac'\n");
    expect(commands[0]?.deletedWith).toBe("command:local:Command::fabric-docker01-guest");
  });

  it("are replaced when their MACs change, and carry no label without one", () => {
    const label = { label: "macvlan-fabric.macs", value: "both 02:00:00:00:00:0a" };
    const all = rows.filter(({ type }) => type === "docker:index/container:Container");
    const labelled = all.filter(({ inputs }) => JSON.stringify(inputs["labels"]).includes(label.label));
    expect(labelled.map(({ name }) => name)).toEqual(["fabric-both-container"]);
    expect(labelled[0]?.inputs["labels"]).toContainEqual(label);
  });
});

describe("hosts that carry networks of every kind", () => {
  it("get all their addresses on a VLAN, and a shim of the segment's own type", () => {
    expect(stdin("fabric-vlan10-docker01-link")).toContain("addresses='192.168.10.10/24 fd00:10::10/64'\n");
    expect(stdin("fabric-both-docker01-shim")).toContain("addresses='10.1.0.60/32 fd00:1::60/128'\n");
    expect(stdin("fabric-both-docker01-shim")).toContain("targets='10.1.0.10 fd00:1::a'\n");
    const air = stdin("fabric-air-docker01-shim");
    for (const line of ["driver=ipvlan", "mode=l2", "mac=''", "carrier=wlan0"]) expect(air).toContain(`\n${line}\n`);
  });

  it("make no NIC promiscuous that carries ipvlan alone", () => {
    expect(stdin("fabric-docker01-prepare")).toContain(
      "nics='ens33 hosts.docker01.nic\nwlan0 hosts.docker01.nics.radio'\n",
    );
    expect(stdin("fabric-docker01-prepare")).toContain("promiscuous=ens33\n");
  });

  it("are prepared only with an engine that can do what the plan needs there", () => {
    const lines = /\nrequirements='([^']*)'/.exec(stdin("fabric-docker01-prepare"))?.[1]?.split("\n") ?? [];
    expect(lines.map((line) => line.split(" needs ")[0])).toEqual([
      "27.0.0 - segments.both.slaac",
      "28.0.0 - segments.open",
      "28.0.0 - segments.inner.internal",
      "29.3.0 - containers.both.attach.both.mac",
    ]);
    expect(lines[1]).toMatch(
      /^28\.0\.0 - segments\.open needs Docker 28\.0\.0 or later: .*: upgrade Docker, or add an IPv4/,
    );
    const required = ["docker01", "docker02"].map(
      (host) => inputsOf(`fabric-${host}`, "macvlan-fabric:index:DockerHost")["required"],
    );
    expect(required).toEqual(["29.3.0", "28.0.0"]);
  });
});
