import type { AddressPlan, Planned } from "./address-plan";

/** The plan of another stack, under the name that our configuration gives it. */
export interface PeerPlan {
  readonly name: string;
  readonly plan: AddressPlan;
}

/** The entries of all peers, each marked with its stack. */
export function peerPlans(peers: readonly PeerPlan[]): AddressPlan {
  const all = <T extends Planned>(entriesOf: (plan: AddressPlan) => readonly T[]): T[] =>
    peers.flatMap(({ name, plan }) => entriesOf(plan).map((entry) => markEntry(entry, name)));
  return {
    subnets: all(({ subnets }) => subnets),
    ranges: all(({ ranges }) => ranges),
    addresses: all(({ addresses }) => addresses),
    networks: all(({ networks }) => networks).map((entry) => {
      return { ...entry, namePath: `stack ${entry.stack ?? ""}: ${entry.namePath}` };
    }),
  };
}

function markEntry<T extends Planned>(entry: T, stack: string): T {
  return { ...entry, stack, owner: `${entry.owner} of stack ${stack}`, path: `stack ${stack}: ${entry.path}` };
}
