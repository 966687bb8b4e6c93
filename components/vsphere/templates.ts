import type { Vsphere } from "../../topology/vsphere";
import { child, list, text, type Element } from "./soap";
import type { Reference, VCenter } from "./vcenter";
import { templatePath, type WantedMachine } from "./wanted";

/** Sizes in GiB of a template's disks, in their order. */
export type Disks = readonly number[];

/** The disks that the provider copies: those on the first SCSI controller. */
export async function readDisks(vcenter: VCenter, template: Reference): Promise<Disks> {
  const { "config.hardware.device": devices } = await vcenter.of(template, ["config.hardware.device"]);
  return disksOf(list(child(devices, "VirtualDevice")));
}

export function disksOf(devices: readonly Element[]): Disks {
  const typeOf = (device: Element): string => text(child(device, "@type"));
  const numberOf = (device: Element, name: string): number => Number(text(child(device, name)));
  const first = devices.find(
    (device) => /SCSI|LsiLogic|BusLogic/.test(typeOf(device)) && numberOf(device, "busNumber") === 0,
  );
  return devices
    .filter((device) => typeOf(device) === "VirtualDisk")
    .filter((device) => first !== undefined && text(child(device, "controllerKey")) === text(child(first, "key")))
    .sort((a, b) => numberOf(a, "unitNumber") - numberOf(b, "unitNumber"))
    .map((device) => Math.ceil(numberOf(device, "capacityInKB") / 1024 ** 2));
}

/** Templates without a disk to copy, and machines that ask for less than their template has. */
export function templateFaults(
  machines: readonly WantedMachine[],
  templates: ReadonlyMap<string, Disks>,
  settings: Pick<Vsphere, "template">,
): string[] {
  const bare = new Map(
    machines
      .filter(({ vm }) => templates.get(vm.template)?.length === 0)
      .map(({ path, vm }) => [vm.template, templatePath(path, vm, settings)] as const),
  );
  return [
    ...[...bare].map(
      ([name, path]) =>
        `${path}: template "${name}" has no disk on its first SCSI controller: move its disk there (VMware Paravirtual, bus 0)`,
    ),
    ...machines.flatMap(({ path, vm: { disk, template } }) => {
      const [size = 0] = templates.get(template) ?? [];
      if (disk === undefined || disk >= size) return [];
      return [
        `${path}.disk: ${String(disk)} GiB is less than the ${String(size)} GiB of template "${template}", and a disk only grows: ask for that at least, or remove disk`,
      ];
    }),
  ];
}
