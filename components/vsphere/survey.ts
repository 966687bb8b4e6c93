import type { Vsphere } from "../../topology/vsphere";
import { adviceOn, faultsOf } from "./faults";
import { readVcenter } from "./found";
import { explainFault } from "./login-fault";
import { VCenter } from "./vcenter";
import type { Wanted } from "./wanted";

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
export async function survey(wanted: readonly Wanted[], settings: Vsphere, password: string): Promise<Survey> {
  let vcenter: VCenter | undefined;
  try {
    vcenter = await VCenter.login(settings, password);
    const found = await readVcenter(vcenter, settings);
    return { problems: faultsOf(wanted, found, settings), advice: adviceOn(settings.portGroup, found) };
  } catch (error) {
    return { problems: [await explainFault(settings, error, vcenter !== undefined)], advice: [] };
  } finally {
    await vcenter?.logout();
  }
}
