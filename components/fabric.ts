import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput } from "../harness/contract";
import { addressPlan } from "../topology/plan/build-plan";
import type { Problem } from "../support/problem";
import { configurationProblems } from "../topology/schema/parse-configuration";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { exportPlan, type ExportedPlan } from "../topology/plan/exported-plan";
import type { Topology } from "../topology/model/topology";
import type { LabConfiguration } from "./load-configuration";
import { createContainers, limitProcesses } from "./assembly/create-containers";
import { createHosts, createVms, createVsphereSite } from "./assembly/create-hosts";
import { createRegistry, publishImages } from "./assembly/create-images";
import { createNetworks, createShims, createSubinterfaces } from "./assembly/create-segments";
import { fabricOutput } from "./assembly/fabric-output";
import { refusal } from "./refusal";
import { TOKENS } from "./tokens";

export interface FabricOutputs {
  /** The contract of `harness/contract.ts`. */
  readonly fabric: pulumi.Output<FabricOutput>;
  /** What the stack has taken, for the `peers` of other stacks. */
  readonly plan: ExportedPlan;
}

/**
 * The whole lab. It registers itself first, with the address plan as its inputs, so that the policy pack stops a plan that
 * cannot work before anything below exists; without a pack the program stops at the same place.
 *
 * @example export = async () => new Fabric("fabric", normalise(parseFabric(value), "dev")).outputs;
 */
export class Fabric extends pulumi.ComponentResource {
  /** The stack's outputs; rejected with every reason when the plan cannot work. */
  readonly outputs: Promise<FabricOutputs>;

  constructor(
    name: string,
    { topology, problems, peers, vspherePassword }: LabConfiguration,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const plan = addressPlan(topology, peers);
    super(TOKENS.fabric, name, { plan }, opts);
    const refusals = [...problems, ...findConflicts(plan)];
    if (refusals.length > 0) {
      this.outputs = this.refuse(refusals);
      return;
    }
    const fabric = this.build(name, topology, vspherePassword);
    this.outputs = Promise.resolve({ fabric, plan: exportPlan(topology.stack, plan) });
    this.registerOutputs({ fabric });
  }

  private build(
    name: string,
    topology: Topology,
    vspherePassword: LabConfiguration["vspherePassword"],
  ): pulumi.Output<FabricOutput> {
    const site = { name, topology, parent: this };
    const vsphere = createVsphereSite(site, vspherePassword);
    const vms = createVms(site, vsphere);
    const hosts = createHosts(site, vms);
    const subinterfaces = createSubinterfaces(site, hosts);
    const networks = createNetworks(site, hosts, subinterfaces);
    createShims(site, hosts, subinterfaces);
    const registry = createRegistry(site, hosts);
    const images = publishImages(site, hosts, registry);
    const containers = createContainers(site, hosts, networks, images);
    limitProcesses(site, hosts, containers);
    return fabricOutput(topology, hosts, images, containers);
  }

  /**
   * Fails the run, once this component is registered, so that the policies have had their say too. The engine deletes
   * nothing after a program that failed.
   */
  private async refuse(refusals: readonly Problem[]): Promise<never> {
    await new Promise((resolve) => {
      this.urn.apply(resolve);
    });
    throw refusal(configurationProblems(refusals));
  }
}
