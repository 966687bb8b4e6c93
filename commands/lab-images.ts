import { vm } from "../topology/schema/host-schema";

/** What guests are started from: one image for each engine and size. */
export interface LabImage {
  readonly docker: NonNullable<LabVm["docker"]>;
  readonly memory: number;
}

type LabVm = Extract<ReturnType<typeof vm.parse>, { kind: "lab" }>;

/**
 * The images that a stack's lab guests need. Hosts that are wrong are left out: the program reports them.
 *
 * @param fabric the structured value of a stack file, unchecked
 * @param engineOf the engine of a host whose configuration names none
 */
export function labImages(fabric: unknown, engineOf: (host: string) => LabImage["docker"]): LabImage[] {
  const found = new Map<string, LabImage>();
  for (const [name, host] of Object.entries(fieldsOf(fieldsOf(fabric)["hosts"]))) {
    const { data } = vm.safeParse(fieldsOf(host)["vm"]);
    if (data?.kind !== "lab") continue;
    const { docker = engineOf(name), memory } = data;
    found.set(`${docker} ${memory}`, { docker, memory });
  }
  return [...found.values()];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
