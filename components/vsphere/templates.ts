import type { Problem } from "../../support/problem";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { templatePath, type PlannedMachine } from "./inventory-names";
import { child, list, text, type Element } from "./soap";
import type { Reference, VCenter } from "./vcenter";

/** The disks of a template. */
export interface Disks {
  /** Sizes in GiB, in order, of those on the first SCSI controller, which the provider copies. */
  readonly copied: readonly number[];
  /** How many are on other controllers. */
  readonly others: number;
}

/** Undefined for a template that does not report its disks, such as one whose files cannot be reached. */
export async function readDisks(vcenter: VCenter, template: Reference): Promise<Disks | undefined> {
  const { "config.hardware.device": devices } = await vcenter.of(template, ["config.hardware.device"]);
  return devices === undefined ? undefined : disksOf(list(child(devices, "VirtualDevice")));
}

export function disksOf(devices: readonly Element[]): Disks {
  const typeOf = (device: Element): string => text(child(device, "@type"));
  const numberOf = (device: Element, name: string): number => Number(text(child(device, name)));
  const first = devices.find(
    (device) => /SCSI|LsiLogic|BusLogic/.test(typeOf(device)) && numberOf(device, "busNumber") === 0,
  );
  const disks = devices.filter((device) => typeOf(device) === "VirtualDisk");
  const copied = disks
    .filter((device) => first !== undefined && text(child(device, "controllerKey")) === text(child(first, "key")))
    .sort((a, b) => numberOf(a, "unitNumber") - numberOf(b, "unitNumber"))
    .map((device) => Math.ceil(numberOf(device, "capacityInKB") / 1024 ** 2));
  return { copied, others: disks.length - copied.length };
}

/** Templates with disks that the provider does not copy, and machines that ask for a smaller disk than their template's. */
export function findTemplateFaults(
  machines: readonly PlannedMachine[],
  templates: ReadonlyMap<string, Disks>,
  settings: Pick<Vsphere, "template">,
): Problem[] {
  return [...findUnfitTemplates(machines, templates, settings), ...findShrunkDisks(machines, templates)];
}

/** Each template once, though several machines are cloned from it. */
function findUnfitTemplates(
  machines: readonly PlannedMachine[],
  templates: ReadonlyMap<string, Disks>,
  settings: Pick<Vsphere, "template">,
): Problem[] {
  const unfit = machines.flatMap(({ path: machinePath, vm }) => {
    const disks = templates.get(vm.template);
    if (disks === undefined || (disks.copied.length > 0 && disks.others === 0)) return [];
    const what = disks.copied.length === 0 ? "no disk on" : "disks beside those on";
    const message =
      `template "${vm.template}" has ${what} its first SCSI controller, where a clone has its own: ` +
      `move them there (VMware Paravirtual, bus 0)`;
    const path = templatePath(machinePath, vm, settings);
    return [[path, { path, message }] as const];
  });
  return [...new Map(unfit).values()];
}

function findShrunkDisks(machines: readonly PlannedMachine[], templates: ReadonlyMap<string, Disks>): Problem[] {
  return machines.flatMap(({ path, vm: { disk, template } }) => {
    const [size = 0] = templates.get(template)?.copied ?? [];
    if (disk === undefined || disk >= size) return [];
    const message =
      `${disk} GiB is less than the ${size} GiB of template "${template}", and a disk cannot shrink: ` +
      `ask for at least that, or remove disk`;
    return [{ path: `${path}.disk`, message }];
  });
}
