import type { FabricOutput, UnfinishedOutput } from "./contract";
import type { Comparison } from "./state-item";

/** The property of what the last update could not make, or change. */
export const UPDATE = "update";

/** What the last update left unfinished on a host. What is there may be as it was before, and pass. */
export function compareUpdate(host: string, output: FabricOutput): Comparison[] {
  const { unfinished = [] } = output;
  return unfinished
    .filter((each) => hostOf(each, output) === host)
    .map(({ kind, name }) => ({
      subject: kind === "host" ? "Docker" : `${kind} ${name}`,
      ...{ property: UPDATE, desired: "finished", observed: "failed" },
    }));
}

/** What the last update failed for, as `KIND NAME`: what a host could not do, its containers could not do either. */
export function causesOf({ containers, unfinished = [] }: FabricOutput): string[] {
  const hosts = new Set(unfinished.flatMap(({ kind, name }) => (kind === "host" ? [name] : [])));
  const causes = unfinished.filter(
    ({ kind, name }) => kind !== "container" || !hosts.has(containers[name]?.host ?? ""),
  );
  return causes.map(({ kind, name }) => `${kind} ${name}`);
}

function hostOf({ kind, name }: UnfinishedOutput, output: FabricOutput): string | undefined {
  switch (kind) {
    case "host":
      return name;
    case "image":
      return output.registry?.host;
    case "router":
      return output.routers?.[name]?.host;
    case "container":
      return output.containers[name]?.host;
  }
}
