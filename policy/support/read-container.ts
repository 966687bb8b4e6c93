import { readEach, readKeys, readText, type Path } from "./read-props";
import type { Attachment, ContainerRow, Daemon, ObservedResource } from "./rows";

/** The inputs of an attachment that give it a fixed address, by family. */
export const FAMILIES = [
  { family: 4, key: "ipv4Address" },
  { family: 6, key: "ipv6Address" },
] as const;

/** Whether an attachment has a fixed address. */
export function hasFixedAddress(value: unknown, ...path: Path): boolean {
  return FAMILIES.some(({ key }) => readText(value, ...path, key) !== undefined);
}

export function readContainer({ name, props }: ObservedResource, daemon: Daemon): ContainerRow {
  const listed = readEach(props, "networksAdvanced", (index) => readAttachment(props, index));
  return {
    kind: "container",
    label: `docker.Container "${name}"`,
    name: readText(props, "name") ?? name,
    daemon,
    attachments: [...listed, ...attachmentByMode(readText(props, "networkMode"), listed)],
  };
}

function readAttachment(props: ObservedResource["props"], index: number): Attachment {
  const field = `networksAdvanced[${index}]`;
  const keys = readKeys(props, "networksAdvanced", index);
  return {
    network: networkNameOf(readText(props, "networksAdvanced", index, "name")),
    field,
    addresses: FAMILIES.flatMap(({ key }) => {
      const address = readText(props, "networksAdvanced", index, key);
      return address === undefined ? [] : [{ field: `${field}.${key}`, address }];
    }),
    open: FAMILIES.flatMap(({ family, key }) => (keys.includes(key) ? [] : family)),
    mac: readText(props, "networksAdvanced", index, "macAddress")?.toLowerCase(),
  };
}

/** A `networkMode` that names a network attaches the container to it, with an address that Docker assigns. */
function attachmentByMode(mode: string | undefined, listed: readonly Attachment[]): Attachment[] {
  if (mode === undefined || /^(bridge|default|host|none|nat|container:.*)$/.test(mode)) return [];
  if (listed.some(({ network }) => network === mode)) return [];
  return [{ network: networkNameOf(mode), field: "networkMode", addresses: [], open: [4, 6], mac: undefined }];
}

/** Docker takes an ID in place of a name, but only a name identifies the same network on two hosts. */
export function networkNameOf(text: string | undefined): string | undefined {
  return text === undefined || /^[0-9a-f]{64}$/.test(text) ? undefined : text;
}
