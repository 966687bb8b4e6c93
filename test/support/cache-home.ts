import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, vi } from "vitest";

/** Gives a test file a cache folder of its own, so that it neither sees nor touches the user's. */
export function useOwnCache(): string {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-test-"));
  process.env["XDG_CACHE_HOME"] = folder;
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Gives each test of a file an empty cache folder, for now and for the programs that it starts; returns what names it. */
export function useFreshCache(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-test-"));
    vi.stubEnv("XDG_CACHE_HOME", folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  return () => folder;
}
