import { describe, expect, it } from "vitest";
import type { AddressPlan } from "../../topology/plan/address-plan";
import { addressPlan } from "../../topology/plan/build-plan";
import { devTopology } from "../support/dev-stack";
import { analyze, analyzeWith, UNKNOWN, type Resource } from "./analyze";
import * as make from "./resources";

const sound = make.planOf("Pulumi.dev.yaml");

const MAC = "02:00:00:00:00:01";

const PLAN_RULES = [
  ...["overlapping-subnets", "duplicate-address", "address-outside-subnet", "unusable-address"],
  ...["duplicate-mac", "shared-vlan", "duplicate-network"],
];

/** What the rules about addresses report, without the description that the SDK puts first. */
async function conflicts(resources: readonly Resource[]): Promise<string[]> {
  const found = await analyze(resources);
  return found
    .filter(({ level, policy }) => level === "mandatory" && PLAN_RULES.includes(policy))
    .map(({ policy, message }) => `${policy}: ${message.split("\n")[1] ?? ""}`);
}

function changed(change: Partial<AddressPlan>): Resource {
  return make.fabric({ ...sound, ...change });
}

describe("the plan of a Fabric", () => {
  it("passes when it is sound", async () => {
    expect(await analyze([make.fabric(sound)])).toEqual([]);
  });

  it("is refused for the duplicates of the tutorial, naming both owners", async () => {
    expect(await conflicts([make.fabric(make.planOf("test/fixtures/tutorial.yaml"))])).toEqual([
      expect.stringMatching(
        /^duplicate-address: .*172\.16\.10\.10 of container bbox10b on docker02 .* container bbox10 on docker01/,
      ),
      expect.stringMatching(
        /^duplicate-address: .*172\.16\.20\.20 of container bbox20b on docker02 .* container bbox20 on docker01/,
      ),
    ]);
  });

  const [bbox1, bbox2] = sound.addresses.filter(({ kind }) => kind === "container");
  const [, flat] = sound.subnets;
  const [net1, net10] = sound.networks;
  if (!bbox1 || !bbox2 || !flat || !net1 || !net10) throw new Error("the reference topology has changed");

  it.each([
    [
      "overlapping-subnets",
      changed({ subnets: [...sound.subnets, { ...flat, subnet: "172.22.0.0/16", domain: "VLAN 9" }] }),
    ],
    ["duplicate-address", changed({ addresses: [...sound.addresses, { ...bbox2, address: bbox1.address, mac: MAC }] })],
    ["address-outside-subnet", changed({ addresses: [{ ...bbox1, address: "172.22.17.10" }] })],
    ["unusable-address", changed({ addresses: [{ ...bbox1, address: "172.22.16.255" }] })],
    [
      "duplicate-mac",
      changed({
        addresses: [
          { ...bbox1, mac: MAC },
          { ...bbox2, mac: MAC },
        ],
      }),
    ],
    [
      "duplicate-mac",
      changed({
        addresses: [
          { ...bbox1, mac: MAC },
          { ...bbox2, kind: "shim", owner: "shim a", mac: MAC },
        ],
      }),
    ],
    [
      "duplicate-mac",
      changed({
        addresses: [
          { ...bbox1, mac: MAC },
          { ...bbox2, owner: "container b of stack x", stack: "x", mac: MAC },
        ],
      }),
    ],
    ["shared-vlan", changed({ networks: [net1, { ...net10, domain: net1.domain }] })],
    ["duplicate-network", changed({ networks: [net1, { ...net10, network: net1.network }] })],
  ])("is refused by %s, and by no other rule", async (rule, resource) => {
    const found = await conflicts([resource]);
    expect(found.map((line) => line.split(":")[0])).toEqual([rule]);
  });
});

