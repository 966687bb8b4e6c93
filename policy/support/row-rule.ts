import type { Policy, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { networkOn } from "./belonging";
import type { Attachment, Row } from "./rows";
import { run, type Observation } from "./run";

export type RowOf<K extends Row["kind"]> = Extract<Row, { kind: K }>;

/** What a rule sees of a resource together with those before it. */
export type RowCheck<K extends Row["kind"]> = (
  sight: Observation<RowOf<K>>,
  report: ReportViolation,
  args: ResourceValidationArgs,
) => void;

/** A rule about resources of one kind and those that were registered before; every rule keeps the memory of the run. */
export function rowRule<K extends Row["kind"]>(policy: Policy, kind: K, check: RowCheck<K>): ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: (args, report) => {
      const sight = run.observe(args);
      if (sight !== undefined && hasKind(sight, kind)) check(sight, report, args);
    },
  };
}

function hasKind<K extends Row["kind"]>(sight: Observation, kind: K): sight is Observation<RowOf<K>> {
  return sight.row.kind === kind;
}

/** The attachments of a container to layer-2 networks that were registered before, each with its network. */
export function layer2Attachments({
  row,
  earlier,
}: Observation<RowOf<"container">>): { end: Attachment; network: RowOf<"network"> }[] {
  const networks = earlier.filter((other): other is RowOf<"network"> => other.kind === "network");
  return row.attachments.flatMap((end) => {
    const network = networkOn(end.network, row.daemon, networks);
    return network?.layer2 === true ? [{ end, network }] : [];
  });
}

/** The layer-2 networks that were registered before on the same parent of the same host. */
export function networksBeside(sight: Observation<RowOf<"network">>): RowOf<"network">[] {
  const { row } = sight;
  if (!row.layer2 || row.carrier === undefined) return [];
  return earlierOf(sight, "network").filter(
    ({ layer2, carrier: parent, daemon: host }) => layer2 && parent === row.carrier && host.id === row.daemon.id,
  );
}

/** The earlier rows of one kind. */
export function earlierOf<K extends Row["kind"]>({ earlier }: Observation, kind: K): RowOf<K>[] {
  return earlier.filter((row): row is RowOf<K> => row.kind === kind);
}
