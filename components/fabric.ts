import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput } from "../harness/contract";
import type { Problem } from "../support/problem";
import type { Known } from "../topology/automatic/assign-automatic";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { normalise, type Normalised } from "../topology/model/normalise";
import type { Texts } from "../topology/files/named-files";
import { findFileProblems } from "../topology/problems/file-problems";
import { findTargetProblems } from "../topology/problems/test-targets";
import { addressPlan } from "../topology/plan/build-plan";
import { exportPlan, type ExportedPlan } from "../topology/plan/exported-plan";
import type { PeerPlan } from "../topology/plan/peer-plans";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { configurationProblems, parseFabric } from "../topology/schema/parse-configuration";
import { createBridges } from "./assembly/create-bridges";
import { createContainers, limitProcesses } from "./assembly/create-containers";
import { createHosts, createVms, createVsphereSite } from "./assembly/create-hosts";
import { createRegistry, publishImages } from "./assembly/create-images";
import { createRouters } from "./assembly/create-routers";
import { createNetworks, createShims, createSubinterfaces } from "./assembly/create-segments";
import { fabricOutput } from "./assembly/fabric-output";
import type { Scope } from "./assembly/scope";
import { ownershipOf } from "./assembly/ownership";
import { findForgetful, rememberChoices, type Memory } from "./memory";
import { handOver } from "./hand-over";
import { findKeyProblems } from "./machines/login-key";
import { findUnread } from "./find-unread";
import { findCertificateProblems } from "./registry/given-certificate";
import { refusal, refuseUserErrors } from "./refusal";
import type { Secrets } from "./secrets";
import { TOKENS } from "./tokens";

/** The lab, with the keys that a stack file has (docs/configuration.md), and what `loadConfiguration` reads besides it. */
export interface FabricArgs extends FabricInput {
  /** Address plans of the other stacks on the LAN, one for each entry of `peers`; required if there are any. Default: none. */
  readonly peerPlans?: readonly PeerPlan[];
  /** The values of `{ secret: key }`, by key; required for every one that the configuration names. Default: none. */
  readonly secrets?: Secrets;
  /** The texts of the files that the configuration names, by name; required for every one. Default: none. */
  readonly texts?: Texts;
  /** Password of `vsphere.user`; required for machines of kind `vsphere`. Default: none. */
  readonly vspherePassword?: pulumi.Input<string>;
  /** What `auto` stood for until now, and how to remember it; required if there is any `auto`. Default: none. */
  readonly memory?: Memory;
  /** Problems that the caller has already found. The fabric reports them together with its own. Default: none. */
  readonly problems?: readonly Problem[];
}

/** The outputs of a stack that consists of a fabric. */
export interface FabricOutputs {
  /** Hosts, segments, containers and who must reach whom, as `harness/contract.ts` defines it. */
  readonly fabric: pulumi.Output<FabricOutput>;
  /** The address plan of the stack, for the `peers` of other stacks. */
  readonly plan: ExportedPlan;
}

/**
 * The whole lab. It first registers itself with the address plan as its input, so that the policy pack can stop a plan that
 * cannot work before anything is created; without the pack, the program itself stops there.
 *
 * @example
 * const { outputs } = new Fabric("lab", {
 *   lan: { subnet: "192.168.1.0/24" },
 *   hosts: { docker01: { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab" } } },
 *   segments: { flat: { network: "mac_net1", subnet: "172.22.16.0/24", gateway: "172.22.16.1" } },
 * });
 */
export class Fabric extends pulumi.ComponentResource {
  /** The stack's outputs; rejects with every problem when the plan cannot work. */
  readonly outputs: Promise<FabricOutputs>;

  /** @throws pulumi.RunError when the shape of the arguments is wrong; it lists every mistake. */
  constructor(name: string, args: FabricArgs, opts?: pulumi.ComponentResourceOptions) {
    const { peerPlans, secrets = {}, texts = {}, vspherePassword, memory, problems = [], ...lab } = args;
    const known = { assigned: memory?.assigned ?? {}, peers: peerPlans ?? [] };
    const { configuration, topology, problems: own, ...automatic } = readLab(lab, known);
    const plan = addressPlan(topology, peerPlans);
    super(TOKENS.fabric, name, { plan }, opts);
    const refusals = [
      ...own,
      ...findKeyProblems(topology),
      ...findCertificateProblems(topology.registry),
      ...problems,
      ...findUnread(configuration, args),
      ...findForgetful(automatic, memory),
      ...findFileProblems(configuration, topology, texts),
      ...findConflicts(plan),
      ...findTargetProblems(topology, plan),
    ];
    if (refusals.length > 0) {
      this.outputs = this.refuse(refusals);
      return;
    }
    rememberChoices(automatic, memory);
    const fabric = this.build({ name, configuration, topology, secrets, texts, parent: this }, vspherePassword);
    this.outputs = Promise.resolve({ fabric, plan: exportPlan(topology.stack, plan) });
    this.registerOutputs({ fabric });
  }

  private build(scope: Scope, vspherePassword: FabricArgs["vspherePassword"]): pulumi.Output<FabricOutput> {
    const vsphere = createVsphereSite(scope, vspherePassword);
    const vms = createVms(scope, vsphere);
    const handover = handOver(scope.name, [...vms.values()], ownershipOf(scope.topology), scope.parent);
    const hosts = createHosts(scope, vms, handover);
    const subinterfaces = createSubinterfaces(scope, hosts);
    const networks = createNetworks(scope, hosts, subinterfaces);
    createShims(scope, hosts, subinterfaces);
    const routers = createRouters(scope, hosts, subinterfaces);
    const registry = createRegistry(scope, hosts);
    const images = publishImages(scope, hosts, registry);
    const containers = createContainers(scope, hosts, networks, createBridges(scope, hosts), images);
    limitProcesses(scope, hosts, containers);
    return fabricOutput(scope.topology, { hosts, images, containers, routers });
  }

  /**
   * Fails the run once this component is registered, so that the policies report their violations too. The engine deletes
   * nothing after a program has failed.
   */
  private async refuse(refusals: readonly Problem[]): Promise<never> {
    await new Promise((resolve) => {
      this.urn.apply(resolve);
    });
    throw refusal(configurationProblems(refusals));
  }
}

function readLab(lab: FabricInput, known: Known): Normalised & Pick<Scope, "configuration"> {
  const configuration = refuseUserErrors(() => parseFabric(lab));
  return { configuration, ...normalise(configuration, pulumi.getStack(), known) };
}
