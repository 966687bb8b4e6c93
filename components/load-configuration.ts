import * as pulumi from "@pulumi/pulumi";
import { normalise } from "../topology/model/normalise";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { parseFabric } from "../topology/schema/parse-configuration";
import type { FabricArgs } from "./fabric";
import { findImageProblems } from "./images/image-content";
import { loadPeers } from "./load-peers";
import { readNamedFiles } from "./read-named-files";
import { loadSecrets } from "./load-secrets";
import { loadVsphereLogin } from "./load-vsphere-login";
import { stackMemory } from "./memory";
import { refuseUserErrors } from "./refusal";

/**
 * Reads the stack's configuration, the secrets and files that it names, what was assigned until now, the plans of other stacks on
 * its LAN, the inventory of vCenter, and the files of images.
 * @throws pulumi.RunError when the shape of the configuration is wrong; it lists every mistake, and the CLI prints it without
 * a stack trace. All other problems are part of the result, for `Fabric` to report.
 */
export async function loadConfiguration(): Promise<FabricArgs> {
  const lab = new pulumi.Config().requireObject<FabricInput>("fabric");
  const configuration = refuseUserErrors(() => parseFabric(lab));
  const memory = refuseUserErrors(() => stackMemory(pulumi.getStack()));
  const { topology } = normalise(configuration, pulumi.getStack(), memory);
  const peers = await loadPeers(topology.peers);
  const files = readNamedFiles(configuration);
  const { secrets, problems } = loadSecrets(configuration, files.texts);
  const vsphere = await loadVsphereLogin(topology);
  return {
    ...lab,
    peerPlans: peers.plans,
    secrets,
    memory,
    texts: files.texts,
    problems: [
      ...files.problems,
      ...problems,
      ...peers.problems,
      ...vsphere.problems,
      ...(await findImageProblems(topology)),
    ],
    ...(vsphere.password === undefined ? {} : { vspherePassword: vsphere.password }),
  };
}
