import { TOKENS } from "../../components/tokens";
import { normalise } from "../../topology/model/normalise";
import type { AddressPlan } from "../../topology/plan/address-plan";
import { addressPlan } from "../../topology/plan/build-plan";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { readFabric } from "../support/dev-stack";
import { urnOf, type Resource } from "./analyze";

/** The address plan of a configuration file. */
export function planOf(file: string): AddressPlan {
  return addressPlan(normalise(parseFabric(readFabric(file)), "dev").topology);
}

export function fabric(plan: AddressPlan): Resource {
  return { type: TOKENS.fabric, name: "fabric", props: { plan } };
}

interface NetworkProps extends Record<string, unknown> {
  readonly name?: string;
}

/** A sound macvlan network on VLAN 10, created by hand on docker01. */
export function network(props: NetworkProps = {}, host = "docker01"): Resource {
  return {
    type: "docker:index/network:Network",
    name: `${props.name ?? "mac_net10"}-${host}`,
    props: {
      name: "mac_net10",
      driver: "macvlan",
      options: { parent: "ens33.10", macvlan_mode: "bridge" },
      ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1" }],
      ipv6: false,
      ...props,
    },
    deleteBeforeReplace: true,
    provider: { name: host },
  };
}

export const DUAL_POOLS = [
  { subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
  { subnet: "fd00:10::/64", gateway: "fd00:10::1" },
];

/** The same network with a subnet of each family. */
export function dualNetwork(props: NetworkProps = {}, host = "docker01"): Resource {
  return network({ ipv6: true, ipamConfigs: DUAL_POOLS, ...props }, host);
}

/** A network with an IPv6 subnet alone, and further options. */
export function ipv6Network(options: object = {}, props: NetworkProps = {}, host = "docker01"): Resource {
  const parent = { parent: "ens33.10", macvlan_mode: "bridge", ...options };
  return network({ ipv6: true, options: parent, ipamConfigs: DUAL_POOLS.slice(1), ...props }, host);
}

/** A sound ipvlan network on VLAN 10. */
export function ipvlanNetwork(props: NetworkProps = {}, host = "docker01"): Resource {
  return network({ driver: "ipvlan", options: { parent: "ens33.10", ipvlan_mode: "l2" }, ...props }, host);
}

/** The component of a segment. */
export function segment(name: string, props: Record<string, unknown>): Resource {
  return { type: TOKENS.segmentNetwork, name, props };
}

/** The same network as part of the component. */
export function inSegment(resource: Resource, name: string): Resource {
  return { ...resource, parent: urnOf(TOKENS.segmentNetwork, name) };
}

/** A bridge network, which ends at its host. */
export function bridge(name: string, subnet: string, host: string): Resource {
  return network({ name, driver: "bridge", options: {}, ipamConfigs: [{ subnet }] }, host);
}

/** A container created by hand with one fixed address. */
export function container(name: string, address: string, host = "docker01", attach: object = {}): Resource {
  return containerWith(name, { networksAdvanced: [{ name: "mac_net10", ipv4Address: address, ...attach }] }, host);
}

export function containerWith(name: string, props: Record<string, unknown>, host = "docker01"): Resource {
  const image = `busybox@sha256:${"0".repeat(64)}`;
  return {
    type: "docker:index/container:Container",
    name,
    props: { name, image, networkMode: "bridge", ...props },
    provider: { name: host },
  };
}

export const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample";

/** A Docker provider; `sshOpts` as JSON text, as the SDK sends it. */
export function dockerProvider(props: Record<string, unknown>, name = "docker01"): Resource {
  const { sshOpts, ...rest } = props;
  const text = sshOpts === undefined ? {} : { sshOpts: JSON.stringify(sshOpts) };
  return { type: "pulumi:providers:docker", name, props: { ...rest, ...text } };
}

/** A remote command over a connection. */
export function remoteCommand(connection: unknown): Resource {
  return { type: "command:remote:Command", name: "prepare", props: { connection, create: "true" } };
}

/** A DockerHost component. */
export function dockerHost(props: Record<string, unknown> = {}): Resource {
  const host = typeof props["host"] === "string" ? props["host"] : "docker01";
  return { type: TOKENS.dockerHost, name: host, props: { host, address: "192.168.1.11", nic: "ens33", ...props } };
}

/** The provider that belongs to a DockerHost. */
export function ownProvider(host: string): Resource {
  const provider = dockerProvider({ host: `ssh://root@${host}` }, `fabric-${host}-docker`);
  return { ...provider, parent: urnOf(TOKENS.dockerHost, host) };
}

/** The same resource on that provider. */
export function onOwnProvider(resource: Resource, host: string): Resource {
  return { ...resource, provider: { name: `fabric-${host}-docker`, props: { host: `ssh://root@${host}` } } };
}

/** A VlanSubinterface component for VLAN 10 on docker01. */
export function subinterface(name: string, props: Record<string, unknown> = {}): Resource {
  return {
    type: TOKENS.vlanSubinterface,
    name,
    props: { host: "docker01", nic: "ens33", vlan: 10, link: "ens33.10", ...props },
  };
}

/** A registry in a container. */
export function registry(envs: unknown): Resource {
  return containerWith("registry", { image: "docker.io/library/registry:2", envs });
}

/** A `docker.RemoteImage` or `docker.RegistryImage`. */
export function image(kind: "RemoteImage" | "RegistryImage", name: string, host = "docker01"): Resource {
  const module = kind === "RemoteImage" ? "remoteImage" : "registryImage";
  return { type: `docker:index/${module}:${kind}`, name: "image", props: { name }, provider: { name: host } };
}

/** A network with only a driver and its options, on docker01. */
export function networkWith(driver: string, options: object): Resource {
  return network({ driver, options });
}

/** A network whose only container gets the whole link. */
export function passthruNetwork(name = "mac_net10"): Resource {
  return network({ name, options: { parent: "ens33.10", macvlan_mode: "passthru" } });
}

/** A container on mac_net10 whose address Docker assigns. */
export function automaticContainer(name: string): Resource {
  return containerWith(name, { networksAdvanced: [{ name: "mac_net10" }] });
}

/** A sound network with a range for automatic addresses. */
export function rangedNetwork(ipRange: string, host = "docker01"): Resource {
  return network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", ipRange }] }, host);
}

/** A sound network that keeps 172.16.10.10 free. */
export function reservingNetwork(host: string): Resource {
  const auxAddress = { a: "172.16.10.10" };
  return network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", auxAddress }] }, host);
}

/** A Docker provider over SSH. */
export function sshProvider(...sshOpts: string[]): Resource {
  return dockerProvider({ host: "ssh://root@192.168.1.11:22", sshOpts });
}

/** SSH options that accept only the pinned host key. */
export const PINNED = [
  ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=none"],
  ...["-o", `KnownHostsCommand=/bin/echo %H ${HOST_KEY}`],
];
