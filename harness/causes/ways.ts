import { DRIVERS } from "../../topology/drivers";
import { related, type Evidence } from "../advice";
import type { FabricOutput, SegmentOutput } from "../contract";
import type { Pair } from "../doctor/places";
import { hostOf, segmentOf, targetHost, type Cell } from "../probes";
import { isShared } from "../reachability/read-ends";
import type { Cause, JudgedCell } from "./cause";

/** A cell that frames between two hosts decide. */
export interface Way {
  readonly index: number;
  readonly cell: JudgedCell;
  /** The hosts of source and target. */
  readonly from: string;
  readonly to: string;
  readonly domain: Domain;
  /** Source and target, as far as they have a MAC other than that of the host's NIC. */
  readonly children: readonly Child[];
  readonly reached: boolean;
}

/** The link of a container on a segment. */
export interface Child {
  readonly host: string;
  readonly container: string;
  readonly segment: string;
}

/** A segment as the network outside sees it. */
export interface Domain {
  /** Absent: the LAN of the hosts, if no segment is on it. */
  readonly segment?: string;
  /** `VLAN 10`, or `untagged frames`. */
  readonly name: string;
  readonly switch?: string;
}

export type Known = Pick<Evidence, "state" | "broken">;

/** The ways between hosts that say something about the network: not those that the state of an end explains. */
export function readWays(cells: readonly JudgedCell[], output: FabricOutput, { state, broken }: Known): Way[] {
  return cells.flatMap((cell, index) => {
    const [from, to] = [hostOf(cell, output), targetHost(cell, output)];
    const domain = domainOf(cell, output);
    // Frames over a router take two ways, and its rules decide too.
    if (cell.via !== undefined && cell.to.kind !== "router") return [];
    if (cell.expect !== "reach" || to === undefined || from === to || domain === undefined) return [];
    if (broken.has(from) || broken.has(to) || isOtherwise(cell)) return [];
    if (!cell.ok && related(cell, output, state).length > 0) return [];
    const segment = output.segments[domain.segment ?? ""];
    // Any of its owners may answer.
    if (segment !== undefined && isShared(segment, cell.address)) return [];
    return [{ index, cell, from, to, domain, children: childrenOf(cell, domain, segment, output), reached: cell.ok }];
  });
}

/** Whether a cell is about something else than frames that are lost. */
function isOtherwise({ observed, ok }: JudgedCell): boolean {
  return observed === "not probed" || (observed === "reach" && !ok);
}

/** Where a cell's frames go; undefined for a bridge of a host. */
export function domainOf(cell: Cell, output: FabricOutput): Domain | undefined {
  const isContainer = cell.to.kind === "container";
  const name = segmentOf(cell, output) ?? (isContainer ? undefined : lanSegment(output));
  const found = output.segments[name ?? ""];
  if (name !== undefined && found !== undefined) return describe(name, found);
  return isContainer ? undefined : { name: UNTAGGED };
}

function lanSegment({ segments }: FabricOutput): string | undefined {
  return Object.entries(segments).find(([, { vlan, switch: on }]) => vlan === undefined && on === undefined)?.[0];
}

export const UNTAGGED = "untagged frames";

function describe(segment: string, { vlan, switch: on }: SegmentOutput): Domain {
  const name = vlan === undefined ? UNTAGGED : `VLAN ${vlan}`;
  return { segment, name, ...(on === undefined ? {} : { switch: on }) };
}

function childrenOf(
  { from, to }: JudgedCell,
  domain: Domain,
  segment: SegmentOutput | undefined,
  { containers }: FabricOutput,
): Child[] {
  if (segment === undefined || domain.segment === undefined || !DRIVERS[segment.driver].ownMacs) return [];
  const name = domain.segment;
  return [from, to].flatMap((end) => {
    const found = end.kind === "container" ? containers[end.name] : undefined;
    return found?.attach[name] === undefined ? [] : [{ host: found.host, container: end.name, segment: name }];
  });
}

/** Whether a way has a container of the host at one of its ends. */
export function hasChild({ children }: Way, host: string): boolean {
  return children.some((child) => child.host === host);
}

/** The two hosts of a way, whatever its direction. */
export function pairOf({ from, to }: Way): string {
  return [from, to].sort().join("\0");
}

/** The hosts of a pair. */
export function split(pair: string): Pair {
  return pair.split("\0") as [string, string];
}

export function failedOf(ways: readonly Way[]): number[] {
  return ways.filter(({ reached }) => !reached).map(({ index }) => index);
}

/** The ways that no cause explains yet. */
export function unexplained(ways: readonly Way[], causes: readonly Cause[]): Way[] {
  const explained = new Set(causes.flatMap(({ cells }) => cells));
  return ways.filter(({ index }) => !explained.has(index));
}
