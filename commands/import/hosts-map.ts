import { contains, parseAddress, parseSubnet } from "../../topology/ip";
import type { ImportHost } from "./hosts";
import type { NetworkPlan } from "./networks";
import { freeAddress, freeSubnet, subnetAround } from "./spaces";
import { fillIn, Todo } from "./todo";

/** For checks only: a key that nobody has. */
const SOME_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
/** For measurements of network devices (RFC 2544): no LAN has it. */
const SOME_NET = "198.19";

/**
 * The LAN and the hosts, as far as files and options say what they are.
 * @param taken addresses and ranges of others
 */
export function hostsAndLan(
  hosts: readonly ImportHost[],
  { segments, nics, otherNics }: NetworkPlan,
  taken: readonly string[],
): { lan: object; hosts: Record<string, object> } {
  const lan = findLan(hosts, segments);
  const inUse = [...taken, ...hosts.flatMap(({ address }) => address ?? [])];
  const around = lan?.subnet ?? subnetAround(inUse.slice(taken.length)) ?? freeSubnet(subnetsOf(segments), SOME_NET);
  const lanValue = lan ?? {
    subnet: new Todo("SUBNET", "the subnet of the hosts' own addresses, such as 192.168.1.0/24", around),
  };
  const entries = hosts.map(({ name, address }) => {
    const standIn = freeAddress(around, inUse, "last") ?? "";
    inUse.push(standIn);
    const more = otherNics.get(name);
    const value = {
      address: address ?? new Todo("ADDRESS", `of ${name} on the LAN; --host ${name}=ADDRESS writes it here`, standIn),
      nic: nics.get(name) ?? new Todo("NIC", `of ${name} on the LAN, such as eth0`, "eth0"),
      ...(more === undefined ? {} : { nics: more }),
      vm: {
        kind: "existing",
        ssh: {
          hostKey: new Todo("KEY", `ssh-keyscan -t ed25519 ${address ?? name} prints it: ssh-ed25519 AAAA…`, SOME_KEY),
        },
      },
    };
    return [name, value] as const;
  });
  return { lan: lanValue, hosts: Object.fromEntries(entries) };
}

/** Of segments as they are written. */
function subnetsOf(segments: NetworkPlan["segments"]): string[] {
  return Object.values(segments).flatMap((segment) => {
    const { subnet, subnets = [] } = fillIn(segment) as { subnet?: string; subnets?: { subnet: string }[] };
    return [...(subnet === undefined ? [] : [subnet]), ...subnets.map((each) => each.subnet)];
  });
}

/** The subnet of an untagged segment that has the hosts' addresses; with none given, of the first one. */
function findLan(
  hosts: readonly ImportHost[],
  segments: NetworkPlan["segments"],
): { subnet: string; gateway?: string } | undefined {
  const untagged = Object.values(segments).flatMap((segment) => {
    const { vlan, switch: other, subnet, gateway } = segment as Record<string, unknown>;
    if (vlan !== undefined || other !== undefined || typeof subnet !== "string") return [];
    const parsed = parseSubnet(subnet);
    const router = typeof gateway === "string" ? parseAddress(gateway) : undefined;
    // A part of the LAN has its router elsewhere.
    if (parsed === undefined || (router !== undefined && !contains(parsed, router))) return [];
    return [{ subnet, ...(router === undefined ? {} : { gateway: router.text }) }];
  });
  const addresses = hosts.flatMap(({ address }) => (address === undefined ? [] : [parseAddress(address)]));
  return untagged.find(({ subnet }) => {
    const parsed = parseSubnet(subnet);
    return parsed?.family === 4 && addresses.every((address) => address !== undefined && contains(parsed, address));
  });
}
