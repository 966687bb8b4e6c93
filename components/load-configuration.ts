import * as pulumi from "@pulumi/pulumi";
import type { PeerPlan } from "../topology/plan/peer-plans";
import { parseFabric } from "../topology/schema/parse-configuration";
import { normalise, type Normalised } from "../topology/model/normalise";
import { UserError } from "../support/errors";
import { findKeyProblems } from "./machines/login-key";
import { loadPeers } from "./load-peers";
import { refusal } from "./refusal";
import { loadVsphereLogin } from "./load-vsphere-login";

/** The lab as the configuration asks for it, with what other stacks on its LAN have taken. */
export interface LabConfiguration extends Normalised {
  readonly peers?: readonly PeerPlan[];
  /** Present when the topology has machines on vSphere. */
  readonly vspherePassword?: pulumi.Output<string>;
}

/**
 * Reads the stack's configuration; the only reader of `pulumi.Config`.
 * @throws pulumi.RunError that lists every mistake; the CLI prints it without a stack trace
 */
export async function loadConfiguration(): Promise<LabConfiguration> {
  try {
    const { topology, problems } = normalise(
      parseFabric(new pulumi.Config().requireObject("fabric")),
      pulumi.getStack(),
    );
    const keys = findKeyProblems(topology);
    const peers = await loadPeers(topology.peers);
    const vsphere = await loadVsphereLogin(topology);
    return {
      topology,
      problems: [...problems, ...keys, ...peers.problems, ...vsphere.problems],
      peers: peers.plans,
      ...(vsphere.password === undefined ? {} : { vspherePassword: vsphere.password }),
    };
  } catch (error) {
    if (error instanceof UserError) throw refusal(error.message);
    throw error;
  }
}
