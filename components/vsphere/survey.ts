import type { Problem } from "../../support/problem";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { findAdvice } from "./advice";
import { findFaults } from "./faults";
import type { PlannedMachine } from "./inventory-names";
import { explainFault } from "./login-fault";
import { readVcenter } from "./read-vcenter";
import { VCenter } from "./vcenter";

export interface Survey {
  /** What prevents the machines from being created. */
  readonly problems: readonly Problem[];
  /** What someone has to change in vCenter. */
  readonly advice: readonly Problem[];
}

/**
 * Checks vCenter before the provider is used, whose messages name no path: whether the login works, whether everything that
 * the configuration names exists, and whether an existing port group allows the traffic.
 */
export async function survey(
  settings: Vsphere,
  machines: readonly PlannedMachine[],
  password: string,
): Promise<Survey> {
  let vcenter: VCenter | undefined;
  try {
    vcenter = await VCenter.login(settings, password);
    const found = await readVcenter(vcenter, settings, new Set(machines.map(({ vm }) => vm.template)));
    return { problems: findFaults(settings, machines, found), advice: findAdvice(settings.portGroup, found) };
  } catch (error) {
    return { problems: [await explainFault(settings, error, vcenter !== undefined)], advice: [] };
  } finally {
    await vcenter?.logout();
  }
}
