import * as pulumi from "@pulumi/pulumi";
import { normalise } from "../topology/model/normalise";
import { parseFabric } from "../topology/schema/parse-configuration";
import type { FabricArgs } from "./fabric";
import { loadPeers } from "./load-peers";
import { loadVsphereLogin } from "./load-vsphere-login";
import { refuseUserErrors } from "./refusal";

/**
 * Reads the stack's configuration, what other stacks on its LAN have taken, and what vCenter has; the only reader of
 * `pulumi.Config`.
 * @throws pulumi.RunError when the shape of the configuration is wrong; it lists every mistake, and the CLI prints it without
 * a stack trace. All other problems are for the fabric to refuse with.
 */
export async function loadConfiguration(): Promise<FabricArgs> {
  const lab = refuseUserErrors(() => parseFabric(new pulumi.Config().requireObject("fabric")));
  const { topology } = normalise(lab, pulumi.getStack());
  const peers = await loadPeers(topology.peers);
  const vsphere = await loadVsphereLogin(topology);
  return {
    ...lab,
    peerPlans: peers.plans,
    problems: [...peers.problems, ...vsphere.problems],
    ...(vsphere.password === undefined ? {} : { vspherePassword: vsphere.password }),
  };
}
