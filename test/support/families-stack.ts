import type { Engine } from "../../lab/image/engines";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { readFabric } from "./dev-stack";

/** A MAC that a container asks for. */
export const ASKED_MAC = "02:00:00:00:00:12";

type Containers = NonNullable<FabricInput["containers"]>;

/** The example of a router, whose segments are on VLANs of their own. */
const ROUTER = readFabric("examples/Pulumi.router.yaml") as FabricInput;

/**
 * Both address families and both drivers on two hosts, and the example of a router. Where docker02 has Docker 29, one of its containers asks for a MAC.
 *
 * @param grown whether the segments `six` and `wire` have the other family too
 */
export function familiesInput(engine: Engine, { grown = false } = {}): FabricInput {
  const hosts: FabricInput["hosts"] = {
    docker01: { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab", docker: "28" } },
    docker02: { address: "192.168.1.13", nic: "ens33", vm: { kind: "lab", docker: engine } },
  };
  return {
    lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
    hosts,
    segments: { ...macvlanSegments(), ...grownSegments(grown), ...ROUTER.segments },
    routers: ROUTER.routers ?? {},
    bridges: { nat: { network: "lab_nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } },
    registry: { host: "docker01" },
    images: { busybox: { tag: "v1" } },
    containers: { ...dualContainers(engine), ...otherContainers(), ...grownContainers(grown), ...ROUTER.containers },
  };
}

function macvlanSegments(): FabricInput["segments"] {
  return {
    dual: {
      network: "lab_dual",
      vlan: 10,
      subnets: [
        { subnet: "172.16.10.0/24", gateway: "172.16.10.1", reserved: { printer: "172.16.10.9" } },
        { subnet: "fd00:10::/64", gateway: "fd00:10::1", pool: { size: 256 } },
      ],
      hostAddresses: {
        docker01: ["192.168.10.10/24", "fd00:a::10/64"],
        docker02: ["192.168.10.11/24", "fd00:a::11/64"],
      },
      hostGateway: ["192.168.10.2", "fd00:a::2"],
      shims: { docker01: ["172.16.10.60", "fd00:10::60"] },
    },
    moving: {
      network: "lab_moving",
      vlan: 30,
      subnets: [
        { subnet: "172.16.30.0/24", gateway: "172.16.30.1", shared: { dns: "172.16.30.53" } },
        { subnet: "10.30.0.0/24", gateway: "10.30.0.1" },
      ],
    },
    back: { network: "lab_back", vlan: 50, internal: true, subnet: "172.16.50.0/24" },
  };
}

function grownSegments(grown: boolean): FabricInput["segments"] {
  const six = { subnet: "fd00:20::/64", gateway: "fd00:20::1" };
  const four = { subnet: "172.16.20.0/24", gateway: "172.16.20.1" };
  const ipv4 = { subnet: "172.16.40.0/24", gateway: "172.16.40.1" };
  const ipv6 = { subnet: "fd00:40::/64", gateway: "fd00:40::1" };
  const wire = { network: "lab_wire", vlan: 40, driver: "ipvlan" } as const;
  return {
    six: { network: "lab_six", vlan: 20, ...(grown ? { subnets: [six, four] } : six) },
    wire: grown
      ? { ...wire, subnets: [ipv4, ipv6], shims: { docker01: ["172.16.40.60", "fd00:40::60"] } }
      : { ...wire, ...ipv4, shims: { docker01: "172.16.40.60" } },
  };
}

function dualContainers(engine: Engine): Containers {
  const asked = engine === "29" ? { mac: ASKED_MAC } : {};
  return {
    dual1: { host: "docker01", image: "busybox", attach: { dual: ["172.16.10.11", "fd00:10::11"] } },
    dual2: {
      host: "docker02",
      image: "busybox",
      attach: { dual: { address: ["172.16.10.12", "fd00:10::12"], ...asked } },
    },
  };
}

function otherContainers(): Containers {
  return {
    before: { host: "docker01", image: "busybox", attach: { moving: "172.16.30.11" } },
    after: { host: "docker01", image: "busybox", attach: { moving: "10.30.0.11" } },
    dns1: { host: "docker01", image: "busybox", attach: { moving: "172.16.30.53" } },
    dns2: { host: "docker02", image: "busybox", attach: { moving: "172.16.30.53" } },
    inner: {
      host: "docker01",
      image: "busybox",
      attach: { back: "172.16.50.11" },
      bridges: { nat: "172.30.0.11" },
      defaultGateway: "nat",
    },
    // Two networks with a gateway, so there is a choice.
    proxy: {
      host: "docker02",
      image: "busybox",
      attach: { back: "172.16.50.12", moving: "10.30.0.12" },
      bridges: { nat: "172.30.0.11" },
      defaultGateway: "nat",
    },
  };
}

function grownContainers(grown: boolean): Containers {
  const on = (six: number): string[] => [`fd00:20::${six}`, ...(grown ? [`172.16.20.${six}`] : [])];
  const at = (wire: number): string[] => [`172.16.40.${wire}`, ...(grown ? [`fd00:40::${wire}`] : [])];
  return {
    six1: { host: "docker01", image: "busybox", attach: { six: on(11) } },
    six2: { host: "docker02", image: "busybox", attach: { six: on(12) } },
    wire1: { host: "docker01", image: "busybox", attach: { wire: at(11) } },
    wire2: { host: "docker01", image: "busybox", attach: { wire: at(12) } },
    wire3: { host: "docker02", image: "busybox", attach: { wire: at(13) } },
  };
}

/** The hosts alone. */
export function hostsOnly({ lan, hosts }: FabricInput): FabricInput {
  return { lan, hosts, segments: {} };
}
