import { describe, expect, it } from "vitest";
import { fillIn, findTodos } from "../../../commands/import/todo";
import { importSamples, onLan } from "./sample";

const WEB = onLan("services: { web: { image: nginx, networks: { lan: { ipv4_address: 192.168.1.20 } } } }");

function network(name: string, options: string): string {
  return `
services: { web: { image: nginx, networks: { ${name}: { ipv4_address: 10.0.0.9 } } } }
networks: { ${name}: ${options} }`;
}

describe("a network of a Compose file", () => {
  it("is a segment, and its subnet the LAN", () => {
    const { stack, collisions } = importSamples({ docker01: WEB });
    expect(stack).toMatchObject({
      lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
      hosts: { docker01: { nic: "eth0", vm: { kind: "existing" } } },
      segments: { lan: { network: "lan", subnet: "192.168.1.0/24", gateway: "192.168.1.1" } },
      registry: { host: "docker01" },
      images: { nginx: { tag: "latest", source: "nginx" } },
      containers: { web: { host: "docker01", image: "nginx", attach: { lan: "192.168.1.20" } } },
    });
    expect(collisions).toEqual([]);
    expect(findTodos(stack).map(({ path }) => path)).toEqual([
      "hosts.docker01.address",
      "hosts.docker01.vm.ssh.hostKey",
    ]);
  });

  it("has its VLAN in the name of its parent, its driver, mode, ranges and reserved addresses", () => {
    const { segments, collisions } = importSamples({
      docker01: network(
        "iot",
        `{ name: my_iot, driver: macvlan, driver_opts: { parent: bond0.20, macvlan_mode: private }, ipam: { config:
          [{ subnet: 10.0.0.0/24, gateway: 10.0.0.254, ip_range: 10.0.0.128/25, aux_addresses: { tv: 10.0.0.7 } }] } }`,
      ),
    });
    expect(segments).toEqual({
      iot: {
        ...{ network: "my_iot", mode: "private", vlan: 20, subnet: "10.0.0.0/24", gateway: "10.0.0.254" },
        ...{ reserved: { tv: "10.0.0.7" }, ipRanges: { docker01: "10.0.0.128/25" } },
      },
    });
    expect(collisions).toEqual([]);
  });

  it("may have both families, no gateway, or none at all", () => {
    const { segments, chosen } = importSamples({
      a: network(
        "dual",
        `{ driver: ipvlan, enable_ipv6: true, driver_opts: { parent: eth0.2, ipvlan_mode: l2 }, ipam: { config:
          [{ subnet: 10.0.0.0/24, gateway: 10.0.0.1 }, { subnet: "fd00::/64", gateway: "fd00::1" }] } }`,
      ),
      b: network(
        "alone",
        "{ driver: macvlan, internal: true, driver_opts: { parent: eth0.3 }, ipam: { config: [{ subnet: 10.1.0.0/24 }] } }",
      ),
      c: network(
        "open",
        "{ driver: macvlan, driver_opts: { parent: eth0.4 }, ipam: { config: [{ subnet: 10.2.0.7/24 }] } }",
      ),
    });
    expect(segments["dual"]).toMatchObject({
      driver: "ipvlan",
      subnets: [{ subnet: "10.0.0.0/24" }, { gateway: "fd00::1" }],
    });
    expect(segments["dual"]).not.toHaveProperty("mode");
    expect(segments["alone"]).toEqual({
      network: "alone",
      vlan: 3,
      subnet: "10.1.0.0/24",
      internal: true,
      hosts: ["b"],
    });
    expect(segments["open"]).toMatchObject({ subnet: "10.2.0.0/24", gateway: "10.2.0.1" });
    expect(chosen[0]).toMatch(/^networks.open: has no gateway for 10.2.0.0\/24: 10.2.0.1, as Docker before 28 takes/);
  });

  it.each([
    ["{ driver: macvlan, ipam: { config: [{ subnet: 10.0.0.0/24 }] } }", /no parent.*driver_opts.parent/],
    ["{ driver: macvlan, driver_opts: { parent: eth0 } }", /no subnet.*ipam.config/],
    ["{ driver: overlay }", /driver overlay makes no network of a LAN/],
    ["{ external: true, name: else }", /has no address|made elsewhere|is no address/],
  ])("is not taken over: %s", (options, why) => {
    const { left, containers } = importSamples({
      a: network("net", options).replace("{ ipv4_address: 10.0.0.9 }", "{}"),
    });
    expect(containers).toEqual({});
    expect(left).toEqual([expect.stringMatching(why)]);
  });

  it("of another switch is on an interface of its own", () => {
    const { stack, collisions } = importSamples({
      a: `${WEB}  cams: { driver: macvlan, driver_opts: { parent: eth1 }, ipam: { config: [{ subnet: 10.7.0.0/24 }] } }`,
    });
    expect(stack).toMatchObject({
      hosts: { a: { nic: "eth0", nics: { eth1: "eth1" } } },
      segments: { cams: { switch: "eth1" } },
    });
    expect(collisions).toEqual([]);
  });

  it("that somebody else made is to be filled in, and known if that is imported too", () => {
    const compose = network("net", "{ external: true, name: lan_macvlan }").replace("10.0.0.9", "192.168.7.9");
    const unknown = importSamples({ a: compose });
    expect(findTodos(unknown.stack).map(({ path }) => path)).toEqual([
      ...["lan.subnet", "hosts.a.address", "hosts.a.nic", "hosts.a.vm.ssh.hostKey"],
      ...["segments.net.vlan", "segments.net.subnet", "segments.net.gateway"],
    ]);
    expect(unknown.collisions).toEqual([]);
    const inspected = JSON.stringify([
      {
        ...{ Name: "lan_macvlan", Driver: "macvlan", Internal: false, Options: { parent: "eno1.7" } },
        IPAM: { Config: [{ Subnet: "192.168.7.0/24", Gateway: "192.168.7.1", IPRange: "" }] },
      },
    ]);
    const known = importSamples({ a: compose, net: { text: inspected, host: "a" } });
    expect(known.segments).toEqual({
      "lan-macvlan": { network: "lan_macvlan", vlan: 7, subnet: "192.168.7.0/24", gateway: "192.168.7.1" },
    });
  });
});

