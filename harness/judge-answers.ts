import type { FabricOutput } from "./contract";
import type { Outcome } from "./outcome";
import { ownersOf, type Owner, type Seen } from "./owners";
import type { Cell } from "./probes";

/** What is known about a cell. */
export type Tried = Outcome & {
  readonly ok: boolean;
  readonly attempts: number;
  /** MACs that answered and are not the owner's. */
  readonly strangers?: readonly string[];
};

/**
 * Judges who answered, once all hosts are read: an answer from anyone but the owner does not count. Without an answer there is
 * nothing to judge, and a TCP connection shows no MAC.
 */
export function judgeAnswers(cell: Cell, tried: Tried, output: FabricOutput, seen: Seen): Tried {
  const { macs = [] } = tried;
  const owners = ownersOf(cell, output, seen);
  if (cell.expect === "blocked" || tried.observed === "not probed" || owners.length === 0) return tried;
  const own = owners.flatMap((owner) => owner.macs);
  const strangers = macs.filter((mac) => !own.includes(mac));
  if (strangers.length === 0) return tried;
  const answered = `answered by ${strangers.join(" and ")}`;
  const unread = owners.filter(({ host }) => !seen.has(host)).map(nameOwner);
  if (unread.length > 0) {
    const detail = `${answered}, but the MAC of ${unread.join(" and ")} could not be read`;
    return { ...tried, ok: false, detail };
  }
  const has = owners.map(
    (owner) =>
      `${owner.name} ${owner.macs.length === 0 ? "does not have it on any link" : `has ${owner.macs.join(" and ")}`}`,
  );
  const detail = `${answered}, but ${has.join(", and ")}: another device has this address`;
  return { ...tried, ok: false, strangers, detail };
}

function nameOwner({ name, host }: Owner): string {
  return name === host ? name : `${name} on ${host}`;
}
