import { splitLinkName } from "../../topology/naming";
import type { Daemon, NetworkRow, Row } from "./rows";

/**
 * Which frames a network carries: VLAN ID and interface, from the subinterface that the stack makes under this name, or else
 * from the name itself; and the switch. Without a label, one LAN over all hosts is meant, and on each host the interface of
 * its first network; another interface of that host is on another switch.
 */
export function carriedFrames(
  parent: string | undefined,
  label: string | undefined,
  host: Daemon,
  earlier: readonly Row[],
): Pick<NetworkRow, "nic" | "vlan" | "switch"> {
  if (parent === undefined) return { switch: label };
  const made = earlier.find((row) => row.kind === "subinterface" && row.link === parent && row.host === host.name);
  const { nic, vlan } = made?.kind === "subinterface" ? made : splitLinkName(parent);
  const first = firstNic(host, earlier) ?? nic;
  return { nic, vlan, switch: label ?? (nic === first ? undefined : nic) };
}

function firstNic(host: Daemon, earlier: readonly Row[]): string | undefined {
  const stated = earlier.find((row) => row.kind === "host" && row.host === host.name);
  if (stated?.kind === "host" && stated.nic !== undefined) return stated.nic;
  const first = earlier.find(
    (row) => row.kind === "network" && row.layer2 && row.daemon.id === host.id && row.nic !== undefined,
  );
  return first?.kind === "network" ? first.nic : undefined;
}
