import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput } from "../harness/contract";
import { addressPlan } from "../topology/addresses";
import { problemList } from "../topology/configuration";
import { findConflicts } from "../topology/conflicts";
import { exportPlan, type ExportedPlan } from "../topology/exported-plan";
import type { Topology } from "../topology/topology";
import type { Lab } from "./configuration";
import { createContainers, limitProcesses } from "./fabric/containers";
import { createHosts, createVms } from "./fabric/hosts";
import { createRegistry, publishImages } from "./fabric/images";
import { createNetworks, createShims, createSubinterfaces } from "./fabric/segments";
import { fabricOutput } from "./fabric/output";
import { TOKENS } from "./tokens";

/**
 * The whole lab. It registers itself first, with the address plan as its inputs, so that the policy pack stops a plan that
 * cannot work before anything below exists; without a pack the program stops at the same place.
 *
 * @example export const fabric = new Fabric("fabric", normalise(parseFabric(value), "dev")).output;
 */
export class Fabric extends pulumi.ComponentResource {
  /** The contract of `harness/contract.ts`. */
  readonly output: pulumi.Output<FabricOutput>;
  /** What the stack has taken, for the `peers` of other stacks. */
  readonly plan: ExportedPlan;

  constructor(name: string, { topology, problems, peers }: Lab, opts?: pulumi.ComponentResourceOptions) {
    const plan = addressPlan(topology, peers);
    super(TOKENS.fabric, name, { plan }, opts);
    this.plan = exportPlan(topology.stack, plan);
    const refusals = [...problems, ...findConflicts(plan).map(({ message }) => message)];
    this.output = refusals.length > 0 ? this.refuse(refusals) : this.build(name, topology);
    this.registerOutputs({ fabric: this.output });
  }

  private build(name: string, topology: Topology): pulumi.Output<FabricOutput> {
    const site = { name, topology, parent: this };
    const vms = createVms(site);
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
   * Fails the run, once this component is registered, so that the policies have had their say too. The failing output is
   * what the SDK reports without a stack; the engine deletes nothing after a program that failed.
   */
  private refuse(refusals: readonly string[]): pulumi.Output<FabricOutput> {
    return this.urn.apply((): FabricOutput => {
      throw new pulumi.RunError(problemList(refusals));
    });
  }
}
