import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Gives a test file a cache folder of its own, so that it neither sees nor touches the user's. */
export function useOwnCache(): string {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-test-"));
  process.env["XDG_CACHE_HOME"] = folder;
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
