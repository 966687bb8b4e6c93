import * as pulumi from "@pulumi/pulumi";
import type { PeerPlan } from "../topology/addresses/peers";
import { parseFabric } from "../topology/configuration";
import { normalise, type Normalised } from "../topology/normalise";
import { UserError } from "../topology/user-error";
import { loadPeers } from "./peers";
import { refusal } from "./refusal";

/** The lab as the configuration asks for it, with what other stacks on its LAN have taken. */
export interface Lab extends Normalised {
  readonly peers?: readonly PeerPlan[];
}

/**
 * Reads the stack's configuration; the only reader of `pulumi.Config`.
 * @throws pulumi.RunError that lists every mistake; the CLI prints it without a stack trace.
 */
export async function loadLab(): Promise<Lab> {
  try {
    const { topology, problems } = normalise(
      parseFabric(new pulumi.Config().requireObject("fabric")),
      pulumi.getStack(),
    );
    const peers = await loadPeers(topology.peers);
    return { topology, problems: [...problems, ...peers.problems], peers: peers.plans };
  } catch (error) {
    if (error instanceof UserError) throw refusal(error.message);
    throw error;
  }
}
