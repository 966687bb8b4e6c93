import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runVerify } from "../harness/main";
import { cacheRoot } from "../lab/cache";
import { openSession, stackExists, type Session } from "./session";
import { say } from "./say";

/** Proves the stack as it stands. Exit code 0: passed, 1: failed, 2: nothing to verify. */
export async function verifyStack(stack: string): Promise<number> {
  return verifySession(await openSession(stack, say));
}

/** The report goes to the cache folder too, as JSON and JUnit XML. */
export async function verifySession(session: Session): Promise<number> {
  const outputs = stackExists(session)
    ? await session.read(["stack", "output", "--json", "--stack", session.stack])
    : "{}";
  const folder = join(cacheRoot(), "reports", session.stack);
  mkdirSync(folder, { recursive: true });
  const files = { json: join(folder, "verify.json"), junit: join(folder, "verify.xml") };
  const exitCode = await runVerify(outputs, files);
  if (exitCode !== 2) say(`Report: ${files.json}`);
  return exitCode;
}
