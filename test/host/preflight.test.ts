import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { preflightScript } from "../../host/preflight";
import { parseFacts, type HostFacts } from "../../topology/preflight/facts";
import { FolderHost } from "./fake-host-tools";

const LINKS = [
  {},
  { ifname: "ens33", altnames: ["enp2s1"], flags: ["UP"], mtu: 1500, master: "br0", addr_info: [] },
  {
    ...{
      ifname: "iot",
      flags: ["UP", "NO-CARRIER"],
      mtu: 1400,
      link: "ens33",
      addr_info: [{ local: "10.0.0.1", prefixlen: 24 }],
    },
    linkinfo: { info_kind: "vlan", info_data: { protocol: "802.1Q", id: 10 } },
  },
];
const INFO = { ServerVersion: "28.5.2", DockerRootDir: "/", OperatingSystem: "Debian", SecurityOptions: null };

let host: FolderHost;
beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33" });
  for (const program of ["df", "id", "readlink"]) symlinkSync(`/usr/bin/${program}`, join(host.root, "bin", program));
  tool("ip", `[ "$*" = "-j -d address show" ] && cat "${host.root}/links.json"`);
  tool("modprobe", `[ "$*" = "-n -q macvlan" ]`);
  tool("systemctl", `[ "$*" = "is-active docker" ] && echo active`);
  tool("sudo", `[ ! -e "${host.root}/asks" ] || { echo "sudo: a password is required" >&2; exit 1; }`);
  tool("id", "echo 1000");
  tool("nmcli", `[ "$5" = iot ] && echo "my vlan"`);
  host.write("links.json", JSON.stringify(LINKS));
  host.write("proc/net/vlan/config", "");
  host.write("proc/net/vlan/iot", "");
  host.write("docker.sh", `echo '${JSON.stringify(INFO)}'\n`);
});
afterEach(() => {
  host.close();
});

function tool(name: string, body: string): void {
  const file = join(host.root, "bin", name);
  rmSync(file, { force: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function facts(
  modules: readonly string[] = [],
  tools: readonly string[] = [],
  carriers: readonly string[] = [],
  paths: readonly string[] = [],
): HostFacts {
  const script = preflightScript({ modules, tools, paths, carriers }).replaceAll(
    /(?<=[\s"=/])\/(?=(?:sys|proc|run|lib|snap|var\/lib|var\/run|etc)\b)/g,
    `${host.root}/`,
  );
  const { status, says } = host.run(`SSH_CONNECTION='192.0.2.9 1 10.0.0.1 22'\n${script}`, "apply");
  expect([status, host.calls()]).toEqual([0, []]);
  return parseFacts(says);
}

it("reads links, who keeps a VLAN, and the address of the login", () => {
  const { links, keepers, loginAddress } = facts();
  expect(links.map(({ ifname }) => ifname)).toEqual(["ens33", "iot"]);
  expect(links[0]).toMatchObject({ altnames: ["enp2s1"], master: "br0" });
  expect([...keepers]).toEqual([["iot", "NetworkManager (connection my vlan)"]]);
  expect(loginAddress).toBe("10.0.0.1");
  expect([...facts([], [], ["iot"]).keepers]).toEqual([]);
});

it("reads which VLANs a bridge passes to the host, where one filters them", () => {
  tool(
    "bridge",
    `[ "$*" = "-compressvlans -j vlan show" ] && echo '[{"ifname":"br0","vlans":[{"vlan":1,"flags":["PVID"]},{"vlan":2,"vlanEnd":9}]}]'`,
  );
  host.write("sys/class/net/br0/bridge/vlan_filtering", "0\n");
  expect([...facts().bridgeVlans]).toEqual([]);
  host.write("sys/class/net/br0/bridge/vlan_filtering", "1\n");
  expect([...facts().bridgeVlans]).toEqual([["br0", [{ vlan: 1 }, { vlan: 2, vlanEnd: 9 }]]]);
});

it("reads which stacks use a VLAN, and whether it was made by the product", () => {
  expect(facts()).toMatchObject({ claims: new Map(), made: new Set() });
  for (const file of ["claims/link-iot/dev", "claims/link-iot/lab", "ours-iot"])
    host.write(`var/lib/macvlan-fabric/${file}`, "");
  const own = { claims: new Map([["iot", ["dev", "lab"]]]), made: new Set(["iot"]) };
  expect(facts()).toMatchObject(own);
  expect(facts([], [], ["iot"])).toMatchObject(own);
});

it("reads which links systemd knows as devices", () => {
  expect([...facts().devices]).toEqual([]);
  const units = String.raw`sys-subsystem-net-devices-mv\x2dens33.10.device loaded active plugged /sys/x/mv-ens33.10
sys-subsystem-net-devices-ens33.device loaded active plugged Virtio network device`;
  host.write("units", `${units}\n`);
  tool("systemctl", `case $1 in list-units) cat "${host.root}/units" ;; esac`);
  expect([...facts().devices]).toEqual(["mv-ens33.10", "ens33"]);
});

it("names the file of systemd-networkd", () => {
  host.write("sys/class/net/iot/ifindex", "7\n");
  host.write("run/systemd/netif/links/7", "ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/iot.network\n");
  expect([...facts().keepers]).toEqual([["iot", "systemd-networkd (/etc/systemd/network/iot.network)"]]);
});

it("asks for the modules and tools that it is told, and for no others", () => {
  host.write("sys/module/8021q/refcnt", "1");
  const { missingModules, missingTools } = facts(["8021q", "macvlan", "ipvlan"], ["ip", "flock", "nft"]);
  expect([missingModules, missingTools]).toEqual([["ipvlan"], ["nft"]]);
  const files = [join(host.root, "bin"), join(host.root, "no such folder")];
  expect(facts([], [], [], files).missingPaths).toEqual([]);
  // Root might see it.
  tool("sudo", '[ "$*" = "-n true" ]');
  expect(facts([], [], [], files).missingPaths).toEqual(files.slice(1));
  expect(facts().missingModules).toEqual([]);
});

it("tells whether systemd runs, the modules of the kernel are there, and which links are wireless", () => {
  expect(facts()).toMatchObject({ hasSystemd: false, hasModuleFolder: false, wireless: new Set() });
  host.write("run/systemd/system/x", "");
  host.write("sys/class/net/wlan0/phy80211/x", "");
  expect(facts()).toMatchObject({ hasSystemd: true, wireless: new Set(["wlan0"]) });
});

it("reads what Docker says about itself", () => {
  const { docker, disks } = facts();
  expect(docker).toMatchObject({ daemon: { ServerVersion: "28.5.2" }, says: "", service: "active", isSnap: false });
  expect(disks.length).toBeGreaterThan(0);
});

it("tells a client without a daemon, and what it says", () => {
  host.write("docker.sh", `echo '{"ServerVersion":"","ServerErrors":[]}'; echo "permission denied" >&2; exit 1\n`);
  const { docker } = facts();
  expect(docker.daemon).toBeUndefined();
  expect(docker.says).toBe("permission denied");
});

it("tells Docker from the snap, on the path or not", () => {
  rmSync(join(host.root, "bin/docker"));
  expect(facts().docker).toMatchObject({ isSnap: false });
  host.write("snap/bin/docker", "");
  expect(facts().docker).toMatchObject({ isSnap: true });
});

it("tells whether sudo works", () => {
  expect(facts().sudo).toBe("");
  host.write("asks", "");
  expect(facts().sudo).toBe("sudo: a password is required");
});

it("takes no part of the facts for all of them", () => {
  expect(() => parseFacts("@kernel\t6.1\n@links\t[")).toThrow("the facts end early");
});
