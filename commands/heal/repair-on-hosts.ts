import type { FabricOutput } from "../../harness/contract";
import { connectSsh } from "../../harness/ssh";
import { LEFT_TO_THE_USER } from "../../host/container-scripts";
import { applied } from "../../host/render";
import { saidOn } from "../../host/said";
import { messageOf } from "../../support/errors";
import { say, type Progress } from "../../support/terminal";
import type { Repair } from "./plan-repairs";

/** Seconds that one repair on a host may take. */
const LIMIT = 180;

interface OnHosts {
  readonly output: FabricOutput;
  readonly script: (repair: Repair) => string | undefined;
  /** Hosts whose containers only the user can start; further ones are added. */
  readonly leftHosts: Set<string>;
}

/** Scripts first, then containers, which need the links. What fails here shows in the next verification. */
export async function repairOnHosts(
  repairs: readonly Repair[],
  { output, script: scriptFor, leftHosts }: OnHosts,
  progress: Progress,
): Promise<void> {
  const byHost = Object.keys(output.hosts).map(async (host) => {
    for (const repair of repairs.filter((each) => each.host === host)) {
      const script = scriptFor(repair);
      if (script === undefined || (repair.kind === "start" && leftHosts.has(host))) continue;
      const place = nameOf(repair).endsWith(` on ${host}`) ? nameOf(repair) : `${host}: ${nameOf(repair)}`;
      progress(place);
      const { status, says } = await runOn(host, output, script);
      if (status === LEFT_TO_THE_USER) leftHosts.add(host);
      if (status !== 0) say(`${place}: ${says}`);
    }
  });
  await Promise.all(byHost);
}

/** Runs the verb `apply` of a script; without a status where it did not run. */
async function runOn(
  host: string,
  output: FabricOutput,
  script: string,
): Promise<{ readonly status?: number | undefined; readonly says: string }> {
  const target = output.hosts[host]?.ssh;
  if (target === undefined) return { says: "it is not part of the stack output" };
  try {
    const ssh = await connectSsh(host, target);
    try {
      const { status, stderr } = await ssh.run(applied(script), LIMIT);
      return { status, says: saidOn(host, stderr) };
    } finally {
      ssh.close();
    }
  } catch (error) {
    return { says: messageOf(error) };
  }
}

/** How a repair is announced: a container by its name and host, whether it is started or made anew. */
export function nameOf(repair: Repair): string {
  if (repair.kind === "start") return `${repair.container} on ${repair.host}`;
  return repair.name.replace(/-container$/, ` on ${repair.host}`);
}
