import type { HostFacts, Link } from "./facts";
import { error, type Finding } from "./finding";
import type { CarriedSegment, HostNeeds, NicNeeds } from "./needs";

/** VLAN IDs that are not free, and names of subinterfaces that are something else. */
export function judgeVlans({ host, stack, nics }: HostNeeds, facts: HostFacts): Finding[] {
  return nics.flatMap((nic) =>
    nic.segments.flatMap(
      (segment) =>
        filtered(nic, segment, facts, host) ??
        held(nic, segment, facts, { host, stack }) ??
        otherThing(nic, segment, facts, { host, stack }) ??
        [],
    ),
  );
}

/** A bridge that filters VLANs passes those to the host that the bridge itself is a member of. */
function filtered(
  { nic }: NicNeeds,
  { path, vlan }: CarriedSegment,
  { links, bridgeVlans }: HostFacts,
  host: string,
): Finding | undefined {
  const passed = bridgeVlans.get(nic);
  const filters = links.some(({ ifname, linkinfo }) => ifname === nic && linkinfo?.info_data?.vlan_filtering === 1);
  if (vlan === undefined || !filters || passed === undefined) return undefined;
  if (passed.some(({ vlan: first, vlanEnd: last = first }) => first <= vlan && vlan <= last)) return undefined;
  const remedy = `run \`bridge vlan add dev ${nic} vid ${vlan} self\`, and have what makes ${nic} do the same`;
  return error(path, `bridge ${nic} on ${host} filters VLANs, and keeps VLAN ${vlan} from the host itself: ${remedy}`);
}

/** Linux allows one link for each VLAN ID of a NIC. One that this stack alone made is renamed. */
function held(
  { nic }: NicNeeds,
  segment: CarriedSegment,
  facts: HostFacts,
  { host, stack }: Pick<HostNeeds, "host" | "stack">,
): Finding | undefined {
  const { vlan, carrier } = segment;
  if (vlan === undefined) return undefined;
  const holder = facts.links.find((link) => link.ifname !== carrier && isVlan(link, nic, vlan));
  if (holder === undefined) return undefined;
  const { ifname, addr_info } = holder;
  const users = facts.claims.get(ifname) ?? [];
  if (isOwn(ifname, facts, stack)) return undefined;
  const keeper = facts.keepers.get(ifname);
  const addresses = addr_info.flatMap(({ local, prefixlen }) =>
    isGlobal(local) ? [`${local}/${prefixlen ?? 0}`] : [],
  );
  const whose = [
    ...(users.length > 0 ? [`used by stack ${users.join(", ")}`] : keeper === undefined ? [] : [`kept by ${keeper}`]),
    ...(addresses.length === 0 ? [] : [`with ${addresses.join(" and ")}`]),
  ];
  const about = whose.length === 0 ? "" : ` (${whose.join(", ")})`;
  const message =
    `VLAN ${vlan} of ${nic} on ${host} is already carried by ${ifname}${about}, and Linux allows only one link for it: ` +
    `use that one with \`links: { ${host}: ${ifname} }\``;
  return error(segment.path, message);
}

/** Whether this stack alone made a link, and so replaces or renames it as the plan wants. */
function isOwn(link: string, { made, claims }: HostFacts, stack: string): boolean {
  return made.has(link) && (claims.get(link) ?? []).join() === stack;
}

function isGlobal(address: string | undefined): address is string {
  return address !== undefined && !address.startsWith("fe80:");
}

function otherThing(
  { nic }: NicNeeds,
  { path, vlan, carrier }: CarriedSegment,
  facts: HostFacts,
  { host, stack }: Pick<HostNeeds, "host" | "stack">,
): Finding | undefined {
  if (vlan === undefined || isOwn(carrier, facts, stack)) return undefined;
  const found = facts.links.find(({ ifname }) => ifname === carrier);
  if (found === undefined || isVlan(found, nic, vlan)) return undefined;
  const message =
    `${carrier} on ${host} exists and is not VLAN ${vlan} on ${nic} (\`ip -d link show ${carrier}\`): ` +
    `name another link with \`links: { ${host}: NAME }\``;
  return error(path, message);
}

function isVlan({ link, linkinfo }: Link, nic: string, vlan: number): boolean {
  const { id, protocol } = linkinfo?.info_data ?? {};
  return linkinfo?.info_kind === "vlan" && link === nic && id === vlan && protocol === "802.1Q";
}
