import {
  BridgedVm,
  BridgeNetwork,
  DockerHost,
  FabricContainer,
  SegmentNetwork,
  VlanSubinterface,
} from "../../components";

/**
 * Single components, for a program that plans its own addresses: VLAN 20 on two hosts, and a container on it that gets out
 * through its host. Only the policy pack checks here that no address has two owners: `pulumi up --policy-pack ../../policy`.
 */
const docker01 = existingHost("docker01", "192.168.1.11/24", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHOSTKEYOFDOCKER01");
const docker02 = existingHost("docker02", "192.168.1.13/24", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHOSTKEYOFDOCKER02");

const vlan20 = new SegmentNetwork("vlan20", {
  network: "mac_net20",
  vlan: 20,
  subnet: "172.16.20.0/24",
  gateway: "172.16.20.1",
  carriers: [docker01, docker02].map((host) => ({
    host,
    link: new VlanSubinterface(`vlan20-${host.host}`, { host, vlan: 20 }).link,
  })),
});

const nat = new BridgeNetwork("nat", {
  network: "nat",
  subnet: "172.30.0.0/24",
  gateway: "172.30.0.1",
  hosts: [docker02],
});

const probe = new FabricContainer("probe", {
  container: "probe",
  host: docker02,
  image: "busybox@sha256:9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7",
  capabilities: ["CAP_NET_RAW"],
  attachments: [{ segment: vlan20, address: "172.16.20.21" }],
  bridges: [{ bridge: nat, address: "172.30.0.21", isDefaultGateway: true }],
});

export const probeId = probe.container.id;

function existingHost(host: string, address: string, hostKey: string): DockerHost {
  const machine = new BridgedVm(host, { host, address, nic: "enp3s0", vm: { kind: "existing", ssh: { hostKey } } });
  // Older engines choose the default route themselves.
  return new DockerHost(host, { machine, docker: "28.0.0" });
}
