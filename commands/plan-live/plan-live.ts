import { ask } from "../../harness/live/ask";
import type { Connect, SshTarget } from "../../harness/ssh";
import { connectSsh } from "../../harness/ssh";
import { withHostKey } from "../../host/find-host-key";
import { messageOf, UserError } from "../../support/errors";
import { paint, print, startProgress } from "../../support/terminal";
import type { Topology } from "../../topology/model/topology";
import { addressPlan } from "../../topology/plan/build-plan";
import { FreeAddresses } from "../../topology/plan/free-addresses";
import { readAddresses } from "../../topology/plan/read-addresses";
import { deployedVersion } from "../plan-diff/read-version";
import { plannedVersion, type Version } from "../plan-diff/version";
import { findTargets } from "../preflight/targets";
import { readSettledTopology } from "../read-topology";
import { openSession, stackExists } from "../session";
import { readState } from "../state";
import { liveText, takenAddresses, type LiveResult, type Taken } from "./findings";
import { wantedAddresses, type Wanted } from "./questions";
import { readVendors } from "./vendor";

/** How many free addresses are asked for besides, for each that somebody has. */
const CANDIDATES = 4;

/**
 * Asks the segments, from each host that can be logged in to, whether somebody has a planned address that is not ours yet. Exit
 * code 0: nobody has, and every host could ask.
 */
export async function planLive(stack: string, asJson: boolean): Promise<number> {
  const { topology } = await readSettledTopology(stack);
  const progress = startProgress();
  const before = await deployedVersion(stack);
  const wanted = wantedAddresses(plannedVersion(topology), before, await runningAddresses(stack));
  const { hosts, problems } = await logins(topology, before);
  const names = Object.keys(hosts);
  if (wanted.length > 0 && names.length === 0) {
    throw new UserError(["no host can be asked: the machines of the stack are not up yet", ...problems].join("\n  - "));
  }
  if (wanted.length > 0) progress(`asking for ${wanted.length} addresses from ${names.join(", ")}`);
  const result = await askLive(topology, wanted, hosts);
  const all = { ...result, problems: [...problems, ...result.problems] };
  print(
    asJson
      ? JSON.stringify({ schemaVersion: 1, stack, ...all }, undefined, 2)
      : liveText(all, (text) => paint("bold", text)),
  );
  return all.taken.length + all.problems.length === 0 ? 0 : 1;
}

/** Asks for the addresses, and for free ones in the place of those that somebody has. */
export async function askLive(
  topology: Topology,
  wanted: readonly Wanted[],
  hosts: Readonly<Record<string, SshTarget>>,
  connect: Connect = connectSsh,
): Promise<LiveResult> {
  const asked = await ask(hosts, wanted, connect);
  const taken = takenAddresses(wanted, asked);
  const plan = addressPlan(topology);
  const space = new FreeAddresses(plan.ranges, readAddresses(plan.addresses));
  const candidates = [...taken.keys()].flatMap(({ planned, ways }) =>
    Array.from({ length: CANDIDATES }, () => space.next(planned)).flatMap((address) =>
      address === undefined ? [] : [{ id: `${planned.domain} ${address}`, address, ways, instead: planned }],
    ),
  );
  const second = candidates.length === 0 ? undefined : await ask(hosts, candidates, connect);
  const vendorOf = readVendors();
  return {
    asked: wanted.length,
    from: Object.keys(hosts),
    taken: [...taken].map(([{ address, planned }, answers]): Taken => {
      const free = candidates.find(({ instead, id }) => instead === planned && second?.sightings.get(id) === undefined);
      return {
        ...{ address, owner: planned.owner, path: planned.path },
        answers: answers.map((answer) => {
          const [vendor, own] = [vendorOf(answer.mac), asked.own.get(answer.mac)];
          return {
            ...answer,
            ...(own === undefined ? {} : { own: `${own.link} of ${own.host}` }),
            ...(vendor === undefined ? {} : { vendor }),
          };
        }),
        ...(free === undefined ? {} : { free: free.address }),
      };
    }),
    problems: asked.problems,
  };
}

/** The hosts that are up: by the outputs of the stack, or else those of the stack file that exist already. */
async function logins(
  topology: Topology,
  before: Version | undefined,
): Promise<{ hosts: Record<string, SshTarget>; problems: string[] }> {
  const problems: string[] = [];
  const hosts: Record<string, SshTarget> = {};
  const existing = new Map(findTargets(topology).map(({ needs, ssh }) => [needs.host, ssh]));
  for (const { name } of topology.hosts) {
    const login = before?.fabric.hosts[name]?.ssh ?? existing.get(name);
    if (login === undefined) continue;
    try {
      hosts[name] = await withHostKey(login);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { hosts, problems };
}

/** Addresses of the containers that the state has, also those that the outputs do not know because an update failed. */
async function runningAddresses(stack: string): Promise<Set<string>> {
  const session = await openSession(stack, startProgress());
  if (!(await stackExists(session))) return new Set();
  const { state } = await readState(session);
  const containers = (state.deployment.resources ?? []).filter(
    ({ type }) => type === "docker:index/container:Container",
  );
  const networks = containers.flatMap(({ inputs }) => inputs?.["networksAdvanced"] ?? []) as Record<string, unknown>[];
  return new Set(
    networks
      .flatMap(({ ipv4Address, ipv6Address }) => [ipv4Address, ipv6Address])
      .filter((address) => typeof address === "string"),
  );
}
