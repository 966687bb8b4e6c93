import type { OwnedAddress, OwnedNetwork, OwnershipPlan } from "../../host/handover";
import type { Topology } from "../../topology/model/topology";

/** Who owns the addresses and networks of a topology that can move from one owner to another in one edit. */
export function ownershipOf({ segments, bridges, containers, routers }: Topology): OwnershipPlan {
  return {
    addresses: [...containers.flatMap(ofContainer), ...segments.flatMap(ofLinks), ...routers.flatMap(ofRouter)],
    networks: [...segments.flatMap(ofSegment), ...bridges.flatMap(ofBridge)],
  };
}

function ofContainer({ name: owner, host, attach, bridges }: Topology["containers"][number]): OwnedAddress[] {
  return [
    ...attach.flatMap(({ addresses }) => addresses.map(({ address }) => ({ address, owner, host }))),
    ...bridges.map(({ address }) => ({ address, owner, host, local: true })),
  ];
}

function ofLinks({ members }: Topology["segments"][number]): OwnedAddress[] {
  return members.flatMap(({ host, carrier, hostAddresses, shim }) => [
    ...hostAddresses.map(({ address }) => ({ address: address.split("/")[0] ?? "", owner: carrier, host })),
    ...(shim?.addresses ?? []).map(({ address }) => ({ address, owner: shim?.link ?? "", host })),
  ]);
}

function ofRouter({ namespace: owner, host, links, nat }: Topology["routers"][number]): OwnedAddress[] {
  const addresses = [...links.flatMap((link) => link.addresses), ...(nat === undefined ? [] : [nat.address])];
  return addresses.map((address) => ({ address: address.split("/")[0] ?? "", owner, host }));
}

function ofSegment({ network, driver, subnets, members }: Topology["segments"][number]): OwnedNetwork[] {
  const texts = subnets.map(({ subnet }) => subnet);
  return members.map(({ host, carrier: parent }) => ({ host, network, driver, parent, subnets: texts }));
}

function ofBridge({ network, subnet, hosts }: Topology["bridges"][number]): OwnedNetwork[] {
  return hosts.map((host) => ({ host, network, driver: "bridge", parent: "", subnets: [subnet] }));
}
