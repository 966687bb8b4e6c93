import { describe, expect, it } from "vitest";
import type { FabricOutput } from "../../harness/contract";
import { macState } from "../../harness/mac-state";
import { parseProbeOutput } from "../../harness/parse-probe-output";
import { compareState } from "../../harness/state";
import { stateOf } from "./fake-host";
import { referenceOutput, richOutput, routedOutput, testMac } from "./fixture";

const output = referenceOutput();
const rich = richOutput();
const routed = routedOutput((input) => {
  Object.assign(input.routers?.["main"] ?? {}, { host: "docker01" });
});

function healthy(of: FabricOutput, host = "docker01"): string {
  return ["@begin", "@docker\t0", ...stateOf(host, of), "@end"].join("\n");
}

/** Drift of docker01 after its text was changed, as `subject: property: observed`. */
function drift(from: string | RegExp, to: string, of = output): string[] {
  const text = healthy(of).replace(from, to);
  expect(text).not.toBe(healthy(of));
  return compareState("docker01", of, parseProbeOutput(text))
    .filter(({ ok }) => !ok)
    .map(({ subject, property, observed }) => `${subject}: ${property}: ${observed}`);
}

it("shows what is wrong with the registry's certificate", () => {
  expect(drift("@end", "@certificate\tvalid\n@end")).toEqual([]);
  expect(drift("@end", "@certificate\tcertificate has expired\n@end")).toEqual([
    "registry certificate: validity: certificate has expired",
  ]);
});

it("shows what the last update could not make, also where what was there before passes", () => {
  const unfinished: FabricOutput["unfinished"] = [
    { kind: "host", name: "docker01" },
    { kind: "host", name: "docker02" },
    { kind: "image", name: "busybox" },
    { kind: "router", name: "main" },
    { kind: "container", name: "bbox1" },
    { kind: "container", name: "bbox2" },
  ];
  const found = compareState("docker01", { ...routed, unfinished }, parseProbeOutput(healthy(routed)));
  expect(found.filter(({ ok }) => !ok).map(({ subject, property }) => `${subject}: ${property}`)).toEqual([
    "host docker01: last update",
    "image busybox: last update",
    "router main: last update",
    "container bbox1: last update",
  ]);
});

it("does not compare the digest of an image that could not be published", () => {
  const bbox1 = { ...output.containers["bbox1"], image: "192.168.1.11:5000/busybox:v1" };
  const containers = { ...output.containers, bbox1 } as FabricOutput["containers"];
  const items = compareState("docker01", { ...output, containers }, parseProbeOutput(healthy(output)));
  expect(items.filter(({ ok }) => !ok)).toEqual([]);
  expect(items.filter(({ subject, property }) => subject === "container bbox1" && property === "image")).toEqual([]);
});

it.each<[string, string, string[]]>([
  ["a registry that lets in who has the password", "401\t200", []],
  ["one that lets anybody in", "200\t200", ["registry access: answer: 200 without login"]],
  ["a host with another password", "401\t401", ["registry login: answer: 401"]],
  ["none that answers", "\t", ["registry access: answer: none", "registry login: answer: none"]],
  ["no answer where it cannot be asked", "", []],
])("finds %s", (_, line, expected) => {
  const registry = { endpoint: "192.168.1.11:5000", host: "docker01", access: { user: "lab" } };
  expect(drift("@end", `@registry\t${line}\n@end`, { ...output, registry })).toEqual(expected);
});

it.each<[string, string, string[]]>([
  ["that answers", "200\t", []],
  [
    "whose upstream does not answer",
    "\tdial tcp: i/o timeout",
    ["registry mirror: answer: none, as it waits for https://hub.test (dial tcp: i/o timeout)"],
  ],
  ["that is not there", "\t", ["registry mirror: answer: none"]],
])("finds a mirror %s", (_, line, expected) => {
  const mirror = { endpoint: "192.168.1.11:5002", upstream: "https://hub.test" };
  const registry = { endpoint: "192.168.1.11:5000", host: "docker01", mirror };
  expect(drift("@end", `@mirror\t${line}\n@end`, { ...output, registry })).toEqual(expected);
});

