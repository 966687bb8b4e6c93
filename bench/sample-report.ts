import type { FabricOutput } from "../harness/contract";
import { chooseProof } from "../harness/reachability/choose-proof";
import { conclude, type CellReport, type Report } from "../harness/report";

/** A report as a verification writes it, with round trips that differ; every cell for which `fails` says so has failed. */
export function sampleReport(output: FabricOutput, fails: (cell: CellReport, at: number) => boolean): Report {
  const cells = chooseProof(output).map((cell, at): CellReport => {
    const reached = cell.expect === "reach";
    const good: CellReport = {
      ...cell,
      ...{ observed: reached ? "reach" : "no answer", ok: true, attempts: reached ? 1 : 3 },
      ...(reached ? { rttMs: ((at * 7919) % 400) / 17 + 0.04 } : {}),
    };
    if (!fails(good, at)) return good;
    const { rttMs: _none, ...rest } = good;
    if (reached)
      return {
        ...{ ...rest, observed: "no answer", ok: false, attempts: 3, error: "no answer to ping" },
        advice: `whether ${cell.to.name} is running and has ${cell.address}`,
      };
    const error = "02:66:66:66:66:66 answered";
    return { ...rest, observed: "reach", ok: false, attempts: 1, macs: ["02:66:66:66:66:66"], strangers: ["02:66:66:66:66:66"], error, advice: "another device has the address" }; // prettier-ignore
  });
  return conclude({
    ...{ stack: output.stack, scope: "proof", started: "2026-11-26T08:00:00.000Z", durationMs: 3512 },
    hosts: Object.fromEntries(
      Object.entries(output.hosts).map(([name, { address, docker }]) => [name, { address, docker, durationMs: 3000 }]),
    ),
    ...{ cells, causes: [], state: Object.keys(output.hosts).flatMap(stateOf) },
  });
}

function stateOf(host: string): Report["state"] {
  const item = { host, subject: "link ens33.10", property: "MTU", desired: "1500", observed: "1500", ok: true };
  return [item, { ...item, property: "VLAN", desired: "10", observed: "10" }];
}
