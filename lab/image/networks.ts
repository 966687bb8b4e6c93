import type { Engine } from "./engines";

/** What can run a guest's network. netplan writes the files of networkd, or of NetworkManager. */
export const NETWORKS = ["networkd", "NetworkManager", "netplan", "netplan-NetworkManager", "ifupdown"] as const;
export type Network = (typeof NETWORKS)[number];

/** What every image has. */
export const DEFAULT_NETWORK: Network = "networkd";

/** Which image a guest is started from. The stacks besides networkd are in images of their own, which few labs need. */
export interface ImageKind {
  readonly docker: Engine;
  /** Whether any stack can run the guest's network. */
  readonly stacks: boolean;
}

/** The image for a guest. */
export function imageKind({ docker, network }: { docker: Engine; network?: Network | undefined }): ImageKind {
  return { docker, stacks: (network ?? DEFAULT_NETWORK) !== DEFAULT_NETWORK };
}

/** `Docker 28`, `Docker 28 and all network stacks`. */
export function describeImage({ docker, stacks }: ImageKind): string {
  return `Docker ${docker}${stacks ? " and all network stacks" : ""}`;
}
