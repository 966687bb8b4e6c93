import type { Policy, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { networkOn } from "./belonging";
import type { Attachment, Row } from "./rows";
import { run, type Sight } from "./run";

export type RowOf<K extends Row["kind"]> = Extract<Row, { kind: K }>;

/** What a rule sees of a resource together with those before it. */
export type RowCheck<K extends Row["kind"]> = (
  sight: Sight<RowOf<K>>,
  report: ReportViolation,
  args: ResourceValidationArgs,
) => void;

/** A rule about resources of one kind and those that were registered before; every rule keeps the memory of the run. */
export function rowRule<K extends Row["kind"]>(policy: Policy, kind: K, check: RowCheck<K>): ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: (args, report) => {
      const sight = run.see(args);
      if (sight !== undefined && hasKind(sight, kind)) check(sight, report, args);
    },
  };
}

function hasKind<K extends Row["kind"]>(sight: Sight, kind: K): sight is Sight<RowOf<K>> {
  return sight.row.kind === kind;
}

/** The attachments of a container to layer-2 networks that were registered before, each with its network. */
export function layer2Ends({
  row,
  earlier,
}: Sight<RowOf<"container">>): { end: Attachment; network: RowOf<"network"> }[] {
  const networks = earlier.filter((other): other is RowOf<"network"> => other.kind === "network");
  return row.attachments.flatMap((end) => {
    const network = networkOn(end.network, row.host, networks);
    return network?.layer2 === true ? [{ end, network }] : [];
  });
}

/** The layer-2 networks that were registered before on the same parent of the same host. */
export function networksBeside(sight: Sight<RowOf<"network">>): RowOf<"network">[] {
  const { row } = sight;
  if (!row.layer2 || row.parent === undefined) return [];
  return earlierOf(sight, "network").filter(
    ({ layer2, parent, host }) => layer2 && parent === row.parent && host.id === row.host.id,
  );
}

/** The earlier rows of one kind. */
export function earlierOf<K extends Row["kind"]>({ earlier }: Sight, kind: K): RowOf<K>[] {
  return earlier.filter((row): row is RowOf<K> => row.kind === kind);
}
