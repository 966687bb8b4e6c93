import type { FabricOutput } from "../contract";
import { judgeAnswers } from "../judge-answers";
import { macState } from "../mac-state";
import { hostOf, targetHost, type Cell } from "../probes";
import type { CellReport } from "../report";
import type { Connect } from "../ssh";
import { compareState } from "../state";
import { DEFAULTS, describeCell } from "../verify";
import { UNTRIED, verifyHost } from "../verify-host";

/**
 * Tries a few cells as `verify` does, with the hosts alone that they concern. What is seen in so few says nothing about the
 * network as a whole, so no cause is looked for.
 */
export async function prove(cells: readonly Cell[], output: FabricOutput, connect: Connect): Promise<CellReport[]> {
  const hosts = [...new Set(cells.flatMap((cell) => [hostOf(cell, output), ...ownerHosts(cell, output)]))];
  const found = await Promise.all(
    hosts.map((host) => {
      const own = new Map([...cells.entries()].filter(([, cell]) => hostOf(cell, output) === host));
      return verifyHost(host, own, output, { ...DEFAULTS, connect });
    }),
  );
  const seen = new Map(
    found.flatMap(({ host, seen: printed }) => (printed === undefined ? [] : [[host, printed] as const])),
  );
  const state = [
    ...[...seen].flatMap(([host, printed]) => compareState(host, output, printed)),
    ...macState(output, seen),
  ];
  const broken = new Set(found.flatMap(({ host, error }) => (error === undefined ? [] : [host])));
  const tried = new Map(found.flatMap((host) => [...host.cells]));
  return cells.map((cell, index) => {
    const judged = judgeAnswers(cell, tried.get(index) ?? UNTRIED, output, seen);
    return describeCell(cell, judged, output, { state, broken });
  });
}

/** Where the owner of the address is: it is read there which MAC has to answer. A shared address has several. */
function ownerHosts(cell: Cell, output: FabricOutput): string[] {
  const sharers = Object.values(output.containers).filter(({ attach }) =>
    Object.values(attach).some(({ addresses }) => addresses.includes(cell.address)),
  );
  const target = targetHost(cell, output);
  return [...(target === undefined ? [] : [target]), ...sharers.map(({ host }) => host)];
}
