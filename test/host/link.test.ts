import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostShimScript, subinterfaceScript } from "../../host/link-scripts";
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
  host.write("sys/class/net/ens33/mtu", "1500\n");
});
afterEach(() => {
  host.close();
});

describe("a subinterface", () => {
  it("is created, survives reboots, and comes before Docker", () => {
    expect(host.run(vlan("dev", { mtu: 1400 }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual([
      "systemd-run --unit=macvlan-fabric-undo-ens33.10 --on-active=90",
      "udevadm control --reload",
      "ip link add link ens33 name ens33.10 type vlan id 10 loose_binding on",
      "ip link set dev ens33.10 mtu 1400",
      "ip link set dev ens33.10 addrgenmode none",
      "ip link set dev ens33.10 up",
      "ip address replace 192.168.10.10/24 broadcast + dev ens33.10",
      "systemctl stop macvlan-fabric-undo-ens33.10.timer",
      "systemctl daemon-reload",
      "systemctl start macvlan-fabric-link@ens33.10.service",
    ]);
    const device = "sys-subsystem-net-devices-ens33.device";
    const files = host.files();
    expect(files).toEqual({
      "etc/systemd/system/macvlan-fabric-link@.service": expect.stringMatching(
        /^Before=docker\.service$[^]*^ExecStart=\/bin\/sh \S+state\/links\/%I\.up$/m,
      ),
      "etc/systemd/system/macvlan-fabric-link@ens33.10.service.d/carrier.conf": `[Unit]\nBindsTo=${device}\nAfter=${device}\n`,
      "etc/udev/rules.d/95-macvlan-fabric-ens33.10.rules":
        'SUBSYSTEM=="net", KERNEL=="ens33.10", ENV{NM_UNMANAGED}="1", ENV{ID_NET_MANAGED_BY}="macvlan-fabric"\n',
      "state/claims/link-ens33.10/dev": "vlan10",
      "state/links/ens33.10.up": expect.stringContaining("link=ens33.10\n"),
      "state/ours-ens33.10": "",
    });
    expect(host.symlinks()).toEqual({
      [`etc/systemd/system/${device}.wants/macvlan-fabric-link@ens33.10.service`]: "../macvlan-fabric-link@.service",
      "etc/systemd/system/multi-user.target.wants/macvlan-fabric-link@ens33.10.service":
        "../macvlan-fabric-link@.service",
    });
  });

  it("is made again by what its unit runs, with everything on it", () => {
    host.run(vlan(), "apply");
    const first = host.calls().filter((call) => call.startsWith("ip "));
    host.remove("sys/class/net/ens33.10");
    const commands = host.files()["state/links/ens33.10.up"] ?? "";
    expect(host.run(commands, "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual(first);
  });

  it("changes nothing on the host a second time", () => {
    host.run(vlan(), "apply");
    const [files, links] = [host.files(), host.symlinks()];
    host.calls();
    host.run(vlan(), "apply");
    expect([host.files(), host.symlinks()]).toEqual([files, links]);
    expect(host.calls().filter((call) => / add |delete|reload/.test(call))).toEqual([]);
  });

  it("is bound loosely to its carrier when an earlier version has made it", () => {
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 10 x\n");
    host.write("state/ours-ens33.10", "");
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toContain("ip link set dev ens33.10 type vlan loose_binding on");
  });

  it("is named to an old networkd in a file, once, as that knows no other way to leave it alone", () => {
    host.write("networkd", "systemd 252 (252.39-1~deb12u1)\n");
    host.run(vlan(), "apply");
    host.run(vlan("dev", { link: "ens33.11", vlan: 11 }), "apply");
    expect(host.calls().filter((call) => call.startsWith("networkctl"))).toEqual(["networkctl reload"]);
    const file = "etc/systemd/network/05-macvlan-fabric.network";
    expect(host.files()[file]).toBe("[Match]\nProperty=ID_NET_MANAGED_BY=macvlan-fabric\n[Link]\nUnmanaged=yes\n");
    host.run(vlan(), "remove");
    expect(Object.keys(host.files())).toContain(file);
    host.run(vlan("dev", { link: "ens33.11", vlan: 11 }), "remove");
    expect(host.files()).toEqual({ networkd: "systemd 252 (252.39-1~deb12u1)\n" });
  });

  it("needs no such file where networkd is newer", () => {
    host.write("networkd", "systemd 257 (257.13-1~deb13u1)\n");
    host.run(vlan(), "apply");
    expect(host.calls().filter((call) => call.startsWith("networkctl"))).toEqual([]);
  });

  it("is refused when systemd cannot start its unit", () => {
    host.write("broken-units", " macvlan-fabric-link@ens33.10.service \n");
    expect(host.run(vlan(), "apply")).toMatchObject({
      status: 1,
      says: expect.stringContaining(
        "macvlan-fabric-link@ens33.10.service did not start, so ens33.10 would not survive",
      ),
    });
  });

  it("has the MTU of its carrier again when it has none of its own any longer", () => {
    host.run(vlan("dev", { mtu: 1400 }), "apply");
    host.calls();
    host.run(vlan(), "apply");
    expect(host.calls()).toContain("ip link set dev ens33.10 mtu 1500");
  });

  it("loses the files that an earlier version kept it with, and nothing is reloaded", () => {
    host.run(vlan(), "apply");
    host.calls();
    const now = host.files();
    for (const file of [
      "05-macvlan-fabric-ens33.10.netdev",
      "05-macvlan-fabric-ens33.10.network",
      "10-ens33.network.d/macvlan-fabric-ens33.10.conf",
    ])
      host.write(`etc/systemd/network/${file}`, "");
    host.write("etc/systemd/system/docker.service.d/macvlan-fabric-ens33.10.conf", "");
    host.write("etc/udev/rules.d/84-macvlan-fabric-ens33.10.rules", "");
    host.write("etc/systemd/network/10-ens33.network", "");
    host.run(vlan(), "apply");
    expect(host.files()).toEqual({ ...now, "etc/systemd/network/10-ens33.network": "" });
    expect(host.calls().filter((call) => /networkctl|nmcli/.test(call))).toEqual([]);
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

  // Automates F8.
  it("gets back an address that somebody has removed, and loses one that nobody planned", () => {
    host.run(vlan(), "apply");
    host.write("sys/class/net/ens33.10/address", "5: ens33.10 inet 192.168.10.77/24 scope global ens33.10\n");
    host.calls();
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual(
      expect.arrayContaining([
        "ip address replace 192.168.10.10/24 broadcast + dev ens33.10",
        "ip address delete 192.168.10.77/24 dev ens33.10",
      ]),
    );
  });

  it("gets another address of its subnet, which goes with the former one where the kernel promotes none", () => {
    host.run(vlan(), "apply");
    host.calls();
    expect(host.run(vlan("dev", { addresses: ["192.168.10.12/24"] }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls().filter((call) => call.startsWith("ip address"))).toEqual([
      "ip address replace 192.168.10.12/24 broadcast + dev ens33.10",
      "ip address delete 192.168.10.10/24 dev ens33.10",
      "ip address replace 192.168.10.12/24 broadcast + dev ens33.10",
    ]);
  });

  it("goes with its only owner, also if that claimed it in a version that noted none", () => {
    host.run(vlan(), "apply");
    host.write("state/claims/link-ens33.10/dev", "");
    host.run(vlan(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  // Automates F9.
  it("is adopted if it exists already, and then never deleted", () => {
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 10 x\n");
    expect(host.run(vlan(), "apply").says).toContain(
      "lacks the address 192.168.10.10/24: add it where that link is configured",
    );
    host.write("sys/class/net/ens33.10/address", "x 192.168.10.10/24 x\n");
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.files()).toEqual({ "state/adopted-ens33.10": "adopted\n", "state/claims/link-ens33.10/dev": "vlan10" });
    host.run(vlan(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33", "ens33.10"], {}]);
  });

  it("is adopted under its own name, whatever that is", () => {
    host.write("sys/class/net/blue/says", "5: blue@ens33: <UP> x vlan protocol 802.1Q id 10 x\n");
    host.write("sys/class/net/blue/address", "x 192.168.10.10/24 x\n");
    expect(host.run(vlan("dev", { link: "blue" }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.files()).toEqual({ "state/adopted-blue": "adopted\n", "state/claims/link-blue/dev": "vlan10" });
  });

  it("is renamed with its configuration, without the shims of its former name", () => {
    host.run(vlan(), "apply");
    host.run(shim({ link: "mv-ens33.10", carrier: "ens33.10" }), "apply");
    expect(host.run(vlan("dev", { owner: "blue", link: "blue" }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.links()).toEqual(["blue", "ens33"]);
    host.run(shim({ link: "mv-ens33.10", carrier: "ens33.10" }), "remove");
    host.run(vlan(), "remove");
    expect(host.links()).toEqual(["blue", "ens33"]);
    host.run(vlan("dev", { owner: "blue", link: "blue" }), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("keeps the name that another stack gave it", () => {
    host.run(vlan("second"), "apply");
    const { status, says } = host.run(vlan("dev", { link: "blue" }), "apply");
    expect([status, says]).toEqual([
      1,
      expect.stringContaining("already exists as ens33.10, which stack second uses, and Linux allows only one"),
    ]);
    expect(host.links()).toEqual(["ens33", "ens33.10"]);
  });

  // Automates F17.
  it("is there, with its addresses, for a stack that takes it while its last owner gives it up", async () => {
    host.run(vlan(), "apply");
    const claim = join(host.root, "state/claims/link-ens33.10/dev");
    host.slowDown();
    const giving = host.start(vlan(), "remove");
    // From here on the owner goes by what it has read: that nobody else uses the link.
    while (existsSync(claim)) await delay(10);
    const taking = host.start(vlan("second"), "apply");
    expect(await Promise.all([giving, taking])).toEqual([0, 0]);
    expect(host.links()).toEqual(["ens33", "ens33.10"]);
    expect(readFileSync(join(host.root, "sys/class/net/ens33.10/address"), "utf8")).toContain(" 192.168.10.10/24 ");
    expect(Object.keys(host.files())).toContain("state/claims/link-ens33.10/second");
  });

  // Automates F2.
  it("is completed by the next run, and removed whole, after a run that was killed at any of its calls", () => {
    host.run(vlan(), "apply");
    const whole = [host.files(), host.symlinks(), host.links()];
    let call = 1;
    for (; ; call += 1) {
      host.run(vlan(), "remove");
      expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
      host.killAt(call);
      const { status } = host.run(vlan(), "apply");
      host.killAt(undefined);
      if (status === 0) break;
      expect(host.run(vlan(), "apply"), `after a kill at call ${call}`).toEqual({ status: 0, says: "" });
      expect([host.files(), host.symlinks(), host.links()]).toEqual(whole);
    }
    expect(call).toBeGreaterThan(15);
  });

  it.each([
    "etc/udev/rules.d/95-macvlan-fabric-ens33.10.rules",
    "etc/systemd/system/macvlan-fabric-link@.service",
    "state/links/ens33.10.up",
    // Automates F22.
  ])("is refused, and leaves no half a file, when the disk is full at %s", (file) => {
    host.fillUp(`${file}.new`);
    const { status, says } = host.run(vlan(), "apply");
    expect([status, says]).toEqual([1, expect.stringMatching(new RegExp(`cannot write \\S+/${file}: `))]);
    expect(Object.keys(host.files())).not.toContain(file);
    expect(Object.keys(host.symlinks())).not.toContain(`${file}.new`);
    expect(host.run(vlan(), "apply")).toEqual({ status: 0, says: "" });
  });

  // Automates F8, F9.
  it("is refused where its name or VLAN is taken, its carrier is missing, or it would not survive a reboot", () => {
    const refusal = (): string => {
      const { status, says } = host.run(vlan(), "apply");
      expect(status).toBe(1);
      expect(host.files()).toEqual({});
      return says;
    };
    host.write("sys/class/net/ens33.10/says", "5: ens33.10@ens33: <UP> x vlan protocol 802.1Q id 11 x\n");
    expect(refusal()).toMatch(
      /ens33\.10 exists and is not VLAN 10 on ens33 \(.*\): give the segment's link another name with links/,
    );
    host.close();
    host = new FolderHost({ ens33: NIC, blue: "5: blue@ens33: <UP> x vlan protocol 802.1Q id 10 x" });
    expect(refusal()).toMatch(
      /VLAN 10 on ens33 already exists as blue, and Linux allows only one: use it with 'links: \{ <host>: blue \}'/,
    );
    host.close();
    host = new FolderHost({});
    host.write("sys/class/net/lo/says", "1: lo\n");
    expect(refusal()).toMatch(/there is no interface ens33 to carry ens33\.10: correct its name/);
    host.remove("bin/systemctl");
    host.write("sys/class/net/ens33/says", NIC);
    expect(refusal()).toMatch(/this host has no systemd, so ens33\.10 would not survive a reboot/);
  });
});

describe("a subinterface with addresses of both families", () => {
  const both = { addresses: ["192.168.10.10/24", "fd00:10::10/64"] };

  it("gets them all, and a link-local one", () => {
    expect(host.run(vlan("dev", both), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual(
      expect.arrayContaining([
        "ip link set dev ens33.10 addrgenmode eui64",
        "ip address replace 192.168.10.10/24 broadcast + dev ens33.10",
        "ip address replace fd00:10::10/64 dev ens33.10",
      ]),
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
    expect(host.run(vlan("dev", both), "apply").says).toContain("lacks the address fd00:10::10/64: add it where");
  });
});

describe("a shim", () => {
  it("is created and survives reboots, with routes to the host's own containers only", () => {
    expect(host.run(shim(), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual([
      "systemd-run --unit=macvlan-fabric-undo-mv-ens33 --on-active=90",
      "udevadm control --reload",
      "ip link add link ens33 name mv-ens33 address 02:42:ac:10:0a:fa type macvlan mode bridge",
      "ip link set dev mv-ens33 address 02:42:ac:10:0a:fa",
      "ip link set dev mv-ens33 mtu 1500",
      "ip link set dev mv-ens33 addrgenmode none",
      "ip link set dev mv-ens33 up",
      "ip address replace 172.16.10.250/32 dev mv-ens33",
      "ip route replace 172.16.10.10/32 dev mv-ens33 scope link src 172.16.10.250",
      "ip route replace 172.16.10.12/32 dev mv-ens33 scope link src 172.16.10.250",
      "systemctl stop macvlan-fabric-undo-mv-ens33.timer",
      "systemctl daemon-reload",
      "systemctl start macvlan-fabric-link@mv-ens33.service",
    ]);
    expect(host.files()).toMatchObject({
      "state/claims/shim-mv-ens33/dev": "vlan10",
      "state/links/mv-ens33.up": expect.stringContaining("link=mv-ens33\n"),
    });
    host.run(shim(), "remove");
    expect([host.links(), host.files()]).toEqual([["ens33"], {}]);
  });

  it("gets the MAC of its new address when that changes", () => {
    host.run(shim(), "apply");
    host.calls();
    expect(host.run(shim({ addresses: ["172.16.10.251"], mac: "02:42:ac:10:0a:fb" }), "apply").status).toBe(0);
    expect(host.calls()).toContain("ip link set dev mv-ens33 address 02:42:ac:10:0a:fb");
    expect(host.files()["state/links/mv-ens33.up"]).toContain("\nmac=02:42:ac:10:0a:fb\n");
  });

  it("has an address and routes of each family that it serves", () => {
    const addresses = ["172.16.10.250", "fd00:10::fa"];
    const targets = ["172.16.10.10", "fd00:10::a"];
    expect(host.run(shim({ addresses, targets }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toEqual(
      expect.arrayContaining([
        "ip address replace 172.16.10.250/32 dev mv-ens33",
        "ip address replace fd00:10::fa/128 dev mv-ens33",
        "ip route replace 172.16.10.10/32 dev mv-ens33 scope link src 172.16.10.250",
        "ip route replace fd00:10::a/128 dev mv-ens33 scope link",
      ]),
    );
  });

  it("has routes of IPv6 at once, although its address is tentative at first", () => {
    const line = (flags: string): string => `5: mv-ens33    inet6 fd00:10::fa/128 scope global ${flags}\\  valid_lft\n`;
    host.write("tentative", line("tentative "));
    host.write("settled", line(""));
    const six = shim({ addresses: ["172.16.10.250", "fd00:10::fa"], targets: ["172.16.10.10", "fd00:10::a"] });
    expect(host.run(six, "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toContain("ip route replace fd00:10::a/128 dev mv-ens33 scope link");
  });

  it("is refused when another device has its IPv6 address", () => {
    host.write("tentative", "5: mv-ens33    inet6 fd00:10::fa/128 scope global dadfailed tentative \\  valid_lft\n");
    const { status, says } = host.run(shim({ addresses: ["fd00:10::fa"], targets: ["fd00:10::a"] }), "apply");
    expect([status, says]).toEqual([1, expect.stringContaining("another device on the network has fd00:10::fa")]);
  });

  it("loses the route to a container that is no longer there", () => {
    host.run(shim(), "apply");
    host.calls();
    expect(host.run(shim({ targets: ["172.16.10.10"] }), "apply")).toEqual({ status: 0, says: "" });
    expect(host.calls()).toContain("ip -4 route delete 172.16.10.12/32 dev mv-ens33");
  });

  it("comes back with the subinterface below it", () => {
    host.run(vlan(), "apply");
    host.run(shim({ link: "mv-ens33.10", carrier: "ens33.10" }), "apply");
    const unit = "macvlan-fabric-link@ens33.10.service";
    expect(host.files()["etc/systemd/system/macvlan-fabric-link@mv-ens33.10.service.d/carrier.conf"]).toBe(
      `[Unit]\nBindsTo=${unit}\nAfter=${unit}\n`,
    );
    expect(Object.keys(host.symlinks())).toContain(
      `etc/systemd/system/${unit}.wants/macvlan-fabric-link@mv-ens33.10.service`,
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
    expect(host.calls()).toContain("ip link add link ens33 name mv-ens33 type ipvlan mode l2");
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
