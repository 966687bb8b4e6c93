import { describe, expect, it } from "vitest";
import { normalise } from "../../topology/model/normalise";
import type { HostFacts, Link } from "../../topology/preflight/facts";
import { judgeHost } from "../../topology/preflight/judge";
import { hostNeeds, type HostNeeds } from "../../topology/preflight/needs";
import { parseFabric } from "../../topology/schema/parse-configuration";

const SSH = { hostKey: "ssh-ed25519 AAAA" };

function needs(edit: Record<string, unknown> = {}, host: Record<string, unknown> = {}): HostNeeds {
  const fabric = parseFabric({
    lan: { subnet: "192.168.1.0/24" },
    hosts: {
      docker01: {
        address: "192.168.1.11",
        nic: "ens33",
        nics: { iot: "ens34" },
        vm: { kind: "existing", ssh: SSH },
        ...host,
      },
    },
    segments: {
      flat: { network: "flat", subnet: "172.22.16.0/24", gateway: "172.22.16.1" },
      vlan10: { network: "vlan10", vlan: 10, switch: "iot", subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
    },
    ...edit,
  });
  const { topology, problems } = normalise(fabric, "test");
  expect(problems).toEqual([]);
  const [own] = hostNeeds(topology);
  if (own === undefined) throw new Error("there is a host");
  return own;
}

function link(ifname: string, more: Partial<Link> = {}): Link {
  return { ifname, altnames: [], flags: ["UP", "LOWER_UP"], mtu: 1500, addr_info: [], ...more };
}

const LAN = link("ens33", { addr_info: [{ local: "192.168.1.11", prefixlen: 24 }] });
const IOT = link("ens34");
const DAEMON = {
  ServerVersion: "28.5.2",
  OperatingSystem: "Debian",
  DockerRootDir: "/var/lib/docker",
  SecurityOptions: [],
};
const DOCKER = { client: "/usr/bin/docker", daemon: DAEMON, says: "", service: "active", isSnap: false };

const FINE: HostFacts = {
  ...{ kernel: "6.12.0", hasSystemd: true, links: [link("lo"), LAN, IOT], wireless: new Set(), keepers: new Map() },
  devices: new Set(["lo", "ens33", "ens34"]),
  bridgeVlans: new Map(),
  ...{ claims: new Map(), made: new Set() },
  ...{
    loginAddress: "192.168.1.11",
    missingModules: [],
    hasModuleFolder: true,
    missingTools: [],
    missingPaths: [],
    sudo: "",
  },
  ...{ docker: DOCKER, disks: [{ mount: "/", freeMib: 9000 }], clock: 1000 },
};

/** `severity path: message` of everything that is wrong. */
function judge(facts: Partial<HostFacts>, plan = needs(), isOwn = false): string[] {
  const findings = judgeHost(plan, { ...FINE, ...facts }, { user: "joe", now: 1000, isOwn });
  return findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

function withLinks(...links: readonly Link[]): Partial<HostFacts> {
  return { links };
}

const bond = (mode: string, partner?: string): Link => ({
  ...IOT,
  linkinfo: {
    info_kind: "bond",
    info_data: { mode, ...(partner === undefined ? {} : { ad_info: { partner_mac: partner } }) },
  },
});
const vlan = (ifname: string, id: number, on: string, more: Partial<Link> = {}): Link =>
  link(ifname, { link: on, linkinfo: { info_kind: "vlan", info_data: { id, protocol: "802.1Q", mode: 0 } }, ...more });

describe("what the plan needs", () => {
  it("names each NIC's place in the configuration, and the segments on it", () => {
    expect(needs().nics.map(({ nic, path, segments }) => [nic, path, segments.map((each) => each.carrier)])).toEqual([
      ["ens33", "hosts.docker01.nic", ["ens33"]],
      ["ens34", "hosts.docker01.nics.iot", ["ens34.10"]],
    ]);
  });

  it("derives the modules from the segments on the host", () => {
    expect(needs().modules).toEqual({ macvlan: "segments.flat", "8021q": "segments.vlan10.vlan" });
    expect(needs({ segments: {} }).modules).toEqual({});
    const flat = { network: "flat", driver: "ipvlan", subnet: "172.22.16.0/24", gateway: "172.22.16.1" };
    expect(needs({ segments: { flat } }).modules).toEqual({ ipvlan: "segments.flat" });
  });

  it("asks for openssl on the registry's host alone", () => {
    expect(needs().tools).not.toContain("openssl");
    expect(needs({ registry: { host: "docker01" } }).tools).toContain("openssl");
  });

  it("asks for iptables over nftables on the hosts of routers alone", () => {
    expect(needs().tools).not.toContain("iptables-nft-restore");
    const plan = needs({ routers: { main: { host: "docker01", segments: ["flat", "vlan10"] } } });
    expect(plan.modules).toMatchObject({ nf_tables: "routers.main" });
    expect(judge({ missingTools: ["ip6tables-nft-restore"] }, plan)).toEqual([
      "error hosts.docker01: ip6tables-nft-restore missing: install the packages (iptables)",
    ]);
  });
});

it("finds nothing on a host that has everything", () => {
  expect(judge({})).toEqual([]);
});

describe("NICs", () => {
  it.each<[string, Partial<HostFacts>, string]>([
    [
      "that is not there, under its own path",
      withLinks(LAN, link("docker0"), link("br-0123456789ab"), link("enp9s0")),
      "error hosts.docker01.nics.iot: there is no interface ens34: correct it; this host has ens33, enp9s0",
    ],
    [
      "that the kernel knows by another name",
      withLinks(LAN, link("eth1", { altnames: ["ens34"] })),
      "error hosts.docker01.nics.iot: ens34 is another name of eth1, which the kernel uses: write eth1",
    ],
    [
      "that is a port of a bridge",
      withLinks(LAN, { ...IOT, master: "br0" }, link("br0", { linkinfo: { info_kind: "bridge" } })),
      "error hosts.docker01.nics.iot: ens34 is a port of bridge br0, which takes its frames: name br0 instead",
    ],
    [
      "that is a port of a bond",
      withLinks(LAN, { ...IOT, master: "bond0" }, { ...bond("active-backup"), ifname: "bond0" }),
      "error hosts.docker01.nics.iot: ens34 is a port of bond bond0, which takes its frames: name bond0 instead",
    ],
    [
      "that is a port of Open vSwitch",
      withLinks(LAN, { ...IOT, master: "ovs-system" }, link("ovs-system", { linkinfo: { info_kind: "openvswitch" } })),
      "error hosts.docker01.nics.iot: ens34 is a port of Open vSwitch, which takes its frames: name an internal port of that switch",
    ],
    [
      "that is wireless",
      { wireless: new Set(["ens34"]) },
      "error hosts.docker01.nics.iot: ens34 is wireless, and access points drop frames from other MAC addresses than its own: name a wired NIC, or use driver ipvlan for segments.vlan10",
    ],
    [
      "that is a bond which moves MACs",
      withLinks(LAN, bond("balance-alb")),
      "error hosts.docker01.nics.iot: bond ens34 is in mode balance-alb, which replaces the MAC addresses of containers: use active-backup or 802.3ad, or driver ipvlan for segments.vlan10",
    ],
    [
      "that is a subinterface of a bond which moves MACs",
      withLinks(
        LAN,
        { ...bond("balance-tlb"), ifname: "bond0" },
        { ...vlan("bond0.100", 100, "bond0"), ifname: "ens34" },
      ),
      "error hosts.docker01.nics.iot: bond bond0 is in mode balance-tlb, which replaces the MAC addresses of containers: use active-backup or 802.3ad, or driver ipvlan for segments.vlan10",
    ],
    [
      "that is a bond whose switch does not speak LACP",
      withLinks(
        LAN,
        bond("802.3ad", "00:00:00:00:00:00"),
        link("eno1", { master: "ens34" }),
        link("eno2", { master: "ens34" }),
      ),
      "warning hosts.docker01.nics.iot: bond ens34 is in mode 802.3ad, but its switch does not answer in LACP, so only one port carries frames: set up LACP on the switch for eno1 and eno2, or use active-backup",
    ],
    [
      "that is a bond without a carrier, whatever its switch speaks",
      withLinks(LAN, { ...bond("802.3ad", "00:00:00:00:00:00"), flags: ["UP", "NO-CARRIER"] }),
      "warning hosts.docker01.nics.iot: ens34 has no carrier: plug in its cable, or enable its port on the switch or hypervisor",
    ],
    [
      "that systemd does not know as a device",
      { devices: new Set(["ens33"]) },
      "error hosts.docker01.nics.iot: systemd has no device unit for ens34, so no link of ours would come up on it: `udevadm test /sys/class/net/ens34` says why. A .link file that matches by MACAddress= matches subinterfaces too: write PermanentMACAddress= there, and restart the host",
    ],
    [
      "without a carrier",
      withLinks(LAN, { ...IOT, flags: ["UP", "NO-CARRIER"] }),
      "warning hosts.docker01.nics.iot: ens34 has no carrier: plug in its cable, or enable its port on the switch or hypervisor",
    ],
    [
      "without a carrier, and so without the address of the host",
      withLinks(link("ens33", { flags: ["UP", "NO-CARRIER"] }), IOT),
      "warning hosts.docker01.nic: ens33 has no carrier: plug in its cable, or enable its port on the switch or hypervisor",
    ],
    [
      "of another MTU",
      withLinks(LAN, { ...IOT, mtu: 1450 }),
      "warning hosts.docker01.nics.iot: the MTU of ens34 is 1450, not 1500: set hosts.docker01.mtu to 1450, or change the NIC's",
    ],
    [
      "without the address of the host",
      withLinks(link("ens33"), { ...IOT, addr_info: LAN.addr_info }),
      "warning hosts.docker01.address: 192.168.1.11 is not on ens33: ens34 has it: correct it, or hosts.docker01.nic",
    ],
  ])("one %s", (_, facts, finding) => {
    expect(judge(facts)).toEqual([finding]);
  });

  it("may be a bond that moves no MACs, a port of a VRF, a NIC that is down, and wireless below ipvlan", () => {
    expect(judge(withLinks(LAN, bond("802.3ad", "00:1b:21:00:00:01")))).toEqual([]);
    expect(judge(withLinks(LAN, { ...IOT, master: "red" }, link("red", { linkinfo: { info_kind: "vrf" } })))).toEqual(
      [],
    );
    expect(judge(withLinks(LAN, { ...IOT, flags: [] }))).toEqual([]);
    expect(judge({ devices: new Set() })).toEqual([]);
    const flat = { network: "flat", driver: "ipvlan", subnet: "172.22.16.0/24", gateway: "172.22.16.1" };
    expect(judge({ wireless: new Set(["ens33"]) }, needs({ segments: { flat } }))).toEqual([]);
  });

  it("cannot carry a segment with a larger MTU", () => {
    const vlan10 = {
      network: "v",
      vlan: 10,
      switch: "iot",
      mtu: 1600,
      subnet: "172.16.10.0/24",
      gateway: "172.16.10.1",
    };
    expect(judge({}, needs({ segments: { vlan10 } }, { mtu: 9000 }))).toContain(
      "error segments.vlan10.mtu: 1600 exceeds the MTU of ens34 on docker01, which is 1500 (hosts.docker01.nics.iot): lower it, or raise that of the NIC",
    );
  });

  it("matter only where they carry something", () => {
    const plan = needs({ segments: {} });
    expect(judge(withLinks(LAN, { ...IOT, master: "br0", mtu: 9000 }), plan)).toEqual([]);
    expect(judge({ devices: new Set(["ens33"]) }, plan)).toEqual([]);
  });
});

describe("VLAN IDs", () => {
  it("are kept from the host by a bridge that filters VLANs and is no member of them", () => {
    const bridge = (filtering: number): Partial<HostFacts> =>
      withLinks(LAN, { ...IOT, linkinfo: { info_kind: "bridge", info_data: { vlan_filtering: filtering } } });
    const bridgeVlans = new Map([["ens34", [{ vlan: 1 }, { vlan: 11, vlanEnd: 4094 }]]]);
    expect(judge({ ...bridge(1), bridgeVlans })).toEqual([
      "error segments.vlan10: bridge ens34 on docker01 filters VLANs, and keeps VLAN 10 from the host itself: " +
        "run `bridge vlan add dev ens34 vid 10 self`, and have what makes ens34 do the same",
    ]);
    expect(judge({ ...bridge(0), bridgeVlans })).toEqual([]);
    for (const vlans of [{ vlan: 10 }, { vlan: 2, vlanEnd: 4094 }])
      expect(judge({ ...bridge(1), bridgeVlans: new Map([["ens34", [vlans]]]) })).toEqual([]);
    // Without the program that lists them.
    expect(judge(bridge(1))).toEqual([]);
  });

  it("are taken by a link of another name, whose owner and use are told", () => {
    const held = vlan("iot-vlan", 10, "ens34", {
      addr_info: [{ local: "10.1.1.1", prefixlen: 24 }, { local: "fe80::1" }],
    });
    const keepers = new Map([["iot-vlan", "NetworkManager (connection iot)"]]);
    expect(judge({ ...withLinks(LAN, IOT, held), keepers })).toEqual([
      "error segments.vlan10: VLAN 10 of ens34 on docker01 is already carried by iot-vlan (kept by NetworkManager (connection iot), " +
        "with 10.1.1.1/24), and Linux allows only one link for it: use that one with `links: { docker01: iot-vlan }`",
    ]);
  });

  it("are taken by a link of another stack, and free where this stack made the link, which is then renamed", () => {
    const facts = { ...withLinks(LAN, IOT, vlan("former", 10, "ens34")), made: new Set(["former"]) };
    expect(judge({ ...facts, claims: new Map([["former", ["test"]]]) })).toEqual([]);
    expect(judge({ ...facts, claims: new Map([["former", ["other", "test"]]]) })).toEqual([
      expect.stringMatching(/^error segments\.vlan10: .* carried by former \(used by stack other, test\)/),
    ]);
    expect(judge({ ...facts, made: new Set(), claims: new Map([["former", ["test"]]]) })).toHaveLength(1);
  });

  it("are free on another NIC, or with another ID, and a link of the right name is adopted", () => {
    expect(
      judge(withLinks(LAN, IOT, vlan("a", 10, "ens33"), vlan("b", 11, "ens34"), vlan("ens34.10", 10, "ens34"))),
    ).toEqual([]);
  });

  it("are not in the name of something else", () => {
    expect(judge(withLinks(LAN, IOT, vlan("ens34.10", 12, "ens34")))).toEqual([
      "error segments.vlan10: ens34.10 on docker01 exists and is not VLAN 10 on ens34 (`ip -d link show ens34.10`): name another link with `links: { docker01: NAME }`",
    ]);
  });

  it("may change under the name of a link that this stack alone made", () => {
    const facts = { ...withLinks(LAN, IOT, vlan("ens34.10", 12, "ens34")), made: new Set(["ens34.10"]) };
    expect(judge({ ...facts, claims: new Map([["ens34.10", ["test"]]]) })).toEqual([]);
    expect(judge({ ...facts, claims: new Map([["ens34.10", ["other", "test"]]]) })).toHaveLength(1);
  });

  it("may carry the login itself, which is told", () => {
    const own = vlan("ens34.10", 10, "ens34", { addr_info: [{ local: "10.1.1.1", prefixlen: 24 }] });
    expect(judge({ ...withLinks(LAN, IOT, own), loginAddress: "10.1.1.1" })).toEqual([
      "warning segments.vlan10: the login to docker01 comes in over ens34.10, which carries this segment: use another address of the host",
    ]);
  });
});

describe("Docker", () => {
  const { daemon: _, ...silent } = DOCKER;
  it.each<[string, Partial<HostFacts["docker"]>, string]>([
    [
      "from the snap",
      { isSnap: true },
      "error hosts.docker01: Docker comes from the snap, which is not supported: install docker-ce instead",
    ],
    [
      "that is Podman",
      { says: "Emulate Docker CLI using podman." },
      "error hosts.docker01: docker is Podman's: install docker-ce or docker.io instead",
    ],
    [
      "without root",
      { daemon: { ...DAEMON, SecurityOptions: ["name=seccomp", "name=rootless"] } },
      "error hosts.docker01: Docker runs without root (of user joe), where macvlan is impossible: use the system's daemon",
    ],
    [
      "older than the configuration says",
      { daemon: { ...DAEMON, ServerVersion: "26.1.5+dfsg1" } },
      "error hosts.docker01.docker: Docker is 26.1.5+dfsg1, older than 27.0: upgrade it, or correct hosts.docker01.docker",
    ],
  ])("%s is refused", (_name, docker, finding) => {
    expect(judge({ docker: { ...DOCKER, ...docker } }, needs({}, { docker: "27.0" }))).toEqual([finding]);
  });

  it.each<[string, HostFacts["docker"], string]>([
    [
      "is not installed",
      { says: "", service: "", isSnap: false },
      "error hosts.docker01: Docker is not installed: install docker-ce or docker.io",
    ],
    [
      "is not for this user",
      { ...silent, says: "permission denied while trying to connect to the Docker daemon socket" },
      "error hosts.docker01.vm.ssh.user: joe may not use the Docker socket: run `usermod -aG docker joe` there as root",
    ],
    [
      "does not run",
      { ...silent, service: "inactive" },
      "error hosts.docker01: Docker is not running (inactive): start it with `systemctl start docker`, and see `journalctl -u docker`",
    ],
    [
      "is starting",
      { ...silent, service: "activating" },
      "warning hosts.docker01: Docker has not answered within 15 s: it is starting",
    ],
  ])("%s", (_name, docker, finding) => {
    expect(judge({ docker })).toEqual([finding]);
    // The stack starts its own machines, and waits for their Docker.
    expect(judge({ docker }, needs(), true)).toEqual([]);
  });

  it("has to do what the plan needs, under the path of that", () => {
    const six = { network: "six", subnet: "fd00:6::/64", gateway: "fd00:6::1" };
    const docker = { ...DOCKER, daemon: { ...DAEMON, ServerVersion: "27.5.1" } };
    expect(judge({ docker }, needs({ segments: { six } }))).toEqual([
      "error segments.six: needs Docker 28.0.0 or later, and docker01 has 27.5.1: older versions add an unplanned IPv4 subnet to " +
        "a segment that has only IPv6: upgrade Docker, or add an IPv4 subnet",
    ]);
  });
});

describe("the system", () => {
  const EXTRA =
    "install the package with the kernel's extra modules, such as linux-modules-extra or kernel-modules-extra";
  it.each<[string, Partial<HostFacts>, string]>([
    [
      "without a module",
      { missingModules: ["8021q"] },
      `error hosts.docker01: the kernel has no module 8021q, which segments.vlan10.vlan needs: ${EXTRA}`,
    ],
    [
      "whose kernel was upgraded and not started",
      { missingModules: ["macvlan"], hasModuleFolder: false },
      "error hosts.docker01: the kernel has no module macvlan, which segments.flat needs: the modules of the running kernel 6.12.0 are not on the disk: reboot after an upgrade of the kernel",
    ],
    [
      "without tools",
      { missingTools: ["flock", "perl"] },
      "error hosts.docker01: flock, perl missing: install the packages (util-linux, perl)",
    ],
    [
      "without systemd",
      { hasSystemd: false },
      "error hosts.docker01: systemd does not run there, which keeps links over reboots: use a host with it",
    ],
    [
      "whose sudo asks for a password",
      { sudo: "sudo: a password is required" },
      "error hosts.docker01.vm.ssh.user: sudo asks joe for a password, which nobody can type: give joe `NOPASSWD: ALL` in a file of /etc/sudoers.d, or log in as root",
    ],
    [
      "without sudo",
      { sudo: "sh: 8: sudo: not found" },
      "error hosts.docker01.vm.ssh.user: sudo is not installed: install it and give joe `NOPASSWD: ALL` in a file of /etc/sudoers.d, or log in as root",
    ],
    [
      "with a full disk",
      { disks: [{ mount: "/var", freeMib: 20 }] },
      "error hosts.docker01: /var has 20 MiB free: make room, for images above all",
    ],
    [
      "with little space",
      { disks: [{ mount: "/var", freeMib: 500 }] },
      "warning hosts.docker01: /var has 500 MiB free: make room, for images above all",
    ],
    [
      "with a wrong clock",
      { clock: 700 },
      "warning hosts.docker01: its clock is 300 s behind: set it, certificates depend on it (NTP)",
    ],
  ])("%s", (_, facts, finding) => {
    expect(judge(facts)).toEqual([finding]);
  });

  it("may have modules that nothing can tell of", () => {
    expect(judge({ missingTools: ["modprobe"], missingModules: ["macvlan"] })).toEqual([
      "error hosts.docker01: modprobe missing: install the packages (kmod)",
    ]);
  });

  it("needs no modules for a plan without segments", () => {
    expect(judge({ missingModules: ["8021q", "macvlan", "ipvlan"] }, needs({ segments: {} }))).toEqual([]);
  });
});
