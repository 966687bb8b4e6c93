import { Fabric, type FabricOutputs } from "../../components";

/** A whole lab in one component: two existing hosts, one VLAN, a registry, and a container on each host. */
export = async (): Promise<FabricOutputs> =>
  new Fabric("lab", {
    lan: { subnet: "192.168.1.0/24", gateway: "192.168.1.1" },
    hosts: {
      docker01: host("192.168.1.11", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHOSTKEYOFDOCKER01"),
      docker02: host("192.168.1.13", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHOSTKEYOFDOCKER02"),
    },
    segments: {
      vlan10: { network: "mac_net10", vlan: 10, subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
    },
    registry: { host: "docker01" },
    images: { busybox: { tag: "v1" } },
    containers: {
      left: { host: "docker01", image: "busybox", attach: { vlan10: "172.16.10.10" } },
      right: { host: "docker02", image: "busybox", attach: { vlan10: "172.16.10.11" } },
    },
  }).outputs;

/** Without `privateKeyFile`, the ssh agent has the key. The host key is pinned: replace it with that of your host. */
function host(address: string, hostKey: string) {
  return { address, nic: "enp3s0", vm: { kind: "existing" as const, ssh: { hostKey } } };
}