describe("what stands in for what nobody knows", () => {
  it("collides with nothing", () => {
    const text = `
services:
  a: { image: x, networks: { one: { ipv4_address: "" }, two: { ipv4_address: "" }, three: { ipv4_address: "" } } }
networks:
  one: { external: true }
  two: { external: true }
  three: { driver: macvlan, driver_opts: { parent: eth0.9 }, ipam: { config: [{ subnet: "" }, { subnet: 198.19.0.0/24 }] } }`;
    const { collisions, stack } = importSamples({ a: text, b: { text, host: "b" } });
    expect(collisions).toEqual([]);
    expect(findTodos(stack).length).toBeGreaterThan(12);
  });
});

describe("networks of several files", () => {
  const other = (options: string): string =>
    `services: { web: { image: nginx, networks: { home: { ipv4_address: 192.168.1.21 } } } }\nnetworks: { home: ${options} }`;
  const same = "driver_opts: { parent: enp3s0 }, ipam: { config: [{ subnet: 192.168.1.0/24, gateway: 192.168.1.1 }] }";

  it("are one segment where they are one network", () => {
    const { segments, stack, containers, chosen } = importSamples({ a: WEB, b: other(`{ driver: macvlan, ${same} }`) });
    expect(segments).toEqual({ lan: { network: "lan", subnet: "192.168.1.0/24", gateway: "192.168.1.1" } });
    expect(stack).toMatchObject({ hosts: { a: { nic: "eth0" }, b: { nic: "enp3s0" } } });
    expect(containers).toMatchObject({ web: { host: "a" }, "web-b": { host: "b", attach: { lan: "192.168.1.21" } } });
    expect(chosen.filter((text) => text.includes("the same network"))).toEqual([]);
  });

  it("tell where they differ", () => {
    const { chosen } = importSamples({ a: WEB, b: other(`{ driver: ipvlan, ${same} }`) });
    expect(chosen.slice(0, 1)).toEqual([
      "networks.home: is the same network as in a.yaml, but has ipvlan l2 192.168.1.1 where that has macvlan bridge 192.168.1.1: the latter here",
    ]);
  });

  it("collide at once", () => {
    const twice = importSamples({ a: WEB, b: other(`{ driver: macvlan, ${same} }`).replace("1.21", "1.20") });
    expect(twice.collisions).toEqual([
      expect.stringMatching(
        /^containers.web-b.attach.lan: 192.168.1.20 of container web-b on b is already taken by container web on a/,
      ),
    ]);
    const apart = importSamples({
      a: WEB,
      b: other("{ driver: macvlan, driver_opts: { parent: eth0 }, ipam: { config: [{ subnet: 192.168.0.0/16 }] } }"),
    });
    expect(apart.collisions.join("\n")).toMatch(/192.168.0.0\/16/);
    const range = importSamples({
      a: WEB.replace("gateway: 192.168.1.1", "gateway: 192.168.1.1, ip_range: 192.168.1.16/28"),
    });
    expect(range.collisions).toEqual([
      expect.stringMatching(/^containers.web.attach.lan: 192.168.1.20 .*192.168.1.16\/28/),
    ]);
    const host = importSamples({ a: { text: WEB, address: "192.168.1.20" } });
    expect(host.collisions).toEqual([expect.stringMatching(/192.168.1.20 of .* is already taken by/)]);
  });

  it("have hosts' own addresses once", () => {
    const { segments, collisions } = importSamples({
      a: {
        text: WEB.replace(
          "gateway: 192.168.1.1",
          "gateway: 192.168.1.1, aux_addresses: { host: 192.168.1.2, tv: 192.168.1.3 }",
        ),
        address: "192.168.1.2",
      },
    });
    expect(segments["lan"]).toHaveProperty("reserved", { tv: "192.168.1.3" });
    expect(collisions).toEqual([]);
  });
});

