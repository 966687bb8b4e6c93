import type { RouteCandidate } from "../../topology/default-route";
import { parseSubnet } from "../../topology/ip";
import { rowsOf } from "./earlier-rows";
import { findNetworkByName } from "./memberships";
import { read } from "./read-props";
import type { Attachment, ContainerRow, NetworkRow, Row } from "./rows";

/**
 * The networks from which a container may have its default route. Docker gives an endpoint an address of each family that the
 * network has; where a network states no gateway, Docker guesses one, or takes the network for the default route all the same.
 */
export function routeCandidates(
  { attachments, daemon }: ContainerRow,
  earlier: readonly Row[],
  props: unknown,
): RouteCandidate[] {
  const networks = rowsOf(earlier, "network");
  return attachments.flatMap((attachment, index) => {
    const families = familiesOf(attachment, findNetworkByName(attachment.network, daemon, networks));
    if (!families.ipv4 && !families.ipv6) return [];
    return [{ network: attachment.network ?? "a network", priority: readPriority(props, index), ...families }];
  });
}

type Families = Pick<RouteCandidate, "ipv4" | "ipv6">;

/** Of a network that is not in the stack, only the addresses of the attachment are known. */
function familiesOf({ addresses }: Attachment, network: NetworkRow | undefined): Families {
  if (network === undefined) {
    const has6 = addresses.some(({ field }) => field.endsWith("ipv6Address"));
    return { ipv4: !has6 || addresses.length > 1, ipv6: has6 };
  }
  if (network.internal === true) return { ipv4: false, ipv6: false };
  const families = network.pools.map(({ subnet }) => parseSubnet(subnet ?? "")?.family);
  const isOnly6 = families.length > 0 && families.every((family) => family === 6);
  return { ipv4: !isOnly6, ipv6: families.includes(6) };
}

/** Throws while it is unknown. */
function readPriority(props: unknown, index: number): number {
  const priority = read(props, "networksAdvanced", index, "gwPriority");
  return typeof priority === "number" ? priority : 0;
}
