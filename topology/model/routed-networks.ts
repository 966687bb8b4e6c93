import type { ContainerConfiguration, FabricConfiguration } from "../schema/fabric-schema";

/** The networks of a container that have a gateway, by the keys of their segments and bridges; internal segments have none. */
export function routedNetworks(
  { attach, bridges }: Pick<ContainerConfiguration, "attach" | "bridges">,
  { segments }: Pick<FabricConfiguration, "segments">,
): string[] {
  const routed = Object.keys(attach).filter((name) => segments[name]?.internal === false);
  return [...routed, ...Object.keys(bridges)];
}
