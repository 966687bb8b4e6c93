import type { FabricOutput, UnfinishedOutput } from "./contract";
import type { Comparison } from "./state-item";

/** The property of what the last update could not make, or change. */
export const UPDATE = "last update";

/** What the last update left unfinished on a host. What is there may be as it was before, and pass. */
export function compareUpdate(host: string, output: FabricOutput): Comparison[] {
  const { unfinished = [] } = output;
  return unfinished
    .filter((each) => hostOf(each, output) === host)
    .map(({ kind, name }) => ({
      subject: `${kind} ${name}`,
      ...{ property: UPDATE, desired: "completed", observed: "failed" },
    }));
}

/** What is unfinished, as `KIND NAME`, without what only follows from an unfinished host or image. */
export function unfinishedCauses(output: FabricOutput): string[] {
  const { unfinished = [], containers, images } = output;
  const isUnfinished = (kind: UnfinishedOutput["kind"], name: string): boolean =>
    unfinished.some((each) => each.kind === kind && each.name === name);
  const follows = (each: UnfinishedOutput): boolean => {
    if (each.kind !== "host" && isUnfinished("host", hostOf(each, output) ?? "")) return true;
    const image = each.kind === "container" ? containers[each.name]?.image : undefined;
    return Object.entries(images).some(([name, { reference }]) => reference === image && isUnfinished("image", name));
  };
  return unfinished.filter((each) => !follows(each)).map(({ kind, name }) => `${kind} ${name}`);
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
