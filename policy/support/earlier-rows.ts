import { findNetworkByName } from "./memberships";
import type { Attachment, ContainerRow, NetworkRow, Row, RowOf } from "./rows";

/** The rows of one kind. */
export function rowsOf<Kind extends Row["kind"]>(rows: readonly Row[], kind: Kind): RowOf<Kind>[] {
  return rows.filter((row): row is RowOf<Kind> => row.kind === kind);
}

/** The attachments of a container to layer-2 networks that were registered before, each with its network. */
export function layer2AttachmentsOf(
  { attachments, daemon }: ContainerRow,
  earlier: readonly Row[],
): { attachment: Attachment; network: NetworkRow }[] {
  const networks = rowsOf(earlier, "network");
  return attachments.flatMap((attachment) => {
    const network = findNetworkByName(attachment.network, daemon, networks);
    return network?.layer2 === true ? [{ attachment, network }] : [];
  });
}

/** The layer-2 networks that were registered before on the same carrier of the same host. */
export function networksBeside({ layer2, carrier, daemon }: NetworkRow, earlier: readonly Row[]): NetworkRow[] {
  if (!layer2 || carrier === undefined) return [];
  return rowsOf(earlier, "network").filter(
    (other) => other.layer2 && other.carrier === carrier && other.daemon.id === daemon.id,
  );
}
