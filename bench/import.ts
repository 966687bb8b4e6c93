import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { PROJECT_ROOT } from "../support/project";
import { measureAlternately, recordFigure } from "./figure";

const HOSTS = 4;
/** Services of each host. */
const SERVICES = 10;
const ROUNDS = 5;

/** A stack file from Compose files, with its plan checked, beside the plan of the stack dev. Needs no host. */
export async function benchImport(): Promise<void> {
  const { execa } = await import("execa");
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-import-"));
  try {
    const files = Array.from({ length: HOSTS }, (_each, host) => {
      writeFileSync(join(folder, `host${host}.yaml`), stringify(composeFile(host)));
      return `host${host}.yaml`;
    });
    const run = async (...args: readonly string[]): Promise<unknown> =>
      execa("node", ["commands/run.mjs", ...args], { cwd: PROJECT_ROOT, env: { INIT_CWD: folder } });
    const [imported, planned] = await measureAlternately(
      () => run("import", ...files),
      () => run("plan", "--stack", "dev"),
      ROUNDS,
    );
    const how = `${HOSTS} files, ${HOSTS * SERVICES} services, two networks each; median of ${ROUNDS} runs; the plan of dev took ${planned.toFixed(2)} s`;
    recordFigure({ name: "import of Compose files", value: imported, unit: "s", how });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Services with addresses of their own on the LAN and on a VLAN. */
function composeFile(host: number): object {
  const services = Array.from({ length: SERVICES }, (_each, index) => {
    const last = 10 + host * SERVICES + index;
    const networks = { lan: { ipv4_address: `192.168.1.${last}` }, iot: { ipv4_address: `10.0.20.${last}` } };
    const environment = { TZ: "Etc/UTC", PASSWORD: "x".repeat(12) };
    return [`service${index}`, { image: "nginx:1.27", restart: "always", ports: ["80:80"], environment, networks }];
  });
  const network = (parent: string, prefix: string): object => ({
    ...{ driver: "macvlan", driver_opts: { parent } },
    ipam: { config: [{ subnet: `${prefix}.0/24`, gateway: `${prefix}.1` }] },
  });
  return {
    services: Object.fromEntries(services) as object,
    networks: { lan: network("eth0", "192.168.1"), iot: network("eth0.20", "10.0.20") },
  };
}
