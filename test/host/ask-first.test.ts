import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plannedOutput } from "../../components/assembly/planned-output";
import { addressKey } from "../../harness/probes";
import { askFirstScript } from "../../host/ask-first";
import { STATE_FOLDER } from "../../host/render";
import { namespaceProblem, Namespaces } from "../harness/namespaces";
import { devTopology } from "../support/dev-stack";

const problem = namespaceProblem();
if (problem !== undefined) console.warn(`nobody is asked for addresses for real: ${problem}`);

const MAC = "00:50:56:00:00:01";

describe.skipIf(problem !== undefined)("before containers are made, in network namespaces,", () => {
  const folder = mkdtempSync(join(tmpdir(), "mf-ask-"));
  let spaces: Namespaces;
  beforeAll(() => {
    const { topology } = devTopology(({ containers = {} }) => {
      containers["stranger"] = {
        host: "docker02",
        image: "busybox",
        attach: { flat: { address: "172.22.16.30", mac: MAC } },
      };
    });
    spaces = new Namespaces(plannedOutput(topology));
  });
  afterAll(() => {
    spaces.close();
    rmSync(folder, { recursive: true });
  });

  /** Asks from docker01. @param own addresses of the stack's containers there */
  function ask(addresses: Readonly<Record<string, string>>, own = ""): { status: number | null; says: string } {
    const docker = `#!/bin/sh\ncase $1 in ps) echo abc ;; *) echo '${own}' ;; esac\n`;
    writeFileSync(join(folder, "docker"), docker, { mode: 0o755 });
    const asked = Object.entries(addresses).map(([name, address]) => ({
      ...{ path: `containers.${name}.attach.flat`, link: "ens33", address, key: addressKey(address) },
    }));
    const script = askFirstScript("dev", "macvlan-fabric.stack=dev", "docker01", asked);
    const { status, stdout, stderr } = spawnSync(
      "ip",
      ["netns", "exec", spaces.host("docker01"), "sh", "-s", "--", "apply"],
      {
        input: script.replaceAll(STATE_FOLDER, join(folder, "state")),
        env: { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` },
        encoding: "utf8",
      },
    );
    return { status, says: `${stdout}${stderr}` };
  }

  it("an address that somebody has is refused, with its place and the MAC that answers", () => {
    const { status, says } = ask({ web: "172.22.16.30", free: "172.22.16.77" });
    expect(status).toBe(1);
    expect(says).toContain(
      `containers.web.attach.flat: 172.22.16.30 is taken: ${MAC} answers for it, as seen from docker01`,
    );
    expect(says).not.toContain("172.22.16.77");
  });

  it("addresses that nobody has pass", () => {
    expect(ask({ web: "172.22.16.77", other: "172.22.16.78" })).toEqual({ status: 0, says: "" });
  });

  it("what the stack's own containers on the host have is not asked for", () => {
    expect(ask({ web: "172.22.16.30" }, "172.22.16.30   172.22.16.9 ")).toEqual({ status: 0, says: "" });
  });
});
