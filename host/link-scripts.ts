import { renderShell, type ShellValues } from "../support/shell-script";
import { hostFile, hostScript } from "./render";
import { FAMILIES, restoreFile, routerRules, type RouterRules } from "./router-rules";

export interface SubinterfaceSpec {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** The subinterface, such as `ens33.10`. */
  readonly link: string;
  /** The NIC that carries it. */
  readonly nic: string;
  readonly vlan: number;
  /** The host's own addresses on the VLAN, of either family, with prefix length. */
  readonly addresses: readonly string[];
  /** In bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
}

/** Creates an 802.1Q subinterface, or adopts one that exists. */
export function subinterfaceScript(stack: string, { nic, addresses, mtu, ...own }: SubinterfaceSpec): string {
  return linkScript(stack, { kind: "vlan", ...own, carrier: nic, addresses: addresses.join(" "), mtu: mtu ?? "" });
}

export interface ShimSpec {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** The shim, such as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the containers. */
  readonly carrier: string;
  /** Its type, as `ip link add … type` takes it, and its mode. */
  readonly driver: string;
  readonly mode: string;
  /** The shim's own addresses, of either family, without prefix length. */
  readonly addresses: readonly string[];
  /** Absent where the kernel gives it the carrier's. */
  readonly mac?: string | undefined;
  /** Addresses of the host's own containers on the segment; those of a family that the shim has no address of are left out. */
  readonly targets: readonly string[];
}

/** Creates a link through which a host reaches its own containers. */
export function hostShimScript(stack: string, { addresses, mac = "", targets, ...own }: ShimSpec): string {
  const reached = targets.filter((target) => addresses.some((address) => isIpv6(address) === isIpv6(target)));
  const single = addresses.map((address) => `${address}/${isIpv6(address) ? 128 : 32}`);
  return linkScript(stack, {
    kind: "shim",
    ...own,
    addresses: single.join(" "),
    mac,
    targets: reached.join(" "),
  });
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

function linkScript(
  stack: string,
  { owner, ...spec }: { readonly owner: string; readonly link: string } & ShellValues,
): string {
  const link = { vlan: "", mtu: "", driver: "", mode: "", mac: "", targets: "", ...spec };
  const up = renderShell(link, hostFile("link-up.sh"));
  const guard = `/run/macvlan-fabric/guard-${spec.link}`;
  const undo = renderShell({ link: spec.link, guard }, hostFile("link-undo.sh"));
  const files = ["link-unit.sh", "login-guard.sh", "former-link-files.sh", "link.sh"];
  return hostScript(stack, { owner, ...link, up, guard, undo }, ...files);
}

export interface RouterSpec extends Omit<RouterRules, "links"> {
  /** Who makes it: what another owner in the stack has taken over is not removed. */
  readonly owner: string;
  /** Its network namespace on the host. */
  readonly namespace: string;
  /** Its links, that on the LAN included: names in the namespace and on the host, addresses with prefix length. */
  readonly links: readonly {
    readonly carrier: string;
    readonly link: string;
    readonly mac: string;
    readonly addresses: readonly string[];
  }[];
  /** Next hop of each further subnet. */
  readonly routes: readonly { readonly subnet: string; readonly via: string }[];
}

/** Creates a network namespace that has the gateway addresses of segments, and forwards what is allowed. */
export function routerScript(stack: string, { owner, namespace, links, routes, allow, nat }: RouterSpec): string {
  const segments = links.filter(({ link }) => link !== nat?.link);
  const [rules4, rules6] = FAMILIES.map((family) => restoreFile(routerRules(family, { links: segments, allow, nat })));
  const router = {
    namespace,
    links: links.map(({ carrier, link, mac, addresses }) => [carrier, link, mac, ...addresses].join(" ")).join("\n"),
    routes: routes.map(({ subnet, via }) => `${subnet} ${via}`).join("\n"),
  };
  const up = renderShell({ ...router, rules4: rules4 ?? "", rules6: rules6 ?? "" }, hostFile("router-up.sh"));
  return hostScript(stack, { owner, ...router, up }, "link-unit.sh", "router-unit.sh", "router.sh");
}
