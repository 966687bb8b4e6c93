import { readAssigned } from "../components/assigned-file";
import { collectPeers, type CollectedPeers } from "../components/collect-peers";
import { startProgress } from "../support/terminal";
import { normalise, type Normalised } from "../topology/model/normalise";
import type { PeerPlan } from "../topology/plan/peer-plans";
import { parseFabric } from "../topology/schema/parse-configuration";
import { openSession } from "./session";
import { readStackFile } from "./stack-file";

/**
 * What the stack file says, with what was assigned until now in the place of `auto`. What has not been assigned yet is chosen as if
 * there were no peers.
 * @throws UserError when one of the two files cannot be read
 */
export function readTopology(stack: string, peers: readonly PeerPlan[] = []): Normalised {
  return normalise(parseFabric(readStackFile(stack)), stack, { assigned: readAssigned(stack), peers });
}

/** The same as `up` does it, and the plans of the peers. */
export async function readTopologyBesidePeers(
  stack: string,
  readPlan: (stack: string) => Promise<unknown> = readPeerPlan,
): Promise<Normalised & { readonly peers: CollectedPeers }> {
  const alone = readTopology(stack);
  const peers = await collectPeers(alone.topology.peers, readPlan);
  return { ...(alone.choices.some(({ isNew }) => isNew) ? readTopology(stack, peers.plans) : alone), peers };
}

/** The same; peers are asked only if something is chosen anew. */
export async function readSettledTopology(stack: string): Promise<Normalised> {
  const alone = readTopology(stack);
  return alone.choices.some(({ isNew }) => isNew) ? readTopologyBesidePeers(stack) : alone;
}

/** The output `plan` of another stack. @throws UserError when it cannot be read */
export async function readPeerPlan(stack: string): Promise<unknown> {
  const session = await openSession(stack, startProgress());
  return JSON.parse(await session.read(["stack", "output", "plan", "--json", "--stack", stack])) as unknown;
}
