import { factsScript } from "../../host/doctor";
import { connectSsh, type Connect, type SshTarget } from "../ssh";
import { exchange, type Exchange, type Participant } from "./exchange";
import { nicFinding, readFacts } from "./facts";
import type { VlanOnHosts } from "./frames";
import type { Finding } from "./result";
import { findings } from "./verdict";
import { messageOf } from "../../support/errors";

/** A host to examine. */
export interface Subject {
  readonly nic: string;
  readonly ssh: SshTarget;
  /** How many MACs the plan has on the NIC besides its own: those of containers and shims. 0: none is tried. Default: 1. */
  readonly macs?: number;
}

export interface Diagnosis extends Exchange {
  readonly findings: readonly Finding[];
}

/**
 * Sends frames of every kind between the hosts, from inside, and reports which do not arrive and which setting to change.
 * Nothing on the hosts changes, except that their NICs are promiscuous while they listen.
 */
export async function examine(
  hosts: Readonly<Record<string, Subject>>,
  vlans: readonly VlanOnHosts[],
  connect: Connect = connectSsh,
  patience?: number,
): Promise<Diagnosis> {
  const asked = await Promise.allSettled(
    Object.entries(hosts).map(([host, subject]) => prepare(host, subject, connect)),
  );
  const present = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const broken = present.flatMap((each) => nicFinding(each) ?? []);
  const participants = present.filter(({ state }) => state === "connected");
  const absent = asked.flatMap((each) => (each.status === "rejected" ? [messageOf(each.reason)] : []));
  try {
    const { results, errors } = participants.length < 2 ? NOTHING : await exchange(participants, vlans, patience);
    const vendors = new Map(participants.map(({ host, vendor }) => [host, vendor]));
    return { results, findings: [...broken, ...findings(results, vendors)], errors: [...absent, ...errors] };
  } finally {
    for (const { session } of present) session.close();
  }
}

const NOTHING: Exchange = { results: [], errors: [] };

async function prepare(host: string, { nic, ssh, macs = 1 }: Subject, connect: Connect): Promise<Participant> {
  const session = await connect(host, ssh);
  try {
    const { status, stdout, stderr } = await session.run(factsScript(nic), 20);
    if (status !== 0) throw new Error(`${host}: cannot run commands as root: ${stderr.trim()}`);
    return { session, ...readFacts(host, nic, stdout, macs) };
  } catch (error) {
    session.close();
    throw error;
  }
}
