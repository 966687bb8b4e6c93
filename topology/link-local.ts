import { contains, parseAddress, parseSubnet } from "./ip";

const BLOCKS = ["fe80::/10", "169.254.0.0/16"].flatMap((text) => parseSubnet(text) ?? []);

/** Whether an address is only valid on its link, as `fe80::1` is. Docker takes none as a gateway: it has to lie in the subnet. */
export function isLinkLocal(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && BLOCKS.some((block) => contains(block, address));
}
