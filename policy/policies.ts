import type { ResourceValidationPolicy } from "@pulumi/policy";
import { addressOutsideSubnet } from "./rules/address-outside-subnet";
import { canonicalSubnet } from "./rules/canonical-subnet";
import { duplicateAddress } from "./rules/duplicate-address";
import { duplicateMac } from "./rules/duplicate-mac";
import { duplicateNetwork } from "./rules/duplicate-network";
import { explicitDockerHost } from "./rules/explicit-docker-host";
import { explicitDockerProvider } from "./rules/explicit-docker-provider";
import { explicitGateway } from "./rules/explicit-gateway";
import { fabricPlan } from "./rules/fabric-plan";
import { imageByDigest } from "./rules/image-by-digest";
import { macvlanOptions } from "./rules/macvlan-options";
import { macvlanParent } from "./rules/macvlan-parent";
import { networkByName } from "./rules/network-by-name";
import { networkDeleteBeforeReplace } from "./rules/network-delete-before-replace";
import { networkMode } from "./rules/network-mode";
import { overlappingSubnets } from "./rules/overlapping-subnets";
import { parentNameLength } from "./rules/parent-name-length";
import { pinnedCommandHostKey } from "./rules/pinned-command-host-key";
import { pinnedDockerHostKey } from "./rules/pinned-docker-host-key";
import { publishedPorts } from "./rules/published-ports";
import { sharedVlan } from "./rules/shared-vlan";
import { unusableAddress } from "./rules/unusable-address";
import { vlanId } from "./rules/vlan-id";

/** Every rule of the pack. Apart from the pack itself, whose construction starts a server, so that tests can load it. */
export const policies: ResourceValidationPolicy[] = [
  overlappingSubnets,
  duplicateAddress,
  addressOutsideSubnet,
  unusableAddress,
  duplicateMac,
  sharedVlan,
  duplicateNetwork,
  fabricPlan,
  canonicalSubnet,
  networkByName,
  pinnedCommandHostKey,
  pinnedDockerHostKey,
  explicitDockerHost,
  explicitDockerProvider,
  networkDeleteBeforeReplace,
  macvlanParent,
  macvlanOptions,
  explicitGateway,
  vlanId,
  parentNameLength,
  networkMode,
  publishedPorts,
  imageByDigest,
];
