import { describeImage, imageKind, type ImageKind } from "../lab/image/networks";
import { vm } from "../topology/schema/host-schema";

/** What guests are started from: one image for each kind and size. */
export interface LabImage {
  readonly kind: ImageKind;
  readonly memory: number;
}

/**
 * The images that a stack's lab guests need. Hosts that are wrong are left out: the program reports them.
 *
 * @param fabric the structured value of a stack file, unchecked
 * @param engineOf the engine of a host whose configuration names none
 */
export function labImages(fabric: unknown, engineOf: (host: string) => ImageKind["docker"]): LabImage[] {
  const found = new Map<string, LabImage>();
  for (const [name, host] of Object.entries(fieldsOf(fieldsOf(fabric)["hosts"]))) {
    const { data } = vm.safeParse(fieldsOf(host)["vm"]);
    if (data?.kind !== "lab") continue;
    const { docker = engineOf(name), network, memory } = data;
    const kind = imageKind({ docker, network });
    found.set(`${describeImage(kind)} ${memory}`, { kind, memory });
  }
  return [...found.values()];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
