// The public door: what programs of others may import. The type tokens are part of it, as policies name them.
export { BridgedVm, type BridgedVmArgs } from "./bridged-vm";
export { DockerHost, type DockerHostArgs } from "./docker-host";
export { Fabric, type FabricArgs, type FabricOutputs } from "./fabric";
export { FabricContainer, type FabricContainerArgs, type SegmentAttachment } from "./fabric-container";
export { HostShim, type HostShimArgs } from "./host-shim";
export { loadConfiguration } from "./load-configuration";
export { PrivateRegistry, type PrivateRegistryArgs } from "./private-registry";
export { PublishedImage, type PublishedImageArgs } from "./published-image";
export { SegmentNetwork, type NetworkCarrier, type SegmentNetworkArgs } from "./segment-network";
export { TOKENS } from "./tokens";
export { VlanSubinterface, type VlanSubinterfaceArgs } from "./vlan-subinterface";
export { VsphereSite, type VsphereSiteArgs } from "./vsphere-site";
