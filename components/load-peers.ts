import * as pulumi from "@pulumi/pulumi";
import type { Peer } from "../topology/model/topology";
import { UserError } from "../support/errors";
import { collectPeers, type CollectedPeers } from "./collect-peers";

/** What the other stacks on the LAN have taken, read before anything of this one is made. */
export async function loadPeers(peers: readonly Peer[]): Promise<CollectedPeers> {
  return collectPeers(peers, readPeerPlan);
}

async function readPeerPlan(stack: string, peer: string): Promise<unknown> {
  const name = qualified(stack);
  if (name === qualified(pulumi.getStack())) {
    throw new UserError(`peers.${peer}.stack: ${stack} is this stack itself: remove the entry`);
  }
  return (await new pulumi.StackReference(`peer-${peer}`, { name }).getOutputDetails("plan")).value as unknown;
}

/** A bare name is a stack of this project. */
function qualified(stack: string): string {
  return stack.includes("/") ? stack : `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
}