/** Changes a link in what `ip -d -j address` prints. */
function link(name: string, change: (link: never) => void, of = output): string[] {
  const line = /@links\t(.*)\n/.exec(healthy(of))?.[1] ?? "";
  const links = JSON.parse(line) as { ifname: string }[];
  links
    .filter(({ ifname }) => ifname === name)
    .forEach((found) => {
      change(found as never);
    });
  return drift(line, JSON.stringify(links), of);
}

interface Shown {
  link: string;
  flags: string[];
  mtu: number;
  address: string;
  linkinfo: { info_kind: string; info_data: { id: number; protocol: string } };
  addr_info: object[];
}

describe("compareState", () => {
  it.each([
    ["the reference topology", output],
    ["a rich one", rich],
    ["one with a router", routed],
  ])("finds no drift on hosts that are as planned: %s", (_, of) => {
    for (const host of Object.keys(of.hosts)) {
      const items = compareState(host, of, parseProbeOutput(healthy(of, host)));
      expect(items.length).toBeGreaterThan(40);
      expect(items.filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  it.each<[string, string | RegExp, string, string[]]>([
    ["none", /@router\t.*/, "", ["state: absent"]],
    ["a link too few", '"ifname":"uplink"', '"ifname":"lo"', ["links: ens33.10 ens33.20"]],
    ["a link too many", '"ifname":"lo"', '"ifname":"eth7"', ["links: ens33.10 ens33.20 eth7 uplink"]],
    ["a link that is down", '"ifname":"ens33.20","link_index":7,"flags":["UP"', '"ifname":"ens33.20","flags":["X"', ["state of ens33.20: down"]],
    ["another MAC", '"address":"02:42:ac:10:0a:01"', '"address":"02:00:00:00:00:01"', ["MAC of ens33.10: 02:00:00:00:00:01"]],
    ["another address", '"local":"172.16.10.1"', '"local":"172.16.10.2"', ["addresses of ens33.10: 172.16.10.2/24"]],
    ["forwarding off", "ipv4/ip_forward=1", "ipv4/ip_forward=0", ["forwarding of IPv4: off"]],
    ["a rule too few", /.*-i ens33.10 -o ens33.20.*\n/, "", ["rules of IPv4: missing: filter -A FORWARD -i ens33.10 -o ens33.20 -j ACCEPT"]],
    ["a rule too many", /(?<=rule6\t)filter -A FORWARD -i/, "filter -A FORWARD -i x -j ACCEPT\n@router-line\tdev.main\trule6\tfilter -A FORWARD -i", ["rules of IPv6: too many: filter -A FORWARD -i x -j ACCEPT"]],
    ["another policy of a chain", "rule4\tfilter :FORWARD DROP", "rule4\tfilter :FORWARD ACCEPT", ["rules of IPv4: missing: filter :FORWARD DROP, too many: filter :FORWARD ACCEPT"]],
    ["a route too few", /.*route\t10.*\n/, "", ["routes: default 192.168.1.1"]],
    ["no boot files", "@router\tdev.main\tpresent", "@router\tdev.main\tmissing: /a", ["boot files: missing: /a"]],
  ])("finds drift of a router: %s", (_, from, to, expected) => {
    expect(drift(from, to, routed)).toEqual(expected.map((text) => `router main: ${text}`));
  }); // prettier-ignore

  const links: [string, string, (link: Shown) => void, string[]][] = [
    ["another VLAN ID", "ens33.10", (one) => (one.linkinfo.info_data.id = 11), ["link ens33.10: VLAN: 11 on ens33"]],
    ["another parent", "ens33.10", (one) => (one.link = "ens44"), ["link ens33.10: VLAN: 10 on ens44"]],
    ["a macvlan in its place", "ens33.10", (one) => (one.linkinfo.info_kind = "macvlan"), ["link ens33.10: VLAN: not an 802.1Q link"]],
    ["a tag of another kind", "ens33.10", (one) => (one.linkinfo.info_data.protocol = "802.1ad"), ["link ens33.10: VLAN: not an 802.1Q link"]],
    ["a link that is down", "ens33.10", (one) => (one.flags = ["BROADCAST"]), ["link ens33.10: state: down"]],
    ["no carrier", "ens33.10", (one) => (one.flags = ["NO-CARRIER", "UP"]), ["link ens33.10: state: up, without carrier"]],
    ["no promiscuous mode", "ens33", (one) => (one.flags = ["UP", "LOWER_UP"]), ["link ens33: promiscuous: no"]],
    ["another address of the NIC", "ens33", (one) => (one.addr_info = [at("192.168.1.99", 24)]), ["link ens33: address: 192.168.1.99/24"]],
    ["another host address", "ens33.10", (one) => (one.addr_info = [at("192.168.10.99", 24)]), ["link ens33.10: addresses: 192.168.10.99/24"]],
    ["another prefix length", "ens33.10", (one) => (one.addr_info = [at("192.168.10.10", 16)]), ["link ens33.10: addresses: 192.168.10.10/16"]],
    ["an address that nobody planned", "ens33.10", (one) => one.addr_info.push(at("10.9.9.9", 24)), ["link ens33.10: addresses: 10.9.9.9/24 192.168.10.10/24"]],
    ["an IPv6 address that nobody planned", "ens33.10", (one) => one.addr_info.push(at("fd00:9::9", 64)), ["link ens33.10: addresses: 192.168.10.10/24 fd00:9::9/64"]],
  ]; // prettier-ignore
  it.each(links)("sees %s", (_, name, change, expected) => {
    expect(link(name, change)).toEqual(expected);
  });

  it("counts neither foreign addresses on a NIC, nor what the kernel makes on a link of ours, nor any on an adopted link", () => {
    const foreign = (one: Shown): void => void one.addr_info.push(at("10.9.9.9", 24));
    expect(link("ens33", foreign)).toEqual([]);
    const slaac = { ...at("2001:db8::1", 64), dynamic: true };
    expect(link("ens33.10", (one: Shown) => one.addr_info.push(slaac))).toEqual([]);
    const line = /@links\t(.*)\n/.exec(healthy(output))?.[1] ?? "";
    const links = JSON.parse(line) as (Shown & { ifname: string })[];
    links.filter(({ ifname }) => ifname === "ens33.10").forEach(foreign);
    expect(drift(line, `${JSON.stringify(links)}\n@adopted\tens33.10`)).toEqual([]);
    // An adopted link still needs what is planned.
    links.filter(({ ifname }) => ifname === "ens33.10").forEach((one) => (one.addr_info = []));
    expect(drift(line, `${JSON.stringify(links)}\n@adopted\tens33.10`)).toEqual(["link ens33.10: address: none"]);
  });

  const shims: [string, (link: Shown) => void, string[]][] = [
    ["another address", (one) => (one.addr_info = [at("172.16.10.100", 32)]), ["link mv-ens33.10: addresses: 172.16.10.100/32"]],
    ["another kind", (one) => (one.linkinfo.info_kind = "ipvlan"), ["link mv-ens33.10: kind: ipvlan on ens33.10"]],
    ["another carrier", (one) => (one.link = "ens33"), ["link mv-ens33.10: kind: macvlan on ens33"]],
    ["another MAC", (one) => (one.address = "02:00:00:00:00:99"), ["link mv-ens33.10: MAC: 02:00:00:00:00:99"]],
  ]; // prettier-ignore
  it.each(shims)("sees a shim with %s", (_, change, expected) => {
    expect(link("mv-ens33.10", change, rich)).toEqual(expected);
  });

  it("sees links that are gone", () => {
    expect(link("ens33.10", (one: { ifname: string }) => (one.ifname = "old"))).toEqual([
      "link ens33.10: VLAN: absent",
      "link ens33.10: state: absent",
      "link ens33.10: addresses: none",
    ]);
    expect(link("mv-ens33.10", (one: { ifname: string }) => (one.ifname = "old"), rich)).toContain(
      "link mv-ens33.10: kind: absent",
    );
  });

  const cases: [string, string | RegExp, string, string[]][] = [
    ["a link that would not survive a reboot", "@kept\tens33.10\tpresent", "@kept\tens33.10\tmissing: a file that defines it", ["link ens33.10: boot files: missing: a file that defines it"]],
    ["a link whose host does not report its files", "@kept\tens33.10\tpresent\n", "", ["link ens33.10: boot files: unknown"]],
    ["a second default route", "@default", "@default\tdefault via 10.0.0.1 dev x\n@default", ["routes: default routes: 2: default via 10.0.0.1 dev x; default via 192.168.1.1 dev ens33"]],
    ["an older engine", "@engine\t28.5.2", "@engine\t28.5.1", ["Docker: version: 28.5.1"]],
    ["nothing in a newer engine", "@engine\t28.5.2", "@engine\t29.0.1", []],
    ["an engine that does not say", "@engine\t28.5.2", "@engine\t", ["Docker: version: unknown"]],
    ["a network that is gone", /@network\tmac_net10.*\n/, "", ["network mac_net10: state: absent"]],
    ["another driver", "mac_net10\tmacvlan", "mac_net10\tbridge", ["network mac_net10: driver: bridge"]],
    ["another mode", /(mac_net10.*macvlan_mode":)"bridge"/, '$1"vepa"', ["network mac_net10: mode: vepa"]],
    ["a forgotten parent", '"parent":"ens33.10"', '"parent":""', ["network mac_net10: parent: none"]],
    ["an internal network", "mac_net10\tmacvlan\tfalse", "mac_net10\tmacvlan\ttrue", ["network mac_net10: internal: yes"]],
    ["another subnet", '"172.16.10.0/24"', '"172.16.0.0/16"', ["network mac_net10: subnets: 172.16.0.0/16"]],
    ["a subnet that nobody planned", '"Subnet":"172.16.10.0/24"', '"Subnet":"172.18.0.0/16"},{"Subnet":"172.16.10.0/24"', ["network mac_net10: subnets: 172.16.10.0/24 172.18.0.0/16"]],
    ["an IPv6 subnet that nobody planned", '"Subnet":"172.16.10.0/24"', '"Subnet":"fd00::/64"},{"Subnet":"172.16.10.0/24"', ["network mac_net10: subnets: 172.16.10.0/24 fd00::/64"]],
    ["no gateway", '"Gateway":"172.16.10.1"', '"Gateway":""', ["network mac_net10: gateway: none"]],
    ["a range that nobody planned", '"Gateway":"172.16.10.1"', '"Gateway":"172.16.10.1","IPRange":"172.16.10.64/28"', ["network mac_net10: ip-range: 172.16.10.64/28"]],
    ["a container that ended", /(\/bbox10\t)running(.*\t)0\t/, "$1exited$2137\t", ["container bbox10: state: exited (exit code 137)"]],
    ["a container that did not start", /(\/bbox10\t)running(.*\t0\t)""/, '$1created$2"no such\\nprogram"', ["container bbox10: state: created (no such program)"]],
    ["a container that is paused", "/bbox10\trunning", "/bbox10\tpaused", ["container bbox10: state: paused"]],
    ["a container that is gone", /@container\t\/bbox10.*\n/, "", ["container bbox10: state: absent"]],
    ["another address, by Docker", '"IPAddress":"172.16.10.10"', '"IPAddress":"172.16.10.99"', ["container bbox10: addresses on mac_net10: 172.16.10.99"]],
    ["another address, by the kernel", /(@own\tbbox10\t.*\t)ac100a0a/, "$1ac100a63", ["container bbox10: addresses of its links: 172.16.10.99"]],
    ["an address too many, by the kernel", /(@own\tbbox10\t.*\t)ac100a0a/, "$1ac100a0a,fd000000000000000000000000000001", ["container bbox10: addresses of its links: 172.16.10.10 fd00::1"]],
    ["a network too many", /(\/bbox10\trunning.*\{)"mac_net10"/, '$1"bridge":{"IPAddress":"172.17.0.2"},"mac_net10"', ["container bbox10: networks: bridge mac_net10"]],
    ["an IPv6 address that the engine gave", '"IPAddress":"172.16.10.10","GlobalIPv6Address":""', '"IPAddress":"172.16.10.10","GlobalIPv6Address":"fd00::2"', ["container bbox10: addresses on mac_net10: 172.16.10.10 fd00::2"]],
    ["a container that is unhealthy, with what explains it", /(@container\t\/bbox1\t.*\t)healthy/, "@unhealthy\tbbox1\tits check ends with 1\n@unhealthy\tbbox1\tits log: no\tdatabase\n$1unhealthy", ["container bbox1: health: unhealthy; its check ends with 1; its log: no database"]],
    ["a container that has been starting for a minute", /(@container\t\/bbox1\t.*\t)healthy/, "$1starting", ["container bbox1: health: starting"]],
    ["names that somebody changed", /(@names\tbbox10\t\S+\t)\S+\t\S+/, "$1beef\tbeef", ["container bbox10: names: others"]],
    ["a hosts file that is gone", /(@names\tbbox10\t\S+\t)\S+/, "$1", ["container bbox10: names: no file"]],
    ["a hosts file that was replaced", /(@names\tbbox10\t.*\t)\S+/, "$1beef", ["container bbox10: names: a file that was replaced since it started"]],
    ["nothing in a container that was made before there were names", /@names\tbbox10\t.*\n/, "", []],
    ["nothing in a hosts file that somebody else mounts", /@names\tbbox10\t.*/, "@names\tbbox10\t/srv/hosts\tbeef\tbeef", []],
    ["another image", "busybox@sha256:a", "busybox@sha256:b", [`container bbox1: image: 192.168.1.11:5000/busybox@sha256:b${"a".repeat(63)}`]],
  ]; // prettier-ignore
  it.each(cases)("sees %s", (_, from, to, expected) => {
    expect(drift(from, to)).toEqual(expected);
  });

  const richCases: [string, string | RegExp, string, string[]][] = [
    ["one of several subnets that is gone", ',{"Subnet":"fd00:10::/64","Gateway":"fd00:10::1"}', "", ["network mac_net10: subnets: 172.16.10.0/24 172.16.11.0/24"]],
    ["the gateway of one subnet", '"Gateway":"fd00:10::1"', '"Gateway":"fd00:10::2"', ["network mac_net10: gateway of fd00:10::/64: fd00:10::2"]],
    ["another mode of ipvlan", '"ipvlan_mode":"l2"', '"ipvlan_mode":"l3"', ["network ipv_net30: mode: l3"]],
    ["a missing IPv6 address", /(\/ten1\t.*)"fd00:10::10"/, '$1""', ["container ten1: addresses on mac_net10: 172.16.10.10"]],
    ["a file that somebody changed", "\t644 0:0 c0ffee", "\t644 0:0 beef", ["container ten1: file /etc/app.conf: another content"]],
    ["a file that is gone", "\t644 0:0 c0ffee", "\t ", ["container ten1: file /etc/app.conf: no file"]],
    ["a file that others may read", "0644 0:0 c0ffee", "0640 0:0 c0ffee", ["container ten1: file /etc/app.conf: mode 0644"]],
    ["a file of somebody else", /\t644 0:0/, "\t644 33:0", ["container ten1: file /etc/app.conf: owner 33:0"]],
    ["a file that was replaced", "c0ffee\tc0ffee", "c0ffee\tbeef", ["container ten1: file /etc/app.conf: a file that was replaced since it started"]],
    ["a file that was never written", /@file.*a file.*\n/, "", ["container ten1: file /srv/a file: never written"]],
    ["a bridge that is gone", /@network\tbr_nat.*\n/, "", ["network br_nat: state: absent"]],
    ["another subnet of a bridge", '"172.30.0.0/24"', '"172.31.0.0/24"', ["network br_nat: subnets: 172.31.0.0/24"]],
    ["another address on a bridge", /(\/out1\t.*)"172.30.0.10"/, '$1"172.30.0.11"', ["container out1: addresses on br_nat: 172.30.0.11"]],
  ]; // prettier-ignore
  it.each(richCases)("sees %s", (_, from, to, expected) => {
    expect(drift(from, to, rich)).toEqual(expected);
  });

  it("lets the engine take addresses of a family without a planned one from the range that the plan leaves to it", () => {
    const ranged = structuredClone(output);
    Object.assign(ranged.segments["vlan10"]?.hosts["docker01"] ?? {}, { ipRanges: { "fd00::/64": "fd00::/120" } });
    const automatic = '"IPAddress":"172.16.10.10","GlobalIPv6Address":"fd00::2"';
    expect(drift('"IPAddress":"172.16.10.10","GlobalIPv6Address":""', automatic, ranged)).toEqual([]);
  });

  it("wants no promiscuous mode for ipvlan alone, whose containers have the NIC's own MAC", () => {
    const ipvlan = structuredClone(output);
    for (const segment of Object.values(ipvlan.segments)) Object.assign(segment, { driver: "ipvlan", mode: "l2" });
    expect(link("ens33", (one: Shown) => (one.flags = ["UP", "LOWER_UP"]), ipvlan)).toEqual([]);
  });

  it("reports once that Docker does not answer, instead of everything that it holds as absent", () => {
    const text = healthy(output)
      .replaceAll(/@(container|network|own|engine)\t.*\n/g, "")
      .replace(
        "@docker\t0",
        "@docker\t1\n@docker-says\tCannot connect to the Docker daemon at unix:///var/run/docker.sock.",
      );
    const items = compareState("docker01", output, parseProbeOutput(text)).filter(({ ok }) => !ok);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ subject: "Docker", desired: "answering" });
  });
});

function at(local: string, prefixlen: number): object {
  return { family: local.includes(":") ? "inet6" : "inet", local, prefixlen, scope: "global" };
}

describe("macState", () => {
  const seenOf = (of: FabricOutput, change: (text: string) => string = (text) => text) =>
    new Map(Object.keys(of.hosts).map((host) => [host, parseProbeOutput(change(healthy(of, host)))]));
  const wrong = (of: FabricOutput, change?: (text: string) => string): string[] =>
    macState(of, seenOf(of, change))
      .filter(({ ok }) => !ok)
      .map(({ host, subject, property, observed }) => `${host}: ${subject}: ${property}: ${observed}`);

  it("has nothing to say where everybody has a MAC of his own, and where ipvlan gives all the same", () => {
    expect(wrong(output)).toEqual([]);
    expect(wrong(rich)).toEqual([]);
    expect(macState(output, seenOf(output))).toHaveLength(6);
  });

  it("names both owners of a MAC on a segment, containers or links, on each of their hosts", () => {
    const [own, twin] = [testMac(output, "bbox11", "vlan10"), testMac(output, "bbox10", "vlan10")];
    const text = `segment vlan10: MACs: ${twin} of container bbox10 on docker01 and container bbox11 on docker02`;
    expect(wrong(output, (printed) => printed.replaceAll(own, twin))).toEqual([
      `docker01: ${text}`,
      `docker02: ${text}`,
    ]);
    const nic = "52:54:00:00:00:05";
    const [first] = wrong(output, (printed) => printed.replaceAll(own, nic));
    expect(first).toBe(
      `docker01: segment vlan10: MACs: ${nic} of container bbox11 on docker02 and link ens33.10 on docker01`,
    );
  });

  it("does not mind one MAC on two segments", () => {
    const [own, twin] = [testMac(output, "bbox20", "vlan20"), testMac(output, "bbox10", "vlan10")];
    expect(wrong(output, (printed) => printed.replaceAll(own, twin))).toEqual([]);
  });

  it("sees that a planned MAC is not there", () => {
    const planned = structuredClone(output);
    Object.assign(planned.containers["bbox10"]?.attach["vlan10"] ?? {}, { mac: "02:aa:aa:aa:aa:aa" });
    expect(wrong(planned)).toEqual([]);
    expect(wrong(planned, (printed) => printed.replaceAll("02:aa:aa:aa:aa:aa", "02:bb:bb:bb:bb:bb"))).toEqual([
      "docker01: container bbox10: MAC on mac_net10: 02:bb:bb:bb:bb:bb",
    ]);
  });
});
