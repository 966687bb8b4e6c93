import type { ResourceValidationPolicy } from "@pulumi/policy";
import { addressInRange } from "./rules/address-in-range";
import { addressOutsideSubnet } from "./rules/address-outside-subnet";
import { allowedRanges } from "./rules/allowed-ranges";
import { canonicalSubnet } from "./rules/canonical-subnet";
import { containerMac } from "./rules/container-mac";
import { dedicatedPortGroup } from "./rules/dedicated-port-group";
import { dockerVersion } from "./rules/docker-version";
import { duplicateAddress } from "./rules/duplicate-address";
import { duplicateMac } from "./rules/duplicate-mac";
import { duplicateNetwork } from "./rules/duplicate-network";
import { explicitDockerHost } from "./rules/explicit-docker-host";
import { explicitDockerProvider } from "./rules/explicit-docker-provider";
import { explicitGateway } from "./rules/explicit-gateway";
import { fabricPlan } from "./rules/fabric-plan";
import { fixedAddress } from "./rules/fixed-address";
import { foreignNetwork } from "./rules/foreign-network";
import { hostDevice } from "./rules/host-device";
import { hostMount } from "./rules/host-mount";
import { identicalNetwork } from "./rules/identical-network";
import { ignoredMac } from "./rules/ignored-mac";
import { imageByDigest } from "./rules/image-by-digest";
import { insecureRegistry } from "./rules/insecure-registry";
import { ipv6Mode } from "./rules/ipv6-mode";
import { ipvlanMac } from "./rules/ipvlan-mac";
import { macBudget } from "./rules/mac-budget";
import { macvlanOptions } from "./rules/macvlan-options";
import { macvlanParent } from "./rules/macvlan-parent";
import { nativeVlan } from "./rules/native-vlan";
import { networkByName } from "./rules/network-by-name";
import { networkDeleteBeforeReplace } from "./rules/network-delete-before-replace";
import { networkMode } from "./rules/network-mode";
import { oneDefaultGateway } from "./rules/one-default-gateway";
import { oneDriverPerParent } from "./rules/one-driver-per-parent";
import { oneNetworkPerParent } from "./rules/one-network-per-parent";
import { oneVlanDevice } from "./rules/one-vlan-device";
import { overlappingRanges } from "./rules/overlapping-ranges";
import { overlappingSubnets } from "./rules/overlapping-subnets";
import { ownSubinterface } from "./rules/own-subinterface";
import { parentKind } from "./rules/parent-kind";
import { parentNameLength } from "./rules/parent-name-length";
import { passthruAlone } from "./rules/passthru-alone";
import { passthruContainer } from "./rules/passthru-container";
import { pinnedCommandHostKey } from "./rules/pinned-command-host-key";
import { pinnedDockerHostKey } from "./rules/pinned-docker-host-key";
import { portGroupSecurity } from "./rules/port-group-security";
import { portGroupTrunk } from "./rules/port-group-trunk";
import { powerfulCapability } from "./rules/powerful-capability";
import { privilegedContainer } from "./rules/privileged-container";
import { publishedPorts } from "./rules/published-ports";
import { reachableRegistry } from "./rules/reachable-registry";
import { readableAddress } from "./rules/readable-address";
import { recommendedDockerVersion } from "./rules/recommended-docker-version";
import { registryTls } from "./rules/registry-tls";
import { sharedVlan } from "./rules/shared-vlan";
import { unplannedSubnet } from "./rules/unplanned-subnet";
import { unusableAddress } from "./rules/unusable-address";
import { vlanId } from "./rules/vlan-id";
import { vlanMtu } from "./rules/vlan-mtu";

/** Every rule of the pack. Kept apart from the pack, whose constructor starts a server, so that tests can load the rules. */
export const policies: ResourceValidationPolicy[] = [
  overlappingSubnets,
  foreignNetwork,
  overlappingRanges,
  addressInRange,
  duplicateAddress,
  addressOutsideSubnet,
  unusableAddress,
  duplicateMac,
  sharedVlan,
  duplicateNetwork,
  fabricPlan,
  allowedRanges,
  macBudget,
  dockerVersion,
  recommendedDockerVersion,
  oneVlanDevice,
  vlanMtu,
  canonicalSubnet,
  readableAddress,
  networkByName,
  pinnedCommandHostKey,
  pinnedDockerHostKey,
  explicitDockerHost,
  explicitDockerProvider,
  networkDeleteBeforeReplace,
  macvlanParent,
  parentKind,
  macvlanOptions,
  explicitGateway,
  ipv6Mode,
  unplannedSubnet,
  vlanId,
  nativeVlan,
  parentNameLength,
  ownSubinterface,
  oneNetworkPerParent,
  oneDriverPerParent,
  passthruAlone,
  passthruContainer,
  identicalNetwork,
  networkMode,
  publishedPorts,
  fixedAddress,
  containerMac,
  ipvlanMac,
  ignoredMac,
  oneDefaultGateway,
  imageByDigest,
  privilegedContainer,
  powerfulCapability,
  hostMount,
  hostDevice,
  reachableRegistry,
  registryTls,
  insecureRegistry,
  portGroupSecurity,
  portGroupTrunk,
  dedicatedPortGroup,
];
