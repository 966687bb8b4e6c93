import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { routerScript, type RouterSpec } from "../../host/link-scripts";
import { FolderHost } from "./fake-host-tools";

const LINKS: RouterSpec["links"] = [
  { carrier: "ens33.10", link: "ens33.10", mac: "02:42:ac:10:0a:01", addresses: ["172.16.10.1/24", "fd00:10::1/64"] },
  { carrier: "ens33.20", link: "ens33.20", mac: "02:42:ac:10:14:01", addresses: ["172.16.20.1/24"] },
  { carrier: "ens33", link: "uplink", mac: "02:42:c0:a8:01:1e", addresses: ["192.168.1.30/24"] },
];
const script = (change: Partial<RouterSpec> = {}, stack = "dev"): string =>
  routerScript(stack, {
    ...{ owner: "main", namespace: `${stack}.main`, links: LINKS },
    allow: [{ from: "ens33.10", to: "ens33.20" }],
    nat: { link: "uplink", address: "192.168.1.30/24", from: ["ens33.10"] },
    routes: [
      { subnet: "10.9.0.0/16", via: "172.16.20.254" },
      { subnet: "default", via: "192.168.1.1" },
    ],
    ...change,
  });

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500", "ens33.10": "", "ens33.20": "" });
  for (const link of ["ens33", "ens33.10", "ens33.20"]) host.write(`sys/class/net/${link}/mtu`, "1500\n");
  // The VLAN's link is ours, and so has a unit.
  host.write("state/links/ens33.10.up", "");
});
afterEach(() => {
  host.close();
});

function apply(text = script()): string[] {
  expect(host.run(text, "apply")).toEqual({ status: 0, says: "" });
  return host.calls();
}

