import type { CellReport } from "./report";

/**
 * What is wrong with a cell, and all that is known about it, line by line.
 * @param cause what explains other cells too
 */
export function evidence(cell: CellReport, cause?: string): string[] {
  const {
    from,
    to,
    address,
    port,
    method,
    expect,
    why,
    observed,
    attempts,
    rttMs,
    macs,
    link,
    error,
    advice,
    trace = [],
  } = cell;
  const target = port === undefined ? address : `${address} port ${port}`;
  const wish = expect === "reach" ? "must reach" : "must not reach";
  return [
    `${from.name} ${wish} ${to.name} (${target} by ${method}): ${error ?? observed}`,
    `Planned: ${expect}, because: ${why}`,
    `Observed: ${observed}${rttMs === undefined ? "" : ` after ${rttMs} ms`}, tried ${attempts} times`,
    ...(link === undefined ? [] : [`Asked on: ${link}`]),
    ...(macs === undefined ? [] : [`Answered by: ${macs.join(", ")}`]),
    ...(cause === undefined ? [] : [`Cause: ${cause}`]),
    ...(advice === undefined || advice === cause ? [] : [`Look at: ${advice}`]),
    ...(trace.length === 0 ? [] : ["Traced:", ...trace]),
  ];
}
