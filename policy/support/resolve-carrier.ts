import { splitLinkName } from "../../topology/naming";
import { rowsOf } from "./earlier-rows";
import type { Daemon, NetworkRow, Row } from "./rows";

/**
 * NIC, VLAN ID and switch of a carrier: from the subinterface that the stack creates under this name, or else from the name
 * itself. Without a label, all hosts are taken to share one LAN, on each through the NIC of its first network; any other NIC
 * of that host is on a switch of its own.
 */
export function resolveCarrier(
  carrier: string | undefined,
  switchLabel: string | undefined,
  daemon: Daemon,
  earlier: readonly Row[],
): Pick<NetworkRow, "nic" | "vlan" | "switch"> {
  if (carrier === undefined) return { switch: switchLabel };
  const created = rowsOf(earlier, "subinterface").find(({ link, host }) => link === carrier && host === daemon.name);
  const { nic, vlan } = created ?? splitLinkName(carrier);
  const lanNic = lanNicOf(daemon, earlier) ?? nic;
  return { nic, vlan, switch: switchLabel ?? (nic === lanNic ? undefined : nic) };
}

function lanNicOf(daemon: Daemon, earlier: readonly Row[]): string | undefined {
  const declared = rowsOf(earlier, "host").find(({ host }) => host === daemon.name)?.nic;
  if (declared !== undefined) return declared;
  const networks = rowsOf(earlier, "network");
  return networks.find(({ layer2, daemon: { id }, nic }) => layer2 && id === daemon.id && nic !== undefined)?.nic;
}
