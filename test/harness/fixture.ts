import { describeTopology } from "../../components/assembly/describe-topology";
import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { devTopology } from "../support/dev-stack";

export const IMAGE = `192.168.1.11:5000/busybox@sha256:${"a".repeat(64)}`;
export const ENGINE = "28.5.2";

/** The stack output of the reference topology, from the very file that the `dev` stack is made of, changed by `change`. */
export function referenceOutput(change?: (input: FabricInput) => void): FabricOutput {
  return outputOf(devTopology(change).topology);
}

/** The stack output of a topology, as if everything had been created. */
export function outputOf(topology: Topology): FabricOutput {
  const hosts = topology.hosts.map(({ name }) => name);
  return describeTopology(topology, {
    host: (name) => ({
      docker: ENGINE,
      ssh: {
        host: "127.0.0.1",
        port: 2201 + hosts.indexOf(name),
        user: "root",
        hostKey: "ssh-ed25519 AAAA",
        privateKeyFile: "/keys/lab",
      },
    }),
    image: () => IMAGE,
  });
}

/** The MAC that the engine of a fake host gave a container on a segment. */
export function testMac(output: FabricOutput, container: string, segment: string): string {
  const index = Object.keys(output.containers).indexOf(container);
  const { driver, hosts } = output.segments[segment] ?? {};
  const host = output.containers[container]?.host ?? "";
  if (driver === "ipvlan") return linkMac(output, host, hosts?.[host]?.nic ?? "");
  const place = Object.keys(output.segments).indexOf(segment);
  const planned = output.containers[container]?.attach[segment]?.mac;
  return planned ?? `02:00:00:00:${hex(place)}:${hex(index)}`;
}

/** The MAC of a NIC of a fake host. */
export function linkMac(output: FabricOutput, host: string, nic: string): string {
  return `52:54:00:00:${hex(Object.keys(output.hosts).indexOf(host))}:${hex(nic.length)}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/**
 * A topology with everything that a segment can be: two families, two subnets of one family, private and ipvlan, shims, a
 * shared address, a container on two segments, bridges.
 */
export function richOutput(): FabricOutput {
  return referenceOutput((input) => {
    Object.assign(input.segments, {
      vlan10: {
        network: "mac_net10",
        vlan: 10,
        subnets: [
          { subnet: "172.16.10.0/24", gateway: "172.16.10.1", shared: { dns: "172.16.10.53" } },
          { subnet: "fd00:10::/64", gateway: "fd00:10::1" },
          { subnet: "172.16.11.0/24", gateway: "172.16.11.1" },
        ],
        hostAddresses: {
          docker01: ["192.168.10.10/24", "fd00:1010::10/64"],
          docker02: ["192.168.10.11/24", "fd00:1010::11/64"],
        },
        shims: { docker01: ["172.16.10.100", "fd00:10::100"] },
      },
      vlan20: {
        network: "mac_net20",
        vlan: 20,
        mode: "private",
        subnet: "172.16.20.0/24",
        gateway: "172.16.20.1",
      },
      vlan30: { network: "ipv_net30", vlan: 30, driver: "ipvlan", subnet: "172.16.30.0/24", gateway: "172.16.30.1" },
    });
    input.bridges = { nat: { network: "br_nat", subnet: "172.30.0.0/24", gateway: "172.30.0.1" } };
    const image = "busybox";
    const both = (host: string, v4: string, v6: string) => ({ host, image, attach: { vlan10: [v4, v6] } });
    input.containers = {
      bbox1: { host: "docker01", image, attach: { flat: "172.22.16.10" } },
      bbox2: { host: "docker02", image, attach: { flat: "172.22.16.20" } },
      ten1: {
        ...both("docker01", "172.16.10.10", "fd00:10::10"),
        files: { "/etc/app.conf": { content: "a=1\n" }, "/srv/a file": { content: "b=1\n" } },
      },
      ten2: both("docker01", "172.16.10.11", "fd00:10::11"),
      ten3: both("docker02", "172.16.10.12", "fd00:10::12"),
      eleven: both("docker02", "172.16.11.13", "fd00:10::13"),
      dns1: both("docker01", "172.16.10.53", "fd00:10::53"),
      dns2: both("docker02", "172.16.10.53", "fd00:10::54"),
      twenty1: { host: "docker01", image, attach: { vlan20: "172.16.20.10" } },
      twenty2: { host: "docker01", image, attach: { vlan20: "172.16.20.11" } },
      twenty3: { host: "docker02", image, attach: { vlan20: "172.16.20.12" } },
      thirty1: { host: "docker01", image, attach: { vlan30: "172.16.30.10" } },
      thirty2: { host: "docker02", image, attach: { vlan30: "172.16.30.11" } },
      both: {
        host: "docker02",
        image,
        attach: { vlan20: "172.16.20.20", vlan30: "172.16.30.20" },
        defaultGateway: "vlan20",
      },
      out1: {
        host: "docker01",
        image,
        attach: { flat: "172.22.16.30" },
        bridges: { nat: "172.30.0.10" },
        defaultGateway: "nat",
      },
      out2: {
        host: "docker02",
        image,
        attach: { flat: "172.22.16.31" },
        bridges: { nat: "172.30.0.11" },
        defaultGateway: "nat",
      },
    };
  });
}

/** The reference topology with a router between its VLANs, out of vlan10 and to the LAN, in one direction each. */
export function routedOutput(change: (input: FabricInput) => void = () => undefined): FabricOutput {
  return referenceOutput((input) => {
    input.routers = {
      main: {
        host: "docker02",
        segments: ["vlan10", "vlan20"],
        allow: { vlan10: ["vlan20"] },
        nat: { address: "192.168.1.30", segments: ["vlan10"] },
        routes: { "10.9.0.0/16": "172.16.20.254" },
      },
    };
    change(input);
  });
}
