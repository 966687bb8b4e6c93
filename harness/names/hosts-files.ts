import type { FabricOutput } from "../contract";
import { containerNames } from "./container-names";
import type { NamedAddress } from "./named-addresses";
import { ownNames } from "./own-names";

/** What Docker writes into the hosts file of a container that has IPv6. */
const LOCALHOST_6: readonly NamedAddress[] = [
  { address: "::1", names: ["localhost", "ip6-localhost", "ip6-loopback"] },
  { address: "ff02::1", names: ["ip6-allnodes"] },
  { address: "ff02::2", names: ["ip6-allrouters"] },
];

/**
 * The lines of each container's /etc/hosts, sorted: the plan's names, and those of the container itself. Without an address of
 * IPv6 there is no `::1`, because programs that try it first, and it alone, would not reach what listens on 127.0.0.1.
 */
export function hostsFiles(output: FabricOutput): Map<string, readonly string[]> {
  const heading = `# macvlan-fabric writes this file: the names of stack ${output.stack}, as npm run plan prints them.`;
  return new Map(
    [...containerNames(output)].map(([name, known]) => {
      const local = [{ address: "127.0.0.1", names: ["localhost"] }, ...(hasIpv6(name, output) ? LOCALHOST_6 : [])];
      const lines = [...local, ...known, ...ownNames(name, output)].map(({ address, names }) =>
        [address, ...names].join(" "),
      );
      return [name, [heading, ...new Set(lines)].sort()];
    }),
  );
}

function hasIpv6(container: string, { containers }: FabricOutput): boolean {
  const { attach = {}, bridges = {} } = containers[container] ?? {};
  const addresses = [...Object.values(attach).flatMap((each) => each.addresses), ...Object.values(bridges)];
  return addresses.some((address) => address.includes(":"));
}
