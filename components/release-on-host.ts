import * as pulumi from "@pulumi/pulumi";
import { releaseOnHostScript, type OwnershipPlan } from "../host/handover";
import { STACK_LABEL } from "../topology/naming";
import type { Machine } from "./machines/machine";
import { remoteScript } from "./remote-script";

/**
 * Frees on one host what changes its owner there, whenever the plan of that host changes. As a rule the hand-over has done it
 * (`handOver`), but that passes over a host that does not answer, and is not repeated. This fails there, which holds up nothing
 * on other hosts, and so is tried again by the next update.
 */
export function releaseOnHost(
  name: string,
  { host, address, ssh }: Machine,
  plan: OwnershipPlan,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const stack = pulumi.getStack();
  const script = releaseOnHostScript(stack, `${STACK_LABEL}=${stack}`, { name: host, address }, plan);
  return remoteScript(`${name}-release`, { ssh, script, timeout: 180, removes: false }, opts);
}
