import { contains, covers, fromValue, parseRange, parseSubnet, usable, type Subnet } from "../ip";
import { isLinkLocal } from "../link-local";
import { domainText } from "../naming";
import type { PlannedAddress, PlannedRange, PlannedSubnet } from "../plan/address-plan";
import type { FreeAddresses } from "../plan/free-addresses";
import type { ReadAddress } from "../plan/read-addresses";
import { isMovable, ownerText, type Conflict } from "./conflict";

/** Addresses outside their subnet, and network and broadcast addresses: Docker refuses them late, or never. */
export function findUnusable(
  addresses: readonly ReadAddress[],
  subnets: readonly PlannedSubnet[],
  free: () => FreeAddresses,
): Conflict[] {
  const conflicts: Conflict[] = [];
  const reported = new Set<string>();
  for (const read of addresses) {
    const { entry, address, subnet } = read;
    // Entries of peers are not ours to fix; a registry has its host's address.
    const isOther = entry.stack !== undefined || entry.kind === "registry";
    if (isOther || contains(usable(subnet), address)) continue;
    const { rule, text, remedy } = findFault(read, subnets, free);
    const message = `${entry.address} of ${ownerText(entry)} ${text}. ${remedy}`;
    // The gateway of a bridge is that of each of its hosts.
    if (reported.size === reported.add(`${entry.path} ${message}`).size) continue;
    conflicts.push({ rule, path: entry.path, message });
  }
  return conflicts;
}

interface Fault {
  readonly rule: Conflict["rule"];
  readonly text: string;
  readonly remedy: string;
}

function findFault(
  { entry, address, subnet }: ReadAddress,
  subnets: readonly PlannedSubnet[],
  free: () => FreeAddresses,
): Fault {
  if (entry.kind === "gateway" && isLinkLocal(entry.address) && !contains(subnet, address)) {
    const remedy = `Give the router an address in ${subnet.text} as well, and name that one.`;
    return { rule: "unusable-address", text: "is a link-local address, and Docker takes no such gateway", remedy };
  }
  const others = isAttached(entry) ? subnetsBeside(entry, subnets) : [subnet];
  if (address.family !== subnet.family && isAttached(entry)) {
    const texts = others.map(({ text }) => text).join(" and ");
    const text = `has no subnet: ${domainText(entry.domain)} has ${texts}, and no IPv${address.family} subnet`;
    return { rule: "address-outside-subnet", text, remedy: "Add one, or remove the address." };
  }
  const remedy = unusableRemedy(entry, subnet, free);
  if (!contains(subnet, address)) {
    const near = others.filter(({ family }) => family === subnet.family).map(({ text }) => text);
    const whole = near.length > 1 ? `subnets ${near.join(", ")}` : `subnet ${subnet.text}`;
    return { rule: "address-outside-subnet", text: `lies outside its ${whole}`, remedy };
  }
  const first = subnet.family === 4 ? "network" : "subnet-router anycast";
  const meaning = address.value === subnet.first ? first : "broadcast";
  return { rule: "unusable-address", text: `is the ${meaning} address of ${subnet.text}`, remedy };
}

/** Whether the address belongs to whichever subnet of its network contains it. */
function isAttached({ kind }: PlannedAddress): boolean {
  return kind === "container" || kind === "shim";
}

/** All subnets of the network that an address is on. */
function subnetsBeside({ domain, subnet }: PlannedAddress, subnets: readonly PlannedSubnet[]): Subnet[] {
  const beside = subnets.filter((entry) => entry.kind === "segment" && entry.domain === domain);
  const texts = new Set([...beside.map((entry) => entry.subnet), subnet]);
  return [...texts].flatMap((text) => parseSubnet(text) ?? []);
}

function unusableRemedy(entry: PlannedAddress, subnet: Subnet, free: () => FreeAddresses): string {
  if (!isMovable(entry)) return `Correct the entry: addresses are ${usableText(subnet)}.`;
  const next = free().next(entry);
  return `Give it an address from ${usableText(subnet)}${next === undefined ? "" : `, such as ${next}`}.`;
}

/** Ranges that extend beyond their subnet: Docker before 25.0 accepts them and hands out unreachable addresses. */
export function findUnusableRanges(ranges: readonly PlannedRange[]): Conflict[] {
  return ranges.flatMap((entry): Conflict[] => {
    const subnet = parseSubnet(entry.subnet);
    if (subnet === undefined || entry.stack !== undefined || isInside(entry)) return [];
    const segment = entry.kind === "dhcp" ? ", or name the segment that the server serves" : "";
    const message =
      `${entry.range} of ${ownerText(entry)} lies outside its subnet ${subnet.text}. ` +
      `Give it a range within ${usableText(subnet)}${segment}.`;
    return [{ rule: "address-outside-subnet", path: entry.path, message }];
  });
}

/** Whether a range lies in its subnet; true when either is malformed. */
export function isInside({ range, subnet }: PlannedRange): boolean {
  const [outer, inner] = [parseSubnet(subnet), parseRange(range)];
  return outer === undefined || inner === undefined || covers(outer, inner);
}

function usableText(subnet: Subnet): string {
  const { family, first, last } = usable(subnet);
  return `${fromValue(family, first).text} to ${fromValue(family, last).text}`;
}