describe("networks created by hand", () => {
  it("are one network on several hosts when name, subnet and VLAN ID are the same", async () => {
    const other = make.network({ options: { parent: "eth0.10" } }, "docker02");
    expect(await conflicts([make.network(), other])).toEqual([]);
  });

  it.each([
    ["the name", { name: "other", options: { parent: "ens33.7" }, ipamConfigs: [{ subnet: "172.16.10.0/24" }] }],
    ["the VLAN ID", { options: { parent: "ens33.11" } }],
    ["the prefix", { ipamConfigs: [{ subnet: "172.16.10.0/25" }] }],
    [
      "an ip-range beside another name",
      {
        name: "b",
        options: { parent: "ens33.7" },
        ipamConfigs: [{ subnet: "172.16.0.0/16", ipRange: "172.16.9.0/24" }],
      },
    ],
  ])("are refused at the second one when they overlap and differ in %s", async (_, props) => {
    expect(await conflicts([make.network(), make.network(props, "docker02")])).toEqual([
      expect.stringMatching(/^overlapping-subnets: .*172\.16\..* overlaps .*172\.16\./),
    ]);
  });

  it("may be bridges of the same subnet on two hosts, and not on one", async () => {
    const one = make.bridge("a", "172.30.0.0/24", "docker01");
    expect(await conflicts([one, make.bridge("b", "172.30.0.0/24", "docker02")])).toEqual([]);
    expect(await conflicts([one, make.bridge("b", "172.30.0.0/25", "docker01")])).toHaveLength(1);
    expect(await conflicts([make.network(), make.bridge("b", "172.16.10.0/25", "docker01")])).toHaveLength(1);
  });

  it("are refused on a Fabric's segment, before the network of that segment registers", async () => {
    const part = make.network({
      name: "part",
      options: { parent: "ens33.7" },
      ipamConfigs: [{ subnet: "172.16.10.128/25" }],
    });
    expect(await conflicts([make.fabric(sound), part])).toEqual([
      expect.stringMatching(/^overlapping-subnets: docker\.Network "part-docker01" .* of segment vlan10/),
    ]);
    expect(await conflicts([make.fabric(sound), make.network()])).toEqual([]);
  });

  it("are refused on the subnet of a Fabric's hosts on another VLAN", async () => {
    const lan = { name: "lan", ipamConfigs: [{ subnet: "192.168.1.0/24", gateway: "192.168.1.1" }] };
    expect(
      await conflicts([make.fabric(sound), make.network({ ...lan, options: { parent: "ens33.7" } })]),
    ).toHaveLength(1);
    expect(await conflicts([make.fabric(sound), make.network({ ...lan, options: { parent: "ens33" } })])).toEqual([]);
  });
});

