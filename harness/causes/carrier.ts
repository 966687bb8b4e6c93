import type { FabricOutput } from "../contract";
import { NO_CARRIER } from "../link-state";
import { hostOf, targetHost } from "../probes";
import type { StateItem } from "../state-item";
import { DOCTOR, type Cause, type JudgedCell } from "./cause";
import { domainOf } from "./ways";

/** NICs that are up and connected to nothing. They explain all cells from, to and on their host that need the NIC. */
export function carrierCauses(
  cells: readonly JudgedCell[],
  output: FabricOutput,
  state: readonly StateItem[],
): Cause[] {
  return Object.keys(output.hosts).flatMap((host) =>
    nicsOf(host, output).flatMap((nic): Cause[] => {
      const isOff = state.some(
        (item) => item.host === host && item.subject === `link ${nic}` && item.observed === NO_CARRIER,
      );
      if (!isOff) return [];
      const text = `${host}: ${nic} has no carrier: nothing is connected to it. Connect it; ${DOCTOR}`;
      return [{ kind: "carrier", hosts: [host], text, cells: silentOn(host, nic, cells, output) }];
    }),
  );
}

function nicsOf(host: string, { hosts, segments }: FabricOutput): string[] {
  const members = Object.values(segments).flatMap((segment) => segment.hosts[host]?.nic ?? []);
  return [...new Set([hosts[host]?.nic ?? "", ...members])];
}

function silentOn(host: string, nic: string, cells: readonly JudgedCell[], output: FabricOutput): number[] {
  return cells.flatMap((cell, index) => {
    if (cell.ok || cell.expect !== "reach" || cell.observed !== "no answer") return [];
    if (hostOf(cell, output) !== host && targetHost(cell, output) !== host) return [];
    const domain = domainOf(cell, output);
    const member = output.segments[domain?.segment ?? ""]?.hosts[host];
    return domain !== undefined && (member?.nic ?? output.hosts[host]?.nic) === nic ? [index] : [];
  });
}