describe("a service", () => {
  it("on a bridge as well has an address there, and the default route that Docker gives it", () => {
    const text = `
services:
  app: { image: a, networks: { lan: { ipv4_address: 192.168.1.30 }, back: } }
  two: { image: b, networks: { lan: { ipv4_address: 192.168.1.31, gw_priority: 1 }, back: } }
  db: { image: c, networks: [back] }
networks:
  back:
  lan: { driver: macvlan, driver_opts: { parent: eth0 }, ipam: { config: [{ subnet: 192.168.1.0/24, gateway: 192.168.1.1 }] } }`;
    const { stack, containers, left, collisions } = importSamples({ a: text });
    expect(stack).toMatchObject({
      bridges: { back: { network: "back-a", subnet: "172.31.0.0/24", gateway: "172.31.0.1" } },
    });
    expect(containers).toMatchObject({
      app: { bridges: { back: "172.31.0.2" }, defaultGateway: "back" },
      two: { bridges: { back: "172.31.0.3" }, defaultGateway: "lan" },
    });
    expect(left).toEqual([
      "services.db: it is on no macvlan or ipvlan network: give it an address on one, or leave it to Compose",
    ]);
    expect(collisions).toEqual([]);
  });

  it("has the default route of the network that Docker sorts first by name", () => {
    const text = onLan("services: { plex: { image: p, networks: { lan: { ipv4_address: 192.168.1.30 }, back: {} } } }");
    const route = (name: string): unknown =>
      importSamples({
        a: text.replace("driver: macvlan", `name: ${name}\n    driver: macvlan`) + "  back: { name: middle }\n",
      }).containers["plex"]?.["defaultGateway"];
    expect([route("aaa"), route("zzz")]).toEqual(["lan", "back"]);
  });

  it.each([
    ["network_mode: host", /host's own addresses/],
    ["network_mode: service:web", /shares the network of another container/],
    ["network_mode: none", /no network/],
    ["networks: [none]", /declares no network none/],
    ["image: x", /on no macvlan or ipvlan network/],
  ])("with %s is not taken over", (keys, why) => {
    const { left, containers } = importSamples({ a: `services: { x: { ${keys} } }` });
    expect([containers, left]).toEqual([{}, [expect.stringMatching(why)]]);
  });

  it("keeps its MAC and both addresses; without an address, or with a wrong one, it has to be given one", () => {
    const { containers, stack } = importSamples({
      a: onLan(`services:
  mac: { image: a, mac_address: "02:00:00:00:00:01", networks: { lan: { ipv4_address: 192.168.1.30 } } }
  own: { image: a, networks: { lan: { ipv4_address: 192.168.1.31, mac_address: "02:00:00:00:00:02" } } }
  open: { image: a, networks: [lan] }
  wrong: { image: a, networks: { lan: { ipv4_address: 192.168.1.xx } } }`),
    });
    expect(containers["mac"]?.["attach"]).toEqual({ lan: { address: "192.168.1.30", mac: "02:00:00:00:00:01" } });
    expect(containers["own"]?.["attach"]).toEqual({ lan: { address: "192.168.1.31", mac: "02:00:00:00:00:02" } });
    const todos = findTodos(stack).map(({ path, todo }) => `${path}: ${todo.comment}`);
    expect(todos).toContain('containers.wrong.attach.lan: "192.168.1.xx" in the file is no address');
    expect(fillIn(containers["open"]?.["attach"])).toEqual({
      lan: expect.stringMatching(/^(auto|192\.168\.1\.254)$/) as string,
    });
  });
});
