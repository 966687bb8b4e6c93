import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../support/errors";
import type { Peer } from "../topology/model/topology";
import { collectPeers, type CollectedPeers } from "./collect-peers";

/** Reads the plans of the other stacks on the LAN, before anything of this one is created. */
export async function loadPeers(peers: readonly Peer[]): Promise<CollectedPeers> {
  return collectPeers(peers, readPlanOutput);
}

async function readPlanOutput(stack: string, peer: string): Promise<unknown> {
  const name = qualify(stack);
  if (name === qualify(pulumi.getStack())) {
    throw new UserError(`${stack} is this stack itself: remove the entry`);
  }
  return (await new pulumi.StackReference(`peer-${peer}`, { name }).getOutputDetails("plan")).value as unknown;
}

/** A bare name is a stack of this project. */
function qualify(stack: string): string {
  return stack.includes("/") ? stack : `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
}
