import { randomBytes } from "node:crypto";
import { factsScript } from "../../host/doctor";
import { connectSsh, type Connect, type SshTarget } from "../ssh";
import { exchange, type Exchange, type Participant } from "./exchange";
import type { VlanOnHosts } from "./frames";
import { findings, type Finding } from "./verdict";
import { messageOf } from "../../support/errors";

/** A host to examine. */
export interface Subject {
  readonly nic: string;
  readonly ssh: SshTarget;
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
  const participants = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const absent = asked.flatMap((each) => (each.status === "rejected" ? [messageOf(each.reason)] : []));
  try {
    const { results, errors } = participants.length < 2 ? NOTHING : await exchange(participants, vlans, patience);
    const vendors = new Map(participants.map(({ host, vendor }) => [host, vendor]));
    return { results, findings: findings(results, vendors), errors: [...absent, ...errors] };
  } finally {
    for (const { session } of participants) session.close();
  }
}

const NOTHING: Exchange = { results: [], errors: [] };

async function prepare(host: string, { nic, ssh }: Subject, connect: Connect): Promise<Participant> {
  const session = await connect(host, ssh);
  try {
    const { status, stdout, stderr } = await session.run(factsScript(nic), 20);
    if (status !== 0) throw new Error(`${host}: cannot run commands as root: ${stderr.trim()}`);
    return { host, nic, session, ...identify(host, nic, stdout) };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** How a host appears on the wire, from what its script printed. */
function identify(host: string, nic: string, printed: string): Pick<Participant, "mac" | "foreign" | "vendor"> {
  const fact = (name: string): string => new RegExp(`^@${name}\t(.*)$`, "m").exec(printed)?.[1]?.trim() ?? "";
  const mac = fact("mac");
  if (mac === "") throw new Error(`${host} has no interface ${nic}: correct hosts.${host}.nic`);
  if (fact("perl") === "") throw new Error(`${host} has no perl, which is needed to send frames: install it`);
  // Locally administered, and different in every run.
  const foreign = `02:4d:${[...randomBytes(4)].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
  return { mac, foreign, vendor: fact("vendor") };
}
