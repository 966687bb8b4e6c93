// The public interface of the library. The type tokens are part of it, because policies refer to them.
export { BridgedVm, type BridgedVmArgs } from "./bridged-vm";
export { DockerHost, type DockerHostArgs } from "./docker-host";
export { Fabric, type FabricArgs, type FabricOutputs } from "./fabric";
export {
  FabricContainer,
  type ContainerOptions,
  type FabricContainerArgs,
  type SegmentAttachment,
} from "./fabric-container";
export { HostShim, type HostShimArgs } from "./host-shim";
export { loadConfiguration } from "./load-configuration";
export type { Machine, MachineArgs } from "./machines/machine";
export { PrivateRegistry, type PrivateRegistryArgs } from "./private-registry";
export { PublishedImage, type PublishedImageArgs } from "./published-image";
export { SegmentNetwork, type NetworkCarrier, type SegmentNetworkArgs } from "./segment-network";
export type { SshConnection } from "./ssh-connection";
export { TOKENS } from "./tokens";
export { VlanSubinterface, type VlanSubinterfaceArgs } from "./vlan-subinterface";
export { VsphereSite, type VsphereSiteArgs } from "./vsphere-site";
export type { FabricOutput } from "../harness/contract";
export type { Problem } from "../support/problem";
export type { ExportedPlan } from "../topology/plan/exported-plan";
export type { PeerPlan } from "../topology/plan/peer-plans";
export type { FabricInput, VmInput, VsphereInput, VsphereVmInput } from "../topology/schema/fabric-schema";
