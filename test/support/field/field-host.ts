import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyPair } from "../../../lab/guest/keys";
import { NETWORKS, type Network } from "../../../lab/image/networks";
import { renderShell, type ShellValues } from "../../../support/shell-script";

/** NetworkManager takes the address of docker0 with the others, and verify says that a restart of Docker gives it back. */
const OFF_AND_ON = "nmcli networking off; sleep 3; nmcli networking on; sleep 3; systemctl restart docker";

/** What a network stack does to the NICs by itself: commands by what they are. */
const HITS: Readonly<Record<Network, Readonly<Record<string, string>>>> = {
  networkd: {
    "systemctl restart systemd-networkd": "systemctl restart systemd-networkd",
    "networkctl reload; networkctl reconfigure": "networkctl reload; networkctl reconfigure ens33 ens34 ens35",
  },
  NetworkManager: {
    "systemctl restart NetworkManager": "systemctl restart NetworkManager",
    "nmcli device reapply; connection up": "nmcli device reapply ens33; nmcli connection up ens33",
    "nmcli networking off; on": OFF_AND_ON,
  },
  netplan: {
    "netplan apply": "netplan apply",
    "systemctl restart systemd-networkd": "systemctl restart systemd-networkd",
  },
  "netplan-NetworkManager": {
    "netplan apply": "netplan apply",
    "systemctl restart NetworkManager": "systemctl restart NetworkManager",
    "nmcli networking off; on": OFF_AND_ON,
  },
  ifupdown: {
    "systemctl restart networking": "systemctl restart networking",
    "ifdown; ifup": "ifdown ens33; ifup ens33",
    "ifdown -a; ifup -a": "ifdown -a; ifup -a",
  },
};

/** What happens to a host with a network stack: what that does, and what its owner does on any host. */
export function hitsOf(network: Network): Readonly<Record<string, string>> {
  // A NIC with `auto` is brought up when the host starts, and not when it comes later.
  const bringUp = network === "ifupdown" ? "; ifup --force ens34=en" : "";
  return {
    ...HITS[network],
    "ip link set ens33 down; up": "ip link set ens33 down; sleep 1; ip link set ens33 up",
    "ens34 is deleted and made anew": `ip link delete ens34; systemctl restart side${bringUp}`,
  };
}

/** Who keeps the VLAN `iot` of such a host, as the message about it says. */
export const KEEPERS: Readonly<Record<Network, string>> = {
  networkd: "systemd-networkd (/etc/systemd/network/40-iot.network)",
  NetworkManager: "NetworkManager (connection iot)",
  netplan: "systemd-networkd (/run/systemd/network/10-netplan-iot.network)",
  "netplan-NetworkManager": "NetworkManager (connection netplan-iot)",
  ifupdown: "ifupdown",
};

/** The files of a stack in this folder, in order. */
const FILES: Readonly<Record<Network, readonly Network[]>> = {
  networkd: ["networkd"],
  NetworkManager: ["NetworkManager"],
  netplan: ["netplan"],
  "netplan-NetworkManager": ["netplan", "netplan-NetworkManager"],
  ifupdown: ["ifupdown"],
};

/** Gives a guest further NICs and a VLAN, as its network stack would have them. */
export function sideScript(network: Network, number: number, { publicKey, privateKey }: KeyPair): string {
  const server = readFileSync(join(__dirname, "dhcp-server.pl"), "utf8");
  const values = { server, number, public_key: publicKey, private_key: privateKey.trim() };
  return fieldScript(values, ...FILES[network], "side");
}

/** Has whatever comes late configured, as its network stack does it. */
export function settleScript(network: Network): string {
  return `${fieldScript({ number: "" }, ...FILES[network])}settle\n`;
}

export function watchScript(number: number, neighbour: string): string {
  return fieldScript({ number, neighbour }, "watch");
}

export const WATCHED = fieldScript({}, "watched");
export const LINKS = fieldScript({}, "links");

function fieldScript(values: ShellValues, ...names: readonly string[]): string {
  return renderShell(values, ...names.map((name) => join(__dirname, `${name}.sh`)));
}

/**
 * The stacks to try.
 * @param wanted names, separated by commas; `all`; or undefined for two that the day of the year chooses
 */
export function chooseNetworks(wanted: string | undefined, now = new Date()): readonly Network[] {
  if (wanted === "all") return NETWORKS;
  if (wanted !== undefined) return NETWORKS.filter((name) => wanted.split(",").includes(name));
  const day = Math.floor(now.getTime() / 86_400_000);
  return [0, 2].map((step) => NETWORKS[(day + step) % NETWORKS.length] ?? "networkd");
}
