import type { Topology } from "../model/topology";
import type { AddressPlan } from "./address-plan";
import { bridgeAddresses, bridgeNetwork, bridgeSubnet } from "./bridge-addresses";
import { containerAddresses } from "./container-addresses";
import { foreignRanges, foreignSubnets } from "./foreign-subnets";
import { lanAddresses, lanRanges, lanSubnet } from "./lan-addresses";
import { peerPlans, type PeerPlan } from "./peer-plans";
import { gatewayOwners, routerAddresses } from "./router-addresses";
import { segmentAddresses, segmentNetwork, segmentRanges, segmentSubnets } from "./segment-addresses";

/** Collects the address plan of a topology, in the order of the configuration; entries of peers come last. */
export function addressPlan(topology: Topology, peers: readonly PeerPlan[] = []): AddressPlan {
  const { segments, bridges } = topology;
  const taken = peerPlans(peers);
  return {
    subnets: [
      lanSubnet(topology),
      ...segments.flatMap(segmentSubnets),
      ...bridges.map(bridgeSubnet),
      ...foreignSubnets(topology),
      ...taken.subnets,
    ],
    ranges: [...lanRanges(topology), ...segments.flatMap(segmentRanges), ...foreignRanges(topology), ...taken.ranges],
    addresses: [
      ...lanAddresses(topology),
      ...segments.flatMap((segment) => segmentAddresses(segment, gatewayOwners(topology, segment))),
      ...routerAddresses(topology),
      ...bridges.flatMap(bridgeAddresses),
      ...containerAddresses(topology),
      ...taken.addresses,
    ],
    networks: [...segments.map(segmentNetwork), ...bridges.map(bridgeNetwork), ...taken.networks],
  };
}
