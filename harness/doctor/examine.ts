import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../topology/user-error";
import { connectSsh, type Connect, type Session, type SshTarget } from "../ssh";
import { arrival, frame, shots, type Station, type VlanOnHosts } from "./frames";
import { factsScript, HEAD_START, LISTENS, listenScript, sendScript } from "./script";
import { findings, type Finding, type Result } from "./verdict";

/** A host to look at. */
export interface Subject {
  readonly nic: string;
  readonly ssh: SshTarget;
}

export interface Diagnosis {
  readonly results: readonly Result[];
  readonly findings: readonly Finding[];
  /** Hosts that could not take part, and why. */
  readonly errors: readonly string[];
}

/** A host that takes part. */
interface Participant extends Station {
  readonly nic: string;
  readonly vendor: string;
  readonly session: Session;
}

/**
 * Sends frames of every kind between the hosts, from inside, and says which do not arrive and whose setting that is.
 * Nothing on the hosts is changed: the NICs are promiscuous while they listen.
 */
export async function examine(
  hosts: Readonly<Record<string, Subject>>,
  vlans: readonly VlanOnHosts[],
  connect: Connect = connectSsh,
): Promise<Diagnosis> {
  const asked = await Promise.allSettled(
    Object.entries(hosts).map(([host, subject], index) => join(host, subject, index, connect)),
  );
  const errors = asked.flatMap((each) => (each.status === "rejected" ? [(each.reason as Error).message] : []));
  const participants = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  try {
    const results = participants.length < 2 ? [] : await exchange(participants, vlans);
    const vendors = new Map(participants.map(({ host, vendor }) => [host, vendor]));
    return { results, findings: findings(results, vendors), errors };
  } finally {
    for (const { session } of participants) session.close();
  }
}

async function join(host: string, { nic, ssh }: Subject, index: number, connect: Connect): Promise<Participant> {
  const session = await connect(host, ssh);
  const { stdout } = await session.run(factsScript(nic), 20);
  const fact = (name: string): string => new RegExp(`^@${name}\t(.*)$`, "m").exec(stdout)?.[1]?.trim() ?? "";
  const mac = fact("mac");
  const lacking =
    mac === "" ? `has no interface ${nic}` : fact("perl") === "" ? "has no perl, which sends the frames" : "";
  if (lacking !== "") {
    session.close();
    throw new Error(`${host} ${lacking}`);
  }
  // Locally administered, of this run alone.
  const foreign = `02:4d:${[...randomBytes(3), index].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
  return { host, nic, mac, foreign, vendor: fact("vendor"), session };
}

async function exchange(participants: readonly Participant[], vlans: readonly VlanOnHosts[]): Promise<Result[]> {
  const nonce = randomBytes(8).toString("hex");
  const all = shots(
    participants.map(({ host }) => host),
    vlans,
  );
  const stations = new Map(participants.map((each) => [each.host, each]));
  const listening = participants.map(({ session, nic }) => session.run(listenScript(nic, nonce), LISTENS + 10));
  const heard = Promise.all(listening);
  await Promise.race([heard, delay(HEAD_START * 1000)]);
  const sending = participants.map(({ host, session, nic }) => {
    const frames = all.filter(({ from }) => from === host).map((shot) => frame(shot, stations, nonce));
    return session.run(sendScript(nic, frames), LISTENS);
  });
  const done = await Promise.all([...listening, ...sending]);
  for (const [index, { status, stderr }] of done.entries()) {
    const host = participants[index % participants.length]?.host ?? "";
    if (status !== 0) throw new UserError(`${host}: the frames could not be tried: ${stderr.trim()}`);
  }
  const seen = new Map(
    (await heard).map(({ stdout }, index) => [participants[index]?.host, new Set(stdout.split("\n"))] as const),
  );
  return all.map((shot) => ({
    shot,
    arrived: seen.get(shot.to)?.has(`@seen\t${arrival(shot, stations)}`) === true,
  }));
}
