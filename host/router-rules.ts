/** What a router forwards. */
export interface RouterRules {
  /** Its links on segments, with their addresses, with prefix length. */
  readonly links: readonly { readonly link: string; readonly addresses: readonly string[] }[];
  /** Links between which connections may be opened, by the link that they come from. */
  readonly allow: readonly { readonly from: string; readonly to: string }[];
  /** Links whose connections may leave by another one, with its address as theirs. */
  readonly nat?: { readonly link: string; readonly address: string; readonly from: readonly string[] } | undefined;
}

export const FAMILIES = [4, 6] as const;

/** IPv6 cannot do without neighbour solicitations and advertisements, and with MLD snooping not without queries. */
const NEIGHBOURS = [130, 135, 136];

/**
 * The rules of a router for one family, as `iptables-save` prints them, each with its table in front: whatever it has besides
 * is too much. They name links, not addresses, and so hold for further subnets behind a segment. Nothing but pings to its own
 * gateways reaches the router itself, each on its own segment.
 */
export function routerRules(family: 4 | 6, { links, allow, nat }: RouterRules): string[] {
  const isOwn = (address: string): boolean => address.includes(":") === (family === 6);
  const uplink = nat !== undefined && isOwn(nat.address) ? nat : undefined;
  const icmp = family === 4 ? "-p icmp -m icmp --icmp-type" : "-p ipv6-icmp -m icmp6 --icmpv6-type";
  const echo = family === 4 ? 8 : 128;
  const known = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
  const gateways = [...links, ...(uplink === undefined ? [] : [{ link: uplink.link, addresses: [uplink.address] }])];
  return [
    ...["filter :INPUT DROP", "filter :FORWARD DROP", "filter :OUTPUT ACCEPT"],
    `filter -A INPUT ${known}`,
    ...(family === 6 ? NEIGHBOURS.map((type) => `filter -A INPUT ${icmp} ${type} -j ACCEPT`) : []),
    ...gateways.flatMap(({ link, addresses }) =>
      addresses
        .filter(isOwn)
        .map((address) => `filter -A INPUT -d ${single(address)} -i ${link} ${icmp} ${echo} -j ACCEPT`),
    ),
    `filter -A FORWARD ${known}`,
    ...allow.map(({ from, to }) => `filter -A FORWARD -i ${from} -o ${to} -j ACCEPT`),
    ...(uplink?.from ?? []).map((from) => `filter -A FORWARD -i ${from} -o ${uplink?.link ?? ""} -j ACCEPT`),
    ...["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"].map((chain) => `nat :${chain} ACCEPT`),
    ...(uplink === undefined ? [] : [`nat -A POSTROUTING -o ${uplink.link} -j MASQUERADE`]),
  ];
}

function single(address: string): string {
  return `${address.split("/")[0] ?? ""}/${address.includes(":") ? 128 : 32}`;
}

/** Rules as `iptables-restore` reads them: each table in one transaction. */
export function restoreFile(rules: readonly string[]): string {
  const tables = [...new Set(rules.map((rule) => rule.split(" ")[0] ?? ""))];
  return tables
    .map((table) => {
      const own = rules.filter((rule) => rule.startsWith(`${table} `)).map((rule) => rule.slice(table.length + 1));
      return [`*${table}`, ...own.map((rule) => (rule.startsWith(":") ? `${rule} [0:0]` : rule)), "COMMIT"].join("\n");
    })
    .join("\n");
}
