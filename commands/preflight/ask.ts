import { connectSsh, type SshTarget, type UserSession } from "../../harness/ssh";
import { PREFLIGHT_SECONDS, preflightScript } from "../../host/preflight";
import { withHostKey } from "../../host/find-host-key";
import { messageOf } from "../../support/errors";
import { parseFacts, type HostFacts } from "../../topology/preflight/facts";
import { error, type Finding } from "../../topology/preflight/finding";
import { judgeHost } from "../../topology/preflight/judge";
import type { HostNeeds } from "../../topology/preflight/needs";
import type { Target } from "./targets";

/** What a host said, and what is wrong with it. */
export interface Answer {
  readonly needs: HostNeeds;
  /** Absent when it could not be asked. */
  readonly facts?: HostFacts;
  /** Seconds by which its clock is ahead of this machine's. */
  readonly skew?: number;
  readonly findings: readonly Finding[];
}

type Connect = (host: string, target: SshTarget) => Promise<Pick<UserSession, "runAsUser" | "close">>;

/** Asks all hosts at once, each with one login and one script that changes nothing. */
export async function askHosts(targets: readonly Target[], connect: Connect = connectSsh): Promise<Answer[]> {
  return await Promise.all(targets.map((target) => askHost(target, connect)));
}

async function askHost({ needs, ssh, isOwn }: Target, connect: Connect): Promise<Answer> {
  const { host } = needs;
  try {
    const session = await connect(host, await withHostKey(ssh));
    try {
      const carriers = needs.nics.flatMap(({ segments }) => segments.map(({ carrier }) => carrier));
      const paths = needs.binds.map(({ source }) => source);
      const script = preflightScript({ modules: Object.keys(needs.modules), tools: needs.tools, paths, carriers });
      const { status, stdout, stderr } = await session.runAsUser(script, PREFLIGHT_SECONDS);
      const now = Date.now() / 1000;
      if (status !== 0)
        throw new Error(`cannot run a script there (exit ${status ?? "by a signal"}): ${stderr.trim()}`);
      const facts = parseFacts(stdout);
      const findings = judgeHost(needs, facts, { user: ssh.user, now, isOwn });
      return { needs, facts, skew: Math.round(facts.clock - now), findings };
    } finally {
      session.close();
    }
  } catch (fault) {
    // A machine of the stack's own that does not answer is started again.
    return { needs, findings: isOwn ? [] : [error(`hosts.${host}.vm.ssh`, messageOf(fault))] };
  }
}
