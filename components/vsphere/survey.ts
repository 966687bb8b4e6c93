import type { Vsphere } from "../../topology/model/vsphere-model";
import { adviceOn } from "./advice";
import { faultsOf } from "./faults";
import { readVcenter } from "./read-vcenter";
import { explainFault } from "./login-fault";
import { VCenter } from "./vcenter";
import type { PlannedMachine } from "./inventory-names";

export interface Survey {
  /** What keeps the machines from being made. */
  readonly problems: readonly string[];
  /** What somebody has to do in vCenter. */
  readonly advice: readonly string[];
}

/**
 * Looks at vCenter before anything is asked of the provider, whose messages name no path: whether the login works, whether
 * everything is there that the configuration names, and whether an existing port group lets the frames through. Each fault
 * comes with its path, and with what there is instead.
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
    return { problems: faultsOf(settings, machines, found), advice: adviceOn(settings.portGroup, found) };
  } catch (error) {
    return { problems: [await explainFault(settings, error, vcenter !== undefined)], advice: [] };
  } finally {
    await vcenter?.logout();
  }
}
