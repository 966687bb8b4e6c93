import type { ReportViolation, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { parseAddress } from "../../topology/ip";
import { networkOn } from "../support/belonging";
import { textAt } from "../support/known";
import { run } from "../support/run";
import { TYPES } from "../support/types";

/** Where a resource names an image that its host's daemon pulls or pushes. */
const FIELDS: Readonly<Record<string, string>> = {
  [TYPES.container]: "image",
  [TYPES.remoteImage]: "name",
  [TYPES.registryImage]: "name",
};

export const reachableRegistry: ResourceValidationPolicy = {
  name: "reachable-registry",
  description:
    "No host pulls from a registry in a macvlan container of its own, because the kernel keeps a parent and its macvlan children apart.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Let the registry listen on the host's own address, as a fabric's registry does, or on another host.",
  url: "https://github.com/moby/libnetwork/issues/1915",
  validateResource: (args, report) => {
    const sight = run.observe(args);
    checkImage(args, sight === undefined ? run.all() : sight.earlier, report);
  },
};

function checkImage(args: ResourceValidationArgs, rows: ReturnType<typeof run.all>, report: ReportViolation): void {
  const field = FIELDS[args.type];
  const image = field === undefined ? undefined : textAt(args.props, field);
  const address = parseAddress(/^\[?([0-9a-f.:]+?)\]?(:\d+)?\//i.exec(image ?? "")?.[1] ?? "")?.text;
  if (field === undefined || address === undefined) return;
  const networks = rows.filter((row) => row.kind === "network");
  const host = run.hostOf(args);
  for (const row of rows) {
    if (row.kind !== "container" || row.daemon.id !== host.id) continue;
    const serves = row.attachments.some(
      ({ network, addresses }) =>
        networkOn(network, row.daemon, networks)?.layer2 === true &&
        addresses.some((end) => parseAddress(end.address)?.text === address),
    );
    if (!serves) continue;
    report(
      `${args.type} "${args.name}" ${field}: the registry ${address} is ${row.label}, a macvlan container of ${host.name} ` +
        `itself, which that host cannot reach. Let it listen on an address of the host.`,
    );
  }
}
