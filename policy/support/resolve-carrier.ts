import { splitLinkName } from "../../topology/naming";
import { rowsOf } from "./earlier-rows";
import type { Daemon, NetworkRow, Row } from "./rows";

/** What a Docker network says about the link that carries it. */
export interface StatedCarrier {
  readonly carrier: string | undefined;
  /** The value of its switch label. */
  readonly switchLabel: string | undefined;
  /** URN of the component that it belongs to. */
  readonly parent: string | undefined;
}

type Place = Pick<NetworkRow, "nic" | "vlan" | "switch">;

/**
 * NIC, VLAN ID and switch of a carrier. Links of one VLAN may have different names on different hosts, so the name is asked
 * last. Without a label, all hosts are taken to share one LAN, on each through the NIC of its first network; any other NIC of
 * that host is on a switch of its own.
 */
export function resolveCarrier(stated: StatedCarrier, daemon: Daemon, earlier: readonly Row[]): Place {
  const { carrier, switchLabel } = stated;
  if (carrier === undefined) return { switch: switchLabel };
  const lanNic = lanNicOf(daemon, earlier);
  const { nic = lanNic, vlan } = linkOf(carrier, stated, daemon, earlier);
  return { nic, vlan, switch: switchLabel ?? (nic === (lanNic ?? nic) ? undefined : nic) };
}

/**
 * The link as the stack creates it, as the segment of the network states it, or by its name: `eth0.100`, and `vlan100` or
 * `vlan.100`, which do not say on which NIC.
 */
function linkOf(
  carrier: string,
  { parent }: StatedCarrier,
  daemon: Daemon,
  earlier: readonly Row[],
): { nic?: string | undefined; vlan?: number | undefined } {
  const links = rowsOf(earlier, "subinterface").filter(({ host }) => host === daemon.name);
  const created = links.find(({ link }) => link === carrier);
  if (created !== undefined) return created;
  if (isDeclaredNic(carrier, daemon, earlier)) return { nic: carrier };
  const vlan = rowsOf(earlier, "segment").find(({ urn }) => urn === parent)?.vlan;
  if (vlan !== undefined) return { nic: links.find((link) => link.vlan === vlan)?.nic ?? splitNic(carrier), vlan };
  const named = vlanInName(carrier);
  return named === undefined ? splitLinkName(carrier) : { vlan: named };
}

/** Whether the configuration names it as a NIC of the host, which a subinterface of somebody else can be, too. */
export function isDeclaredNic(link: string, daemon: Daemon, earlier: readonly Row[]): boolean {
  const host = rowsOf(earlier, "host").find((row) => row.host === daemon.name);
  return host !== undefined && [host.nic, ...host.nics].includes(link);
}

/** The NIC in the name `nic.vid`. */
function splitNic(carrier: string): string | undefined {
  const { nic, vlan } = splitLinkName(carrier);
  return vlan === undefined || vlanInName(carrier) !== undefined ? undefined : nic;
}

/** The VLAN ID in the names that ifupdown, NetworkManager and people give to a VLAN without its NIC. */
export function vlanInName(link: string): number | undefined {
  const id = Number(/^vlan\.?0*(\d{1,4})$/i.exec(link)?.[1]);
  return id >= 1 && id <= 4094 ? id : undefined;
}

function lanNicOf(daemon: Daemon, earlier: readonly Row[]): string | undefined {
  const declared = rowsOf(earlier, "host").find(({ host }) => host === daemon.name)?.nic;
  if (declared !== undefined) return declared;
  const networks = rowsOf(earlier, "network");
  return networks.find(({ layer2, daemon: { id }, nic }) => layer2 && id === daemon.id && nic !== undefined)?.nic;
}
