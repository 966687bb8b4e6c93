import { examine, type Subject } from "../harness/doctor/examine";
import type { VlanOnHosts } from "../harness/doctor/frames";
import { diagnosisText } from "../harness/doctor/text";
import { withHostKey } from "../host/find-host-key";
import { configurationProblems } from "../topology/schema/parse-configuration";
import { UserError } from "../support/errors";
import { lineWidth, paint, print, startProgress, type Progress } from "../support/terminal";
import { macsInOutput, macsInTopology, type CountMacs } from "./count-macs";
import type { Answer } from "./preflight/ask";
import { preflight } from "./preflight/preflight";
import { preflightText } from "./preflight/text";
import { findFabric } from "./read-fabric";
import { readTopology } from "./read-topology";
import { openSession } from "./session";
import { notUp } from "./stack-file";

/** What there is to examine, before `up` as well as after it. */
interface DoctorTargets {
  readonly hosts: Readonly<Record<string, Subject>>;
  readonly vlans: readonly VlanOnHosts[];
}

/**
 * Asks the hosts whether they have what the plan needs, and tests from inside them which frames their hypervisors pass. Exit
 * code 0: nothing is wrong, 1: something is.
 */
export async function doctor(stack: string): Promise<number> {
  const progress = startProgress();
  const answers = (await preflight(stack)).map(withoutCarriers);
  if (answers.length > 0) print(`${preflightText(answers)}\n`);
  const isReady = answers.every(({ findings }) => findings.every(({ severity }) => severity === "warning"));
  return (await testFrames(stack, progress)) && isReady ? 0 : 1;
}

/** The frames name a LAN without a carrier themselves, with the setting of the hypervisor. */
function withoutCarriers(answer: Answer): Answer {
  const lan = `hosts.${answer.needs.host}.nic`;
  return { ...answer, findings: answer.findings.filter(({ isCarrier, path }) => isCarrier !== true || path !== lan) };
}

async function testFrames(stack: string, progress: Progress): Promise<boolean> {
  const { hosts, vlans } = (await fromOutput(stack, progress)) ?? (await fromConfiguration(stack));
  progress(`sending tagged frames and foreign MACs between ${Object.keys(hosts).join(", ")} (half a minute)`);
  const diagnosis = await examine(hosts, vlans);
  print(
    diagnosisText(diagnosis, lineWidth(), (tone, text) =>
      tone === "plain" || tone === "quiet" ? text : paint(tone === "good" ? "green" : "red", text),
    ),
  );
  return diagnosis.findings.length + diagnosis.errors.length === 0 && diagnosis.results.length > 0;
}

async function fromOutput(stack: string, progress: Progress): Promise<DoctorTargets | undefined> {
  const output = await findFabric(await openSession(stack, progress));
  if (output === undefined) return undefined;
  const { hosts, segments } = output;
  const vlans = Object.values(segments).flatMap(({ vlan, hosts: members }) => {
    // A segment on another switch has another NIC below it.
    const here = Object.entries(members).filter(([host, { nic }]) => nic === hosts[host]?.nic);
    return vlan === undefined ? [] : [{ vlan, hosts: here.map(([host]) => host) }];
  });
  return { hosts: withMacs(hosts, macsInOutput(output)), vlans };
}

/** Before the first `up`: the hosts that exist already. */
async function fromConfiguration(stack: string): Promise<DoctorTargets> {
  const { topology, problems } = readTopology(stack);
  if (problems.length > 0) throw new UserError(configurationProblems(problems));
  const existing = topology.hosts.flatMap(({ name, nic, vm }) =>
    vm.kind === "existing" ? [{ name, nic, ssh: vm.ssh }] : [],
  );
  // The pre-flight has told of those whose key cannot be found.
  const asked = await Promise.allSettled(
    existing.map(async ({ name, nic, ssh }) => [name, { nic, ssh: await withHostKey(ssh) }] as const),
  );
  const hosts = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  if (hosts.length < 2) {
    throw new UserError(
      `${notUp(stack).message} (before that, only hosts of kind existing can be tested, at least two)`,
    );
  }
  const vlans = topology.segments.flatMap(({ vlan, switch: on, members }) =>
    vlan === undefined || on !== undefined ? [] : [{ vlan, hosts: members.map(({ host }) => host) }],
  );
  return { hosts: withMacs(Object.fromEntries(hosts), macsInTopology(topology)), vlans };
}

function withMacs(hosts: DoctorTargets["hosts"], count: CountMacs): DoctorTargets["hosts"] {
  return Object.fromEntries(
    Object.entries(hosts).map(([name, { nic, ssh }]) => [name, { nic, ssh, macs: count(name, nic) }]),
  );
}