describe("a VLAN whose link has another name on each host", () => {
  const [eth, named] = ["eth0.100", "vlan100"].map((parent, index) =>
    make.network({ options: { parent } }, `docker0${index + 1}`),
  );
  const both = [make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10", "docker02")];
  if (!eth || !named) throw new Error("no networks");

  it.each(["vlan100", "vlan.100", "VLAN0100"])("is one domain with %s", async (parent) => {
    const other = make.network({ options: { parent } }, "docker02");
    expect(await conflicts([eth, other])).toEqual([]);
    expect(await conflicts([eth, other, ...both])).toEqual([
      expect.stringMatching(/^duplicate-address: .*container b on docker02 .*container a on docker01.* VLAN 100/),
    ]);
    expect(await conflicts([other, eth, ...both])).toHaveLength(1);
  });

  it("is one domain by the subinterface that the stack creates", async () => {
    const link = make.subinterface("iot", { host: "docker02", nic: "eno1", vlan: 100, link: "iot-vlan" });
    const other = make.network({ options: { parent: "iot-vlan" } }, "docker02");
    expect(await conflicts([link, eth, other])).toEqual([]);
    expect(await conflicts([link, eth, other, ...both])).toEqual([
      expect.stringMatching(/^duplicate-address: .* VLAN 100/),
    ]);
  });

  it("is one domain by the segment that the network belongs to", async () => {
    const segment = make.segment("iot", { network: "mac_net10", vlan: 100 });
    const adopted = make.inSegment(make.network({ options: { parent: "iot-vlan" } }, "docker02"), "iot");
    expect(await conflicts([segment, eth, adopted])).toEqual([]);
    expect(await conflicts([segment, eth, adopted, ...both])).toHaveLength(1);
  });

  it("is another domain with another ID", async () => {
    const other = make.network({ options: { parent: "vlan101" } }, "docker02");
    expect(await conflicts([eth, other])).toEqual([expect.stringMatching(/^overlapping-subnets: /)]);
  });
});

describe("the bridge networks of a Fabric", () => {
  const { topology } = devTopology((configuration) => {
    configuration.bridges = { nat: { network: "nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
    Object.values(configuration.containers ?? {}).forEach((container, index) => {
      container.bridges = { nat: `172.30.0.${index + 10}` };
      container.defaultGateway = "nat";
    });
  });
  const plan = addressPlan(topology);
  const nat = (host: string, props: object = {}): Resource =>
    make.network(
      {
        name: "nat",
        driver: "bridge",
        options: {},
        ipamConfigs: [{ subnet: "172.30.0.0/24", gateway: "172.30.0.1" }],
        ...props,
      },
      host,
    );

  it("are in the plan", () => {
    expect(plan.subnets).toContainEqual(expect.objectContaining({ kind: "bridge", subnet: "172.30.0.0/24" }));
  });

  it("pass on every host, whichever registers first", async () => {
    expect(await conflicts([make.fabric(plan), nat("docker01"), nat("docker02")])).toEqual([]);
    expect(await conflicts([make.fabric(plan), nat("docker02"), nat("docker01")])).toEqual([]);
  });

  it("pass every rule with a container on each host", async () => {
    const at = (name: string, last: number, host: string): Resource =>
      make.container(name, `172.30.0.${last}`, host, { name: "nat" });
    const containers = [at("a", 10, "docker01"), at("b", 10, "docker02")];
    expect(await analyze([make.fabric(plan), nat("docker01"), nat("docker02"), ...containers])).toEqual([]);
    expect(await conflicts([make.fabric(plan), nat("docker01"), ...containers, at("c", 10, "docker01")])).toHaveLength(
      1,
    );
    expect(await conflicts([make.fabric(plan), nat("docker01"), at("c", 1, "docker01")])).toHaveLength(1);
  });

  it.each([
    ["another name", "docker01", { name: "other" }],
    ["another prefix", "docker01", { ipamConfigs: [{ subnet: "172.30.0.0/25" }] }],
  ])("do not let a network by hand have %s", async (_, host, props) => {
    expect(await conflicts([make.fabric(plan), nat(host, props)])).toEqual([
      expect.stringMatching(/^overlapping-subnets: .* of bridge nat/),
    ]);
    expect(await conflicts([make.fabric(plan), nat(host), nat(host, { ...props, name: "other" })])).toHaveLength(1);
  });

  it("do not stand in the way of another host", async () => {
    expect(await conflicts([make.fabric(plan), nat("docker09", { name: "other" })])).toEqual([]);
  });
});

describe("containers created by hand", () => {
  const nets = [make.network(), make.network({}, "docker02")];
  const [ten, eleven] = [
    make.container("bbox10", "172.16.10.10"),
    make.container("bbox11", "172.16.10.11", "docker02"),
  ];

  it("pass with addresses of their own", async () => {
    expect(await conflicts([...nets, ten, eleven])).toEqual([]);
  });

  it("are refused at the second owner of an address, on another host, and name both", async () => {
    const found = await conflicts([...nets, ten, make.container("bbox12", "172.16.10.10", "docker02"), eleven]);
    expect(found).toHaveLength(1);
    const parts = [
      'duplicate-address: docker.Container "bbox12" networksAdvanced[0].ipv4Address: ',
      ...["172.16.10.10", "container bbox12 on docker02", "container bbox10 on docker01"],
      ...['docker.Container "bbox10" networksAdvanced[0].ipv4Address', "VLAN 10", "172.16.10.11."],
    ];
    for (const part of parts) expect(found[0]).toContain(part);
    expect(found[0]).toMatch(/bbox12 on docker02 is already taken by container bbox10 on docker01/);
  });

  it("are refused when they register before their network", async () => {
    expect(await conflicts([make.container("a", "172.16.99.1"), make.network()])).toHaveLength(1);
  });

  it.each([
    ["duplicate-address", "172.16.10.1"],
    ["unusable-address", "172.16.10.0"],
    ["unusable-address", "172.16.10.255"],
    ["address-outside-subnet", "172.16.11.10"],
  ])("are refused by %s with %s", async (rule, address) => {
    const found = await conflicts([...nets, make.container("bbox10", address)]);
    expect(found.map((line) => line.split(":")[0])).toEqual([rule]);
  });

  it("are refused on an address that the network reserves, which several hosts may do", async () => {
    const kept = {
      ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", auxAddress: { shim: "172.16.10.9" } }],
    };
    const both = [make.network(kept), make.network(kept, "docker02")];
    expect(await conflicts(both)).toEqual([]);
    expect(await conflicts([...both, make.container("a", "172.16.10.9")])).toHaveLength(1);
  });

  it("are refused on the address of a Fabric's host", async () => {
    const lan = make.network({
      name: "lan",
      options: { parent: "ens33" },
      ipamConfigs: [{ subnet: "192.168.1.0/24", gateway: "192.168.1.1" }],
    });
    const taken = make.container("a", "192.168.1.13", "docker01", { name: "lan" });
    expect(await conflicts([make.fabric(sound), lan, taken])).toEqual([
      expect.stringMatching(/^duplicate-address: .*192\.168\.1\.13 .*host docker02 \(ens33\)/),
    ]);
  });

  it("may lie in the second subnet of their network", async () => {
    const pools = [{ subnet: "172.16.9.0/24" }, { subnet: "172.16.10.0/24" }];
    expect(await conflicts([make.network({ ipamConfigs: pools }), make.container("a", "172.16.10.10")])).toEqual([]);
  });

  it("are compared in IPv6 by value", async () => {
    const six = make.network({ ipamConfigs: [{ subnet: "fd00:10::/64", gateway: "fd00:10::1" }] });
    const at = (name: string, ipv6Address: string): Resource =>
      make.containerWith(name, { networksAdvanced: [{ name: "mac_net10", ipv6Address }] });
    expect(await conflicts([six, at("a", "fd00:10::a"), at("b", "FD00:10:0::000a")])).toHaveLength(1);
    expect(await conflicts([six, at("a", "fd00:10::a"), at("b", "fd00:10::b")])).toEqual([]);
  });

  it("are each compared with the subnet of their family", async () => {
    const both = (name: string, last: string, host: string): Resource =>
      make.container(name, `172.16.10.${last}`, host, { ipv6Address: `fd00:10::${last}` });
    const dual = [make.dualNetwork(), make.dualNetwork({}, "docker02")];
    expect(await conflicts([...dual, both("a", "10", "docker01"), both("b", "11", "docker02")])).toEqual([]);
    expect(await conflicts([...dual, both("a", "10", "docker01"), both("b", "10", "docker02")])).toHaveLength(2);
    expect(
      await conflicts([...dual, make.container("a", "172.16.10.10", "docker01", { ipv6Address: "fd00:11::a" })]),
    ).toEqual([expect.stringMatching(/^address-outside-subnet: .*ipv6Address: .* outside its subnet fd00:10::\/64/)]);
  });

  it("are compared on two IPv4 subnets of one network", async () => {
    const pools = [
      { subnet: "172.16.9.0/24", gateway: "172.16.9.1" },
      { subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
    ];
    const two = ["docker01", "docker02"].map((host) => make.network({ ipamConfigs: pools }, host));
    expect(await conflicts([...two, ten, eleven, make.container("c", "172.16.9.10")])).toEqual([]);
    expect(await conflicts([...two, ten, make.container("c", "172.16.9.1", "docker02")])).toEqual([
      expect.stringMatching(/^duplicate-address: .*gateway of network mac_net10/),
    ]);
  });

  it("are not also told that a link-local gateway is outside its subnet", async () => {
    const pools = [{ subnet: "fd00:10::/64", gateway: "fe80::1" }];
    const found = await analyze([
      make.subinterface("a"),
      make.ipv6Network({ "com.docker.network.enable_ipv4": "0" }, { ipamConfigs: pools }),
    ]);
    expect(found.map(({ policy }) => policy)).toEqual(["unusable-address", "unplanned-subnet"]);
  });

  it("are refused when they share a MAC address", async () => {
    const mac = (text: string): object => ({ macAddress: text });
    const one = make.container("a", "172.16.10.10", "docker01", mac("02:00:00:00:00:0a"));
    expect(
      await conflicts([...nets, one, make.container("b", "172.16.10.11", "docker02", mac("02:00:00:00:00:0A"))]),
    ).toHaveLength(1);
  });

  it("may have one MAC for an address of each family", async () => {
    const pools = ["172.16.10.0/24", "fd00:10::/64"].map((subnet) => ({ subnet }));
    const dual = { ipv6Address: "fd00:10::a", macAddress: "02:00:00:00:00:0a" };
    const both = [make.network({ ipamConfigs: pools }), make.container("a", "172.16.10.10", "docker01", dual)];
    expect(await conflicts(both)).toEqual([]);
  });

  it("may have the same address on bridges of two hosts, and not on one", async () => {
    const bridges = ["docker01", "docker02"].map((host) => make.bridge("back", "172.30.0.0/24", host));
    const at = (name: string, host: string): Resource => make.container(name, "172.30.0.9", host, { name: "back" });
    expect(await conflicts([...bridges, at("a", "docker01"), at("b", "docker02")])).toEqual([]);
    expect(await conflicts([...bridges, at("a", "docker01"), at("b", "docker01")])).toHaveLength(1);
  });

  it("are compared on a network that the stack does not create", async () => {
    expect(await conflicts([ten, make.container("b", "172.16.10.10", "docker02")])).toHaveLength(1);
  });
});

describe("values unknown during preview", () => {
  it("hide neither the addresses beside them nor their network", async () => {
    const unnamed = { name: UNKNOWN, macAddress: UNKNOWN };
    const nets = [make.network({ options: { parent: UNKNOWN } }), make.network({ labels: UNKNOWN }, "docker02")];
    const found = await conflicts([
      ...nets.slice(1),
      make.container("a", "172.16.10.10", "docker01", unnamed),
      make.container("b", UNKNOWN),
      make.container("c", "172.16.10.10", "docker02", unnamed),
    ]);
    expect(found).toEqual([
      expect.stringMatching(/^duplicate-address: .* container c on docker02 .* container a on docker01.* VLAN 10/),
    ]);
  });

  it("in a network leave the others checked", async () => {
    const half = make.network({
      name: "half",
      options: { parent: "ens33.7" },
      ipamConfigs: [{ subnet: UNKNOWN }, { subnet: "172.16.10.0/25" }],
    });
    expect(
      await conflicts([
        make.network({ name: "none", options: { parent: "ens33.8" }, ipamConfigs: UNKNOWN }),
        make.network(),
        half,
      ]),
    ).toHaveLength(1);
  });

  it("in the parent do not turn a Fabric's own network or its LAN into a second one", async () => {
    const hidden = { options: { parent: UNKNOWN } };
    const lan = { name: "lan", ipamConfigs: [{ subnet: "192.168.1.0/24", gateway: "192.168.1.1" }], ...hidden };
    expect(await conflicts([make.fabric(sound), make.network(hidden), make.network(lan)])).toEqual([]);
  });

  it("in the parent leave the network its name", async () => {
    const found = await conflicts([
      make.network({ options: { parent: UNKNOWN } }),
      make.container("a", "172.16.10.10"),
      make.container("b", "172.16.10.10"),
    ]);
    expect(found).toEqual([expect.stringMatching(/container b .*container a .*network mac_net10\./)]);
  });

  it("are left to the rules about them", async () => {
    const hidden = [make.network({ ipamConfigs: UNKNOWN }), make.containerWith("a", { networksAdvanced: UNKNOWN })];
    expect(await analyzeWith("duplicate-address", hidden)).toEqual([]);
  });
});

it("forgets the run before, as the stack registers first", async () => {
  expect(await conflicts([make.network(), make.container("a", "172.16.10.10")])).toEqual([]);
  expect(await conflicts([make.network(), make.container("b", "172.16.10.10")])).toEqual([]);
});

it("reports the same in the next run as in this one", async () => {
  const alone = [make.network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.11.1" }] })];
  expect(await conflicts(alone)).toEqual([expect.stringMatching(/^address-outside-subnet: .*gateway: 172\.16\.11\.1/)]);
  expect(await conflicts(alone)).toHaveLength(1);
  const collision = [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10")];
  expect(await conflicts(collision)).toHaveLength(1);
  expect(await conflicts(collision)).toHaveLength(1);
});

it("reports the same of a resource that registers twice, changed or not", async () => {
  const [a, b] = [make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10")];
  const renamed = make.container("b", "172.16.10.10", "docker01", { macAddress: "02:00:00:00:00:0b" });
  expect(await conflicts([make.network(), a, b, a, b])).toHaveLength(2);
  expect(await conflicts([make.network(), a, b, renamed])).toHaveLength(2);
});

it("counts a resource that comes back with another address as the second owner", async () => {
  const [a, b] = [make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11")];
  expect(await conflicts([make.network(), a, b, make.container("a", "172.16.10.11")])).toEqual([
    expect.stringMatching(/container a on docker01 .*container b/),
  ]);
});
