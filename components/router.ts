import * as pulumi from "@pulumi/pulumi";
import { routerScript } from "../host/link-scripts";
import { namespaceName, shimMac, UPLINK } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { TOKENS } from "./tokens";

/** The link of a router on a segment. */
export interface RouterLink {
  /** Key of the segment, as `allow` and `nat` name it. */
  readonly segment: string;
  /** The link that carries the segment on the host, such as `VlanSubinterface.link`. */
  readonly carrier: pulumi.Input<string>;
  /** The router's addresses on the segment, with prefix length: the gateways of its networks. */
  readonly addresses: readonly string[];
  /** MAC of the link. Default: derived from the first address. */
  readonly mac?: string | undefined;
}

export interface RouterArgs {
  /** Name of the router; its network namespace is called `STACK.NAME`. */
  readonly router: string;
  /** The host that it runs on. */
  readonly host: DockerHost;
  /** Its links, one for each segment. The segments' networks are macvlan in mode bridge. */
  readonly links: readonly RouterLink[];
  /** Which segment may open connections to which; answers come back. Default: none. */
  readonly allow?: readonly { readonly from: string; readonly to: string }[] | undefined;
  /** An address on the LAN, with prefix length, with which connections of these segments leave. Default: none. */
  readonly nat?:
    | { readonly address: string; readonly gateway?: string | undefined; readonly segments: readonly string[] }
    | undefined;
  /** Next hop of each further subnet. Default: none. */
  readonly routes?: readonly { readonly subnet: string; readonly via: string }[] | undefined;
}

/**
 * A router on a host: a network namespace that has the gateway addresses of segments, and forwards only what it is told to. The
 * host's own forwarding and firewall stay as they are.
 *
 * @example
 * new Router("main", {
 *   router: "main",
 *   host: docker01,
 *   links: [
 *     { segment: "web", carrier: web.link, addresses: ["172.16.10.1/24"] },
 *     { segment: "db", carrier: db.link, addresses: ["172.16.20.1/24"] },
 *   ],
 *   allow: [{ from: "web", to: "db" }],
 * });
 */
export class Router extends pulumi.ComponentResource {
  /** Its network namespace, known once the router is there. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: RouterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { router, host, links, allow = [], nat, routes = [] } = args;
    const namespace = namespaceName(pulumi.getStack(), router);
    const addresses = links.flatMap((link) => link.addresses);
    super(TOKENS.router, name, { router, host: host.host, addresses, allow, ...(nat && { nat: nat.address }) }, opts);
    const script = pulumi.all(links.map(({ carrier }) => carrier)).apply((carriers) => {
      const linkOf = (segment: string): string => carriers[links.findIndex((link) => link.segment === segment)] ?? "";
      const own = links.map(({ addresses: on, mac }, index) => {
        const carrier = carriers[index] ?? "";
        return { carrier, link: carrier, mac: mac ?? macOf(on[0]), addresses: on };
      });
      const uplink = nat && { carrier: host.nic, link: UPLINK, mac: macOf(nat.address), addresses: [nat.address] };
      return routerScript(pulumi.getStack(), {
        ...{ owner: name, namespace },
        links: [...own, ...(uplink === undefined ? [] : [uplink])],
        allow: allow.map(({ from, to }) => ({ from: linkOf(from), to: linkOf(to) })),
        nat: nat && { link: UPLINK, address: nat.address, from: nat.segments.map(linkOf) },
        routes: [...routes, ...(nat?.gateway === undefined ? [] : [{ subnet: "default", via: nat.gateway }])],
      });
    });
    const command = remoteScript(
      `${name}-router`,
      { ssh: host.ssh, script, timeout: 120, identity: namespace },
      host.childOptions(this, [host.ready, ...host.freed]),
    );
    this.namespace = pulumi.unsecret(command.stdout).apply(() => namespace);
    this.registerOutputs({ namespace });
  }
}

function macOf(address = ""): string {
  return shimMac(address.split("/")[0] ?? "");
}
