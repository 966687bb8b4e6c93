import { stackFileName } from "../stack-file";
import type { Repair, Repairs } from "./plan-repairs";
import { nameOf } from "./repair-on-hosts";

/** Why resources are not made anew. */
export interface Reasons {
  readonly stack: string;
  /** They are made as the stack file has them, and an edit of that is not for `heal` to begin. */
  readonly isEdited: boolean;
  /** Names of those that an update could not make. */
  readonly failed: ReadonlySet<string>;
}

/** Leaves to the user what cannot be made anew, and does not empty a host for a network that does not come back. */
export function leaveReplacements({ repairs, left }: Repairs, { stack, isEdited, failed }: Reasons): Repairs {
  const isLeft = (repair: Repair): boolean => repair.kind === "replace" && (isEdited || failed.has(repair.name));
  const names = repairs.filter(isLeft).map(nameOf);
  if (names.length === 0) return { repairs, left };
  const kept = repairs.filter((repair) => !isLeft(repair));
  const hosts = new Set(kept.flatMap(({ kind, host }) => (kind === "replace" ? [host] : [])));
  const isIdle = (repair: Repair): boolean =>
    repair.kind === "script" && repair.name === `${repair.host}-release` && !hosts.has(repair.host);
  const why = isEdited
    ? `${stackFileName(stack)} has changed since the last update; run`
    : "could not be made anew; once the cause is gone, run";
  return {
    repairs: kept.filter((repair) => !isIdle(repair)),
    left: [...left, `${names.join(", ")}: ${why} \`npm run up -- --stack ${stack}\``],
  };
}
