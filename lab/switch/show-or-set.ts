import { UserError } from "../../support/errors";
import { switchFolder } from "../guest/folders";
import { askSwitch } from "./client";
import type { PortStatus } from "./control";
import { OPEN, type PortPolicy } from "./policy";
import { changePolicy, type PolicyOptions } from "./policy-options";

/** Sets what a port of a lab's switch lets through if options are given, and describes the ports. */
export async function showOrSet(lab: string, port: string | undefined, options: PolicyOptions): Promise<string> {
  const folder = switchFolder(lab);
  const ports = await askSwitch(folder, { verb: "show" });
  if (ports === undefined) throw noSwitch(lab);
  if (Object.keys(options).length === 0) return describePorts(ports.filter(({ name }) => name === (port ?? name)));
  if (port === undefined) {
    throw new UserError(`name the port that the options are for: ${ports.map(({ name }) => name).join(", ")}`);
  }
  const before = ports.find(({ name }) => name === port)?.policy ?? OPEN;
  const after = await askSwitch(folder, { verb: "set", port, policy: changePolicy(before, options) });
  return describePorts((after ?? []).filter(({ name }) => name === port));
}

/** The error where no switch runs. */
export function noSwitch(lab: string): UserError {
  return new UserError(
    `the lab of stack "${lab}" has no switch: \`npm run up -- --stack ${lab}\` starts it together with lab guests`,
  );
}

function describePorts(ports: readonly PortStatus[]): string {
  return ports
    .map(({ name, connected, policy, received, sent, dropped }) => {
      const lost = Object.entries(dropped).map(([reason, count]) => `${reason} ${count}`);
      const drops = lost.length === 0 ? "" : `; dropped: ${lost.join(", ")}`;
      const state = connected ? "connected" : "not connected";
      return `${name}: ${state}; ${describePolicy(policy)}; ${received} frames from it, ${sent} to it${drops}`;
    })
    .join("\n");
}

/** What a port does not let through. */
export function describePolicy(policy: PortPolicy): string {
  const { forgedTransmits, promiscuous, vlans, macLimit, loss, delay, link } = policy;
  const limits = [
    ...(link ? [] : ["link down"]),
    ...(forgedTransmits ? [] : ["forged transmits rejected"]),
    ...(promiscuous ? [] : ["promiscuous mode rejected"]),
    ...(vlans === undefined ? [] : [`VLANs ${vlans.map((vlan) => (vlan === 0 ? "untagged" : vlan)).join(", ")} only`]),
    ...(macLimit === undefined ? [] : [`at most ${macLimit} MACs`]),
    ...(loss === 0 ? [] : [`loses ${Number((loss * 100).toFixed(2))} %`]),
    ...(delay === 0 ? [] : [`${delay} ms late`]),
  ];
  return limits.length === 0 ? "passes everything" : limits.join(", ");
}
