import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { identityHash, renderIdentityScript, type Identity } from "../../lab/guest/identity-script";
import { NETWORKS, type Network } from "../../lab/image/networks";
import { SPEC } from "./guest-spec-sample";

const PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n";
const IDENTITY: Identity = {
  spec: SPEC,
  hostPrivateKey: PRIVATE_KEY,
  hostPublicKey: "ssh-ed25519 AAAAhost",
  clientPublicKey: "ssh-ed25519 AAAAclient",
};

let guest: string;
beforeEach(() => {
  guest = mkdtempSync(join(tmpdir(), "mf-guest-"));
});
afterEach(() => {
  rmSync(guest, { recursive: true });
});

/** A file of the guest. */
function read(path: string): string {
  return readFileSync(join(guest, path), "utf8");
}

/**
 * Gives an identity to a guest that is a folder: paths lead into it, and the programs that would change the machine only
 * note how they are called, in `calls`.
 *
 * @param requests how many requests networkd takes to set the address
 */
function give(change: Partial<Identity> = {}, requests = 1): void {
  const files = {
    "proc/sys/kernel/random/uuid": "3c8d\n",
    "run/sshd.pid": "42\n",
    "sys/class/net/eth0/device/driver": "",
    "sys/class/net/enp0s3/device/driver": "",
    "sys/class/net/docker0/address": "",
    ...Object.fromEntries(["etc/systemd/network", "root/.ssh", "etc/ssh", "dev"].map((path) => [`${path}/.keep`, ""])),
    "var/lib/docker/engine-id": "",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(guest, path)), { recursive: true });
    writeFileSync(join(guest, path), text);
  }
  const note = (name: string): string => `${name}() { echo "${name} $*" >>"${guest}/calls"; }\n`;
  const address = (change.spec ?? SPEC).address;
  const fakes = [
    ...["date", "networkctl", "sh", "kill", "sync", "sleep"].map(note),
    `perl() { echo "perl $(cat) $*" >>"${guest}/calls"; }\n`,
    `ip() { case $* in *address\\ show*) [ "$(grep -c reconfigure "${guest}/calls")" -lt ${requests} ] || echo "inet ${address}" ;; *) echo "ip $*" >>"${guest}/calls" ;; esac; }\n`,
  ];
  const script = renderIdentityScript({ ...IDENTITY, ...change }, new Date(1_700_000_000_500), "5eed");
  const inside = script.replaceAll(/(?<=[ >"=(])\/(?=(?:etc|root|var|sys|proc|run|dev)\/)/g, `${guest}/`);
  execFileSync("sh", ["-s"], { input: fakes.join("") + inside, stdio: ["pipe", "pipe", "inherit"] });
}

describe("a guest's identity", () => {
  it("is clock, keys, machine-id and randomness", () => {
    give();
    expect(read("calls")).toContain("date -u -s @1700000000.500\n");
    expect(read("root/.ssh/authorized_keys")).toBe("ssh-ed25519 AAAAclient\n");
    expect(read("etc/ssh/ssh_host_ed25519_key")).toBe(PRIVATE_KEY);
    expect(read("etc/ssh/ssh_host_ed25519_key.pub")).toBe("ssh-ed25519 AAAAhost\n");
    expect(read("calls")).toContain("kill -HUP 42\n");
    expect(read("etc/machine-id")).toMatch(/^[0-9a-f]{32}\n$/);
    expect(read("var/lib/docker/engine-id")).toBe("3c8d\n");
    expect(read("calls")).toMatch(/^perl 5eed -e [^]*RNDADDENTROPY[^]*RNDRESEEDCRNG/m);
  });

  it("credits all of the randomness, and uses it at once", () => {
    const [, program = ""] = /perl -e '([^']*)'/.exec(renderIdentityScript(IDENTITY, new Date(0), "")) ?? [];
    writeFileSync(join(guest, "random"), "");
    const fake = 'BEGIN { *CORE::GLOBAL::ioctl = sub (*$$) { printf "%x %s\n", $_[1], unpack "H*", $_[2]; 1 } }';
    const asked = execFileSync(
      "perl",
      ["-e", `${fake} chdir "${guest}"; ${program.replaceAll("/dev/random", "random")}`],
      { input: "5eed", encoding: "utf8" },
    );
    // RNDADDENTROPY with 16 bits in 2 bytes, and RNDRESEEDCRNG.
    expect(asked).toBe("40085203 10000000020000005eed\n5207 30\n");
  });

  it("is name, MAC and address of its NIC, now and after a reboot", () => {
    give();
    expect(read("etc/systemd/network/20-lan.link")).toBe(
      "[Match]\nPermanentMACAddress=02:e3:ca:8f:9f:31\nDriver=virtio_net\n\n[Link]\nName=ens33\nMACAddressPolicy=none\n",
    );
    expect(read("etc/systemd/network/20-ens33.network")).toBe(
      "[Match]\nName=ens33\n\n[Network]\nAddress=192.168.1.11/24\nGateway=192.168.1.1\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nLLDP=no\n",
    );
    // Of the NICs, the one that is neither virtual nor for management.
    expect(read("calls").match(/^ip .*$/gm)).toEqual([
      "ip link set enp0s3 down",
      "ip link set enp0s3 address 02:e3:ca:8f:9f:31",
      "ip link set enp0s3 name ens33",
      "ip link set ens33 up",
    ]);
  });

  it("is asked for again when networkd misses the request", () => {
    give({}, 2);
    expect(read("calls").match(/^networkctl .*$/gm)).toEqual([
      "networkctl reload",
      "networkctl reconfigure ens33",
      "networkctl reconfigure ens33",
    ]);
  });

  it("has no default route where there is no gateway", () => {
    const { gateway: _, ...spec } = SPEC;
    give({ spec });
    expect(read("etc/systemd/network/20-ens33.network")).not.toContain("Gateway=");
  });

  it.each(NETWORKS)("has the address set by %s, where that runs the network", (network) => {
    const script = renderIdentityScript({ ...IDENTITY, spec: { ...SPEC, network } }, new Date(0), "");
    expect(execFileSync("sh", ["-n"], { input: script, encoding: "utf8" })).toBe("");
    const tools: Readonly<Record<Network, RegExp>> = {
      networkd: /^apply_lan\(\) \{ networkctl /m,
      NetworkManager: /^apply_lan\(\) \{ nmcli /m,
      netplan: /^write_lan\(\) \{ write_netplan networkd; \}/m,
      "netplan-NetworkManager": /write_netplan NetworkManager\n/,
      ifupdown: /^ {2}ifup "\$nic"$/m,
    };
    const known = NETWORKS.filter((each) => tools[each].test(script));
    expect(known).toEqual(network === "netplan-NetworkManager" ? ["netplan", network] : [network]);
    // It is set anew where the stack changes, and only there.
    const hashes = [{ ...SPEC, network }, SPEC].map((spec) => identityHash({ ...IDENTITY, spec }));
    expect(new Set(hashes).size).toBe(2);
  });

  it("leaves the hostname and 802.1Q to host preparation", () => {
    expect(renderIdentityScript(IDENTITY, new Date(0), "")).not.toMatch(/hostname|8021q|vlan/i);
  });

  it("has a machine-id that no other host has", () => {
    give();
    const first = read("etc/machine-id");
    give({ spec: { ...SPEC, host: "docker02" } });
    expect(read("etc/machine-id")).not.toBe(first);
  });
});

describe("identityHash", () => {
  it.each<[string, Partial<Identity>]>([
    ["address", { spec: { ...SPEC, address: "192.168.1.12/24" } }],
    ["NIC", { spec: { ...SPEC, nic: "ens34" } }],
    ["gateway", { spec: { ...SPEC, gateway: "192.168.1.2" } }],
    ["host key", { hostPublicKey: "ssh-ed25519 AAAAother" }],
    ["client key", { clientPublicKey: "ssh-ed25519 AAAAother" }],
  ])("changes with the %s", (_, change) => {
    expect(identityHash({ ...IDENTITY, ...change })).not.toBe(identityHash(IDENTITY));
  });

  it("does not change from start to start", () => {
    expect(identityHash({ ...IDENTITY, spec: { ...SPEC } })).toBe(identityHash(IDENTITY));
  });
});
