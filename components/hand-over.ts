import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { handoverScript, type OwnershipPlan } from "../host/handover";
import { STACK_LABEL } from "../topology/naming";
import type { Machine } from "./machines/machine";
import { whenKeyed } from "./ssh-connection";

/**
 * Frees addresses and networks that change their owner, on the hosts that have them, whenever the plan changes. The engine
 * creates before it deletes and knows nothing of addresses: networks and containers have to come after this.
 */
export function handOver(
  name: string,
  machines: readonly Machine[],
  plan: OwnershipPlan,
  parent: pulumi.Resource,
): pulumi.Resource {
  const stack = pulumi.getStack();
  const hosts = machines.map(({ host, ssh }) => whenKeyed(ssh).apply((login) => ({ name: host, ssh: login })));
  const stdin = pulumi.all(hosts).apply((known) => handoverScript(stack, `${STACK_LABEL}=${stack}`, known, plan));
  // The next run finds in its environment what this one prints.
  return new command.local.Command(
    `${name}-handover`,
    { create: "sh -s", stdin, logging: command.local.Logging.Stderr },
    { parent },
  );
}
