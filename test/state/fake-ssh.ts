import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import type { FakeHosts } from "./fake-hosts";

/** An ssh that only notes what it was to run where. */
export class FakeSsh {
  private readonly folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-ssh-"));

  /** Puts it before the real one. */
  install(): void {
    writeFileSync(join(this.folder, "ssh"), `#!/bin/sh\n{ echo "$*"; cat; } >"${this.folder}/$$.asked"\n`, {
      mode: 0o755,
    });
    vi.stubEnv("PATH", `${this.folder}:${process.env["PATH"] ?? ""}`);
  }

  /** Does on the hosts that are not there what ssh was asked for. */
  removeLeftovers(hosts: FakeHosts): void {
    for (const file of readdirSync(this.folder).filter((each) => each.endsWith(".asked"))) {
      const text = readFileSync(join(this.folder, file), "utf8");
      const host = `docker0${/ -- 127\.0\.0\.1(\d)/.exec(text)?.[1] ?? ""}`;
      for (const [, kind = "", name = ""] of text.matchAll(/^kind='?([^'\n]*)'?\nname='?([^'\n]*)/gm))
        hosts.removeLeftover(host, kind, name);
      rmSync(join(this.folder, file));
    }
  }

  remove(): void {
    vi.unstubAllEnvs();
    rmSync(this.folder, { recursive: true });
  }
}
