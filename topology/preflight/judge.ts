import type { HostFacts } from "./facts";
import type { Finding } from "./finding";
import { judgeEngine } from "./judge-engine";
import { judgeNics } from "./judge-nics";
import { judgeSystem } from "./judge-system";
import { judgeVlans } from "./judge-vlans";
import type { HostNeeds } from "./needs";

/** How the facts of a host were learned. */
export interface Asked {
  /** Who logged in. */
  readonly user: string;
  /** Seconds since 1970 on this machine, when the host answered. */
  readonly now: number;
  /** Whether the stack starts the machine itself, and waits for its Docker. */
  readonly isOwn: boolean;
}

/** Compares what a host says about itself with what the plan needs from it. */
export function judgeHost(needs: HostNeeds, facts: HostFacts, { user, now, isOwn }: Asked): Finding[] {
  return [
    ...judgeNics(needs, facts),
    ...judgeVlans(needs, facts),
    ...(isOwn && facts.docker.daemon === undefined ? [] : judgeEngine(needs, facts, user)),
    ...judgeSystem(needs, facts, user, Math.round(facts.clock - now)),
  ];
}
