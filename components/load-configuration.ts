import * as pulumi from "@pulumi/pulumi";
import { normalise } from "../topology/model/normalise";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { parseFabric } from "../topology/schema/parse-configuration";
import type { FabricArgs } from "./fabric";
import { loadPeers } from "./load-peers";
import { loadVsphereLogin } from "./load-vsphere-login";
import { refuseUserErrors } from "./refusal";

/**
 * Reads the stack's configuration, the plans of other stacks on its LAN, and the inventory of vCenter.
 * @throws pulumi.RunError when the shape of the configuration is wrong; it lists every mistake, and the CLI prints it without
 * a stack trace. All other problems are part of the result, for `Fabric` to report.
 */
export async function loadConfiguration(): Promise<FabricArgs> {
  const lab = new pulumi.Config().requireObject<FabricInput>("fabric");
  const { topology } = refuseUserErrors(() => normalise(parseFabric(lab), pulumi.getStack()));
  const peers = await loadPeers(topology.peers);
  const vsphere = await loadVsphereLogin(topology);
  return {
    ...lab,
    peerPlans: peers.plans,
    problems: [...peers.problems, ...vsphere.problems],
    ...(vsphere.password === undefined ? {} : { vspherePassword: vsphere.password }),
  };
}
