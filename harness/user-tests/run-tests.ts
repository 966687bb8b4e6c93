import { setTimeout as delay } from "node:timers/promises";
import { renderUserTests, userTestSeconds } from "../../host/user-tests";
import type { FabricOutput, TestOutput } from "../contract";
import { groupBy } from "../group-by";
import type { SshSession } from "../ssh";
import { judgeTest, parseTestAnswers, type Judgement } from "./judge-test";
import { describeExpected, describeRequest, requestOf } from "./request";
import { hostOfTest, testLines } from "./test-lines";
import type { TestReport } from "./test-report";

/** The tests that run on a host or in its containers, by name. */
export function testsOf(host: string, { tests = {}, containers }: FabricOutput): Map<string, TestOutput> {
  return new Map(Object.entries(tests).filter(([, test]) => hostOfTest(test, containers) === host));
}

/**
 * Runs tests on one host, all at once; those that may take their time are repeated until they hold. A host that is lost on the
 * way fails them.
 * @param pause milliseconds before the next attempt
 */
export async function runTests(
  session: SshSession,
  tests: ReadonlyMap<string, TestOutput>,
  pause: number,
): Promise<TestReport[]> {
  // Commands may take a minute each, and silence some seconds: what is repeated does not wait for them.
  const groups = groupBy([...tests], ([, { command, within }]) => `${command !== undefined} ${within > 0}`);
  const reports = await Promise.all([...groups.values()].map((group) => repeatTests(session, new Map(group), pause)));
  return reports.flat();
}

/** The report of a test that nobody ran. */
export function untriedTest(name: string, test: TestOutput, reason: string): TestReport {
  return describeTest(name, test, { ok: false, observed: `not run: ${reason}` }, 0);
}

async function repeatTests(
  session: SshSession,
  tests: ReadonlyMap<string, TestOutput>,
  pause: number,
): Promise<TestReport[]> {
  const started = Date.now();
  const reports = new Map<string, TestReport>();
  let open = new Map(tests);
  for (let attempt = 1; open.size > 0; attempt += 1) {
    if (attempt > 1) await delay(pause);
    try {
      for (const [name, judgement] of await tryOnce(session, open)) {
        const test = open.get(name);
        if (test !== undefined) reports.set(name, describeTest(name, test, judgement, attempt));
      }
    } catch (error) {
      const reason = (error as Error).message;
      for (const [name, test] of open) reports.set(name, untriedTest(name, test, reason));
      break;
    }
    const spent = Date.now() + pause - started;
    open = new Map([...open].filter(([name, { within }]) => reports.get(name)?.ok !== true && spent < within * 1000));
  }
  return [...reports.values()];
}

async function tryOnce(session: SshSession, tests: ReadonlyMap<string, TestOutput>): Promise<[string, Judgement][]> {
  const random = Math.floor(Math.random() * 0x10000);
  const lines = new Map([...tests].map(([name, test]) => [name, testLines(name, test, random)]));
  const all = [...lines.values()].flat();
  const { stdout, stderr } =
    all.length === 0 ? { stdout: "", stderr: "" } : await session.run(renderUserTests(all), userTestSeconds(all));
  const answers = parseTestAnswers(stdout);
  // Such as a missing perl.
  if (all.length > 0 && answers.size === 0) throw new Error(stderr.trim() || "the host printed no result");
  return [...tests].map(([name, test]) => [
    name,
    judgeTest(
      test,
      (lines.get(name) ?? []).map(({ id }) => answers.get(id)),
    ),
  ]);
}

function describeTest(name: string, test: TestOutput, judgement: Judgement, attempts: number): TestReport {
  const request = requestOf(test);
  const { from, to, addresses, expect, level } = test;
  return {
    ...{ name, kind: request.kind, from, ...(to === undefined ? {} : { to }) },
    what: describeRequest(request, addresses),
    expected: describeExpected(request, expect),
    ...{ observed: judgement.observed, ok: judgement.ok, level, attempts },
    ...(judgement.tookMs === undefined ? {} : { tookMs: judgement.tookMs }),
  };
}
