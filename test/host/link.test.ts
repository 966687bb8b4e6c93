import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostShimScript, subinterfaceScript } from "../../host/scripts";
import { FolderHost } from "./fake-host-tools";

const NIC = "2: ens33: <UP> mtu 1500";
const vlan = (stack = "dev", change = {}): string =>
  subinterfaceScript(stack, {
    ...{ owner: "vlan10", link: "ens33.10", nic: "ens33", vlan: 10, addresses: ["192.168.10.10/24"] },
    ...change,
  });
const shim = (change = {}): string =>
  hostShimScript("dev", {
    owner: "vlan10",
    link: "mv-ens33",
    carrier: "ens33",
    driver: "macvlan",
    mode: "bridge",
    addresses: ["172.16.10.250"],
    mac: "02:42:ac:10:0a:fa",
    targets: ["172.16.10.10", "172.16.10.12"],
    ...change,
  });

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: NIC });
});
afterEach(() => {
  host.close();
});

describe("a subinterface", () => {
  it("is created, survives reboots, and comes before Docker", () => {
    expect(host.run(vlan("dev", { mtu: 1400 }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual([
      "networkctl reload",
      "ip link add link ens33 name ens33.10 type vlan id 10",
      "ip link set dev ens33.10 up",
      "ip link set dev ens33.10 mtu 1400",
    ]);
    const device = "sys-subsystem-net-devices-ens33.10.device";
    expect(host.files()).toEqual({
      "etc/systemd/network/05-macvlan-fabric-ens33.10.netdev": "[NetDev]\nName=ens33.10\nKind=vlan\n[VLAN]\nId=10\n",
      "etc/systemd/network/05-macvlan-fabric-ens33.10.network":
        "[Match]\nName=ens33.10\nType=vlan\n[Link]\nRequiredForOnline=no\nMTUBytes=1400\n[Network]\n" +
        "LinkLocalAddressing=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nDefaultRouteOnDevice=no\n" +
        "Address=192.168.10.10/24\n",
      "etc/systemd/network/10-ens33.network.d/macvlan-fabric-ens33.10.conf": "[Network]\nVLAN=ens33.10\n",
      "etc/systemd/system/docker.service.d/macvlan-fabric-ens33.10.conf": `[Unit]\nWants=${device}\nAfter=${device}\n`,
      "state/claims/link-ens33.10/dev": "vlan10",
      "state/ours-ens33.10": "",
    });
  });

  it("is not created twice, and is removed with the last stack that uses it", () => {
    host.run(vlan(), "apply");
    host.calls();
    host.run(vlan("second"), "apply");
    expect(host.calls().filter((call) => call.includes("link add"))).toEqual([]);
    host.run(vlan(), "remove");
    expect(host.links()).toEqual(["ens33", "ens33.10"]);
    host.run(vlan("second"), "remove");
    expect(host.links()).toEqual(["ens33"]);
    expect(host.files()).toEqual({});
  });

  it("stays with a segment that has taken it over before the former one is removed", () => {
    host.run(vlan(), "apply");
    host.run(vlan("dev", { owner: "iot" }), "apply");
    expect(host.run(vlan(), "remove")).toEqual({ status: 0, says: "" });
    expect(host.links()).toEqual(["ens33", "ens33.10"]);
    host.run(vlan("dev", { owner: "iot" }), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("gets back an address that somebody has removed, and loses one that nobody planned", () => {
    host.run(vlan(), "apply");
    host.calls();
    host.write("lost", "192.168.10.10/24");
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toContain("networkctl reconfigure ens33.10");
    host.write("sys/class/net/ens33.10/address", "5: ens33.10 inet 192.168.10.77/24 scope global ens33.10\n");
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toContain("ip address delete 192.168.10.77/24 dev ens33.10");
  });

  it("goes with its only owner, also if that claimed it in a version that noted none", () => {
    host.run(vlan(), "apply");
    host.write("state/claims/link-ens33.10/dev", "");
    host.run(vlan(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("is adopted if it exists already, and then never deleted", () => {
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 10 x\n");
    expect(host.run(vlan(), "apply").says).toContain("lacks the address 192.168.10.10/24: add it");
    host.write("sys/class/net/ens33.10/address", "x 192.168.10.10/24 x\n");
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.files()).toEqual({ "state/adopted-ens33.10": "adopted\n", "state/claims/link-ens33.10/dev": "vlan10" });
    host.run(vlan(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33", "ens33.10"], {}]);
  });

  it("is refused where its name or VLAN is taken, its carrier is missing, or it would not survive a reboot", () => {
    const refusal = (): string => {
      const { status, says } = host.run(vlan(), "apply");
      expect(status).toBe(1);
      expect(host.files()).toEqual({});
      return says;
    };
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 11 x\n");
    expect(refusal()).toMatch(/ens33\.10 exists and is not VLAN 10 on ens33: rename or delete it/);
    host.close();
    host = new FolderHost({ ens33: NIC, blue: "5: blue@ens33: <UP> x vlan protocol 802.1Q id 10 x" });
    expect(refusal()).toMatch(/VLAN 10 on ens33 already exists as blue: delete that link/);
    host.close();
    host = new FolderHost({});
    host.write("sys/class/net/lo/says", "1: lo\n");
    expect(refusal()).toMatch(/there is no interface ens33 to carry ens33\.10: correct its name/);
    host.write("sys/class/net/ens33/says", NIC);
    host.write("no-networkd", "");
    const { says } = host.run(vlan(), "apply");
    expect(says).toMatch(
      /systemd-networkd is not running, so ens33\.10 would not survive a reboot: enable it for ens33/,
    );
  });
});

describe("a subinterface with addresses of both families", () => {
  const both = { addresses: ["192.168.10.10/24", "fd00:10::10/64"] };

  it("gets them all, and a link-local one", () => {
    expect(host.run(vlan("dev", both), "apply")).toEqual({ status: 0, says: "" });
    expect(host.files()["etc/systemd/network/05-macvlan-fabric-ens33.10.network"]).toBe(
      "[Match]\nName=ens33.10\nType=vlan\n[Link]\nRequiredForOnline=no\n[Network]\n" +
        "LinkLocalAddressing=ipv6\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nDefaultRouteOnDevice=no\n" +
        "Address=192.168.10.10/24\nAddress=fd00:10::10/64\n",
    );
  });

  it("is done when its addresses are no longer tentative", () => {
    const line = (flags: string): string => `5: ens33.10    inet6 fd00:10::10/64 scope global ${flags}\\  valid_lft\n`;
    host.write("tentative", line("tentative "));
    host.write("settled", line(""));
    expect(host.run(vlan("dev", both), "apply")).toEqual({ status: 0, says: "" });
    expect(host.files()).toMatchObject({ tentative: line("") });
  });

  it("is refused when another device has an address of it", () => {
    host.write("tentative", "5: ens33.10    inet6 fd00:10::10/64 scope global dadfailed tentative \\  valid_lft\n");
    const { status, says } = host.run(vlan("dev", both), "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringMatching(/another device on the network has fd00:10::10: change the address of ens33\.10/),
    ]);
  });

  it("is adopted only with all of them", () => {
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 10 x\n");
    host.write("sys/class/net/ens33.10/address", "x 192.168.10.10/24 x\n");
    expect(host.run(vlan("dev", both), "apply").says).toContain("lacks the address fd00:10::10/64: add it");
  });
});

describe("a shim", () => {
  it("is created and survives reboots, with routes to the host's own containers only", () => {
    expect(host.run(shim(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual([
      "networkctl reload",
      "ip link add link ens33 name mv-ens33 type macvlan mode bridge",
      "ip link set dev mv-ens33 address 02:42:ac:10:0a:fa",
      "ip link set dev mv-ens33 up",
      "networkctl reconfigure mv-ens33",
    ]);
    const route = (target: string): string =>
      `[Route]\nDestination=${target}/32\nScope=link\nPreferredSource=172.16.10.250\n`;
    expect(host.files()).toEqual({
      "etc/systemd/network/06-macvlan-fabric-mv-ens33.netdev":
        "[NetDev]\nName=mv-ens33\nKind=macvlan\nMACAddress=02:42:ac:10:0a:fa\n[MACVLAN]\nMode=bridge\n",
      "etc/systemd/network/06-macvlan-fabric-mv-ens33.network":
        "[Match]\nName=mv-ens33\nKind=macvlan\n[Link]\nRequiredForOnline=no\n[Network]\nAddress=172.16.10.250/32\n" +
        "LinkLocalAddressing=no\nIPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nDefaultRouteOnDevice=no\n" +
        route("172.16.10.10") +
        route("172.16.10.12"),
      "etc/systemd/network/10-ens33.network.d/macvlan-fabric-mv-ens33.conf": "[Network]\nMACVLAN=mv-ens33\n",
      "state/claims/shim-mv-ens33/dev": "vlan10",
    });
    host.run(shim(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("gets the MAC of its new address when that changes", () => {
    host.run(shim(), "apply");
    host.calls();
    expect(host.run(shim({ addresses: ["172.16.10.251"], mac: "02:42:ac:10:0a:fb" }), "apply").status).toBe(0);
    expect(host.calls()).toContain("ip link set dev mv-ens33 address 02:42:ac:10:0a:fb");
    expect(host.files()["etc/systemd/network/06-macvlan-fabric-mv-ens33.netdev"]).toContain(
      "\nMACAddress=02:42:ac:10:0a:fb\n",
    );
  });

  it("has an address and routes of each family that it serves", () => {
    const addresses = ["172.16.10.250", "fd00:10::fa"];
    const targets = ["172.16.10.10", "fd00:10::a"];
    expect(host.run(shim({ addresses, targets }), "apply")).toEqual({ status: 0, says: "" });
    const text = host.files()["etc/systemd/network/06-macvlan-fabric-mv-ens33.network"];
    expect(text).toContain("[Network]\nAddress=172.16.10.250/32\nAddress=fd00:10::fa/128\nLinkLocalAddressing=ipv6\n");
    expect(text?.slice(text.indexOf("[Route]"))).toBe(
      "[Route]\nDestination=172.16.10.10/32\nScope=link\nPreferredSource=172.16.10.250\n" +
        "[Route]\nDestination=fd00:10::a/128\nScope=link\nPreferredSource=fd00:10::fa\n",
    );
  });

  it("is done when it has a route to each of its containers", () => {
    host.write("unrouted", "172.16.10.12");
    expect(host.run(shim(), "apply")).toEqual({ status: 0, says: "" });
    expect(Object.keys(host.files())).not.toContain("unrouted");
  });

  it("waits for no route to a container of a family that it does not serve", () => {
    expect(host.run(shim({ targets: ["fd00:10::a"] }), "apply")).toEqual({ status: 0, says: "" });
  });

  it("is an ipvlan link with the MAC of its carrier where the segment is of that driver", () => {
    const ipvlan = shim({ driver: "ipvlan", mode: "l2", mac: undefined });
    expect(host.run(ipvlan, "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()[1]).toBe("ip link add link ens33 name mv-ens33 type ipvlan mode l2");
    expect(host.files()).toMatchObject({
      "etc/systemd/network/06-macvlan-fabric-mv-ens33.netdev":
        "[NetDev]\nName=mv-ens33\nKind=ipvlan\n[IPVLAN]\nMode=L2\n",
      "etc/systemd/network/10-ens33.network.d/macvlan-fabric-mv-ens33.conf": "[Network]\nIPVLAN=mv-ens33\n",
    });
    expect(host.run(shim(), "apply").says).toMatch(/mv-ens33 is not a link of type macvlan on ens33: delete it/);
    host.run(ipvlan, "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("is refused where somebody else's link has its name", () => {
    host.write("sys/class/net/mv-ens33/says", "5: mv-ens33@ens33: <UP> x macvlan mode bridge x\n");
    expect(host.run(shim(), "apply").says).toMatch(/mv-ens33 exists and was not made by macvlan-fabric/);
    expect(host.files()).toEqual({});
  });
});
