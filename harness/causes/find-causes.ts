import type { FabricOutput } from "../contract";
import { carrierCauses } from "./carrier";
import type { Cause, JudgedCell } from "./cause";
import { foreignMacCauses } from "./foreign-macs";
import { qualityCauses } from "./quality";
import { vlanCauses } from "./vlans";
import { readWays, unexplained, type Known } from "./ways";

/**
 * What explains several failures at once, as far as the pattern of all cells tells, and what else the network between the
 * hosts does. Each cell has one cause at most: the first that explains it, in the order of the result.
 */
export function findCauses(cells: readonly JudgedCell[], output: FabricOutput, known: Known): Cause[] {
  const carriers = carrierCauses(cells, output, known.state);
  const ways = unexplained(readWays(cells, output, known), carriers);
  const vlans = vlanCauses(ways);
  const passable = unexplained(ways, vlans);
  const foreign = foreignMacCauses(passable, Object.keys(output.hosts));
  return [...carriers, ...vlans, ...foreign, ...qualityCauses(ways, unexplained(passable, foreign))];
}