describe("a router", () => {
  it("has its rules before its links, and then all that is planned", () => {
    const calls = apply();
    expect(calls.slice(0, 4)).toEqual([
      "ip netns add dev.main",
      "in dev.main: iptables-nft-restore",
      "in dev.main: ip6tables-nft-restore",
      "ip -n dev.main link set dev lo up",
    ]);
    expect(calls).toContain(
      "ip link add link ens33.20 address 02:42:ac:10:14:01 netns dev.main type macvlan mode bridge",
    );
    expect(calls).toContain("ip -n dev.main -4 route replace default via 192.168.1.1");
    expect(calls.at(-1)).toBe("systemctl daemon-reload");
    const files = host.files();
    expect(files["netns-iptables-nft-restore"]?.split("\n").filter((line) => line.startsWith("-A"))).toEqual([
      "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-A INPUT -d 172.16.10.1/32 -i ens33.10 -p icmp -m icmp --icmp-type 8 -j ACCEPT",
      "-A INPUT -d 172.16.20.1/32 -i ens33.20 -p icmp -m icmp --icmp-type 8 -j ACCEPT",
      "-A INPUT -d 192.168.1.30/32 -i uplink -p icmp -m icmp --icmp-type 8 -j ACCEPT",
      "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-A FORWARD -i ens33.10 -o ens33.20 -j ACCEPT",
      "-A FORWARD -i ens33.10 -o uplink -j ACCEPT",
      "-A POSTROUTING -o uplink -j MASQUERADE",
    ]);
    expect(files["netns-iptables-nft-restore"]).toContain("*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n");
    expect(files["netns-ip6tables-nft-restore"]).toMatch(/-d fd00:10::1\/128 -i ens33\.10 -p ipv6-icmp/);
    expect(files["netns-ip6tables-nft-restore"]).not.toContain("MASQUERADE");
  });

  it("comes back after a reboot, before Docker, and with each of its carriers", () => {
    apply();
    const unit = "macvlan-fabric-router@dev.main.service";
    expect(host.files()).toMatchObject({
      "etc/systemd/system/macvlan-fabric-router@.service": expect.stringMatching(
        /^Before=docker\.service$[^]*^ExecStart=\/bin\/sh \S+state\/routers\/%I\.up$/m,
      ),
      [`etc/systemd/system/${unit}.d/carriers.conf`]:
        "[Unit]\nAfter=macvlan-fabric-link@ens33.10.service\nAfter=sys-subsystem-net-devices-ens33.20.device\n" +
        "After=sys-subsystem-net-devices-ens33.device\n",
    });
    expect(Object.keys(host.symlinks())).toEqual(
      [
        "macvlan-fabric-link@ens33.10.service",
        "multi-user.target",
        "sys-subsystem-net-devices-ens33.20.device",
        "sys-subsystem-net-devices-ens33.device",
      ].map((wants) => `etc/systemd/system/${wants}.wants/${unit}`),
    );
  });

  it("is left alone by a second run, which still puts its rules right", () => {
    apply();
    const before = [host.files(), host.symlinks()];
    const calls = apply();
    expect(calls.filter((call) => / add |delete|systemctl/.test(call))).toEqual([]);
    expect(calls).toContain("in dev.main: iptables-nft-restore");
    expect([host.files(), host.symlinks()]).toEqual(before);
  });

  it("loses links, addresses and routes that are no longer planned", () => {
    apply();
    host.write("netns/dev.main/ens33.10/address", "5: ens33.10 inet 10.0.0.9/24 scope global ens33.10\n");
    const links = LINKS.slice(0, 1);
    const calls = apply(script({ links, allow: [], nat: undefined, routes: [] }));
    expect(calls.filter((call) => call.includes("delete"))).toEqual([
      "ip -n dev.main link delete dev ens33.20",
      "ip -n dev.main link delete dev uplink",
      "ip -n dev.main address delete 10.0.0.9/24 dev ens33.10",
      "ip -n dev.main -4 route delete 10.9.0.0/16 via 172.16.20.254",
      "ip -n dev.main -4 route delete default via 192.168.1.1",
    ]);
    expect(Object.keys(host.symlinks())).toHaveLength(2);
  });

  it("takes a segment over from another router of its stack, whose MAC the carrier can have only once", () => {
    apply();
    const calls = apply(script({ owner: "other", namespace: "dev.other" }));
    expect(calls.filter((call) => call.includes("link delete"))).toEqual(
      LINKS.map(({ link }) => `ip -n dev.main link delete dev ${link}`),
    );
    expect(host.run(script(), "remove").status).toBe(0);
    expect(host.calls()).toContain("ip netns delete dev.main");
    expect(host.files()).toHaveProperty("etc/systemd/system/macvlan-fabric-router@.service");
  });

  it("leaves the routers of other stacks alone", () => {
    apply(script({}, "dev2"));
    expect(apply().filter((call) => call.includes("dev2"))).toEqual([]);
  });

  it("leaves nothing when it goes", () => {
    const before = host.files();
    apply();
    expect(host.run(script(), "remove")).toEqual({ status: 0, says: "" });
    const rules = /^netns-/;
    expect(Object.fromEntries(Object.entries(host.files()).filter(([name]) => !rules.test(name)))).toEqual(before);
    expect(host.symlinks()).toEqual({});
    expect(host.run(script(), "remove")).toEqual({ status: 0, says: "" });
  });

  it.each<[string, () => void, RegExp]>([
    ["a namespace of somebody else", () => { host.write("netns/dev.main/x", ""); }, /network namespace dev\.main that was not made by macvlan-fabric: delete it/],
    ["a carrier that is not there", () => { host.remove("sys/class/net/ens33.20"); }, /there is no interface ens33\.20 for router dev\.main: correct its name/],
    ["no iptables with nftables", () => { host.remove("bin/ip6tables-nft-restore"); }, /no ip6tables-nft-restore, .* install iptables 1\.8 or later/],
    ["a gateway that another device has", () => { host.write("taken", "fd00:10::1"); }, /another device on the network has fd00:10::1, the gateway of router dev\.main/],
  ])("refuses %s, and says what to do", (_, fault, message) => {
    fault();
    const { status, says } = host.run(script(), "apply");
    expect(status).toBe(1);
    expect(says).toMatch(message);
    expect(host.symlinks()).toEqual({});
  }); // prettier-ignore
});
