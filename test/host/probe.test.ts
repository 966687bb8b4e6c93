import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderProbe, type ProbePlan } from "../../host/probe";

const nothing: ProbePlan = { rate: 1, probes: [], containers: [] };
const links = [
  { kind: "vlan", link: "ens33.10" },
  { kind: "shim", link: "mv-ens33.10" },
] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mf-kept-"));
  mkdirSync(join(folder, "units", "10-ens33.network.d"), { recursive: true });
  mkdirSync(join(folder, "state"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a host with the given files reports about its links. */
function kept(files: Readonly<Record<string, string>>): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const script = renderProbe({ ...nothing, state: { networks: [], links } })
    .replace("state=/var/lib/macvlan-fabric", `state=${folder}/state`)
    .replace("units=/etc/systemd/network", `units=${folder}/units`);
  const printed = execFileSync("sh", ["-s"], { input: script, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
  return printed.split("\n").filter((line) => /^@(kept|adopted)\t/.test(line));
}

const NETDEV = { "units/own.netdev": "[NetDev]\nName=ens33.10\nKind=vlan\n" };
const TIE = { "units/10-ens33.network.d/a.conf": "[Network]\nVLAN=ens33.10\n" };
const BOTH_MISSING =
  "@kept\tmv-ens33.10\tmissing: a .netdev file that defines it, MACVLAN= in the .network file of its carrier";

describe("the links of a host", () => {
  it("survive a reboot if files define them and tie them to their carrier, whoever wrote those", () => {
    expect(kept({ ...NETDEV, ...TIE })).toEqual(["@kept\tens33.10\tpresent", BOTH_MISSING]);
  });

  it("do not survive it without either of these, whatever else the files contain", () => {
    expect(kept({ ...TIE, "units/x.netdev": "Name=ens33.100\n", "units/y.network": "Name=ens33.10\n" })).toEqual([
      "@kept\tens33.10\tmissing: a .netdev file that defines it",
      BOTH_MISSING,
    ]);
    rmSync(join(folder, "units/10-ens33.network.d/a.conf"));
    expect(kept({ ...NETDEV, "units/z.network": "VLAN=ens33.100\n#VLAN=ens33.10\n" })).toEqual([
      "@kept\tens33.10\tmissing: VLAN= in the .network file of its carrier",
      BOTH_MISSING,
    ]);
  });

  it("are left to their owner if they were adopted, which is said", () => {
    const says = ["@kept\tens33.10\tpresent", "@adopted\tens33.10", BOTH_MISSING];
    expect(kept({ "state/adopted-ens33.10": "adopted\n" })).toEqual(says);
  });
});
