import type { FabricOutput } from "../contract";
import type { NamedAddress } from "./named-addresses";

/** Docker's word for the container's host, as containers reach it. */
const HOST_GATEWAY = "host-gateway";

/** What a container alone resolves: its hostname, if that is not its name, and the hosts that its configuration adds. */
export function ownNames(name: string, output: FabricOutput): NamedAddress[] {
  const { hostname = name, extraHosts = {}, attach = {}, bridges = {} } = output.containers[name] ?? {};
  const own = [...Object.values(attach).flatMap(({ addresses }) => addresses), ...Object.values(bridges)];
  return [
    ...(hostname === name ? [] : own.map((address): NamedAddress => ({ address, names: [hostname] }))),
    ...Object.entries(extraHosts).flatMap(([extra, given]): NamedAddress[] => {
      const address = given === HOST_GATEWAY ? hostGateway(name, output) : given;
      return address === undefined ? [] : [{ address, names: [extra] }];
    }),
  ];
}

/** The host's address on a bridge of the container, or of its shim on one of its segments; otherwise there is no way to it. */
function hostGateway(name: string, { containers, bridges, segments }: FabricOutput): string | undefined {
  const { host = "", attach = {}, bridges: own = {} } = containers[name] ?? {};
  const [gateway] = Object.keys(own).flatMap((bridge) => bridges[bridge]?.gateway ?? []);
  const shims = Object.keys(attach).flatMap((segment) => segments[segment]?.hosts[host]?.shim?.addresses ?? []);
  return gateway ?? shims.find((address) => !address.includes(":"));
}
