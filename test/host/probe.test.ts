import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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
  mkdirSync(join(folder, "state"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a host with the given files reports about its links. */
function kept(files: Readonly<Record<string, string>>): string[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const script = renderProbe({ ...nothing, state: { networks: [], links, namespaces: [], files: "" } })
    .replace("state=/var/lib/macvlan-fabric", `state=${folder}/state`)
    .replace("units=/etc/systemd/system", `units=${folder}/units`)
    .replace("rules=/etc/udev/rules.d", `rules=${folder}/rules`);
  const printed = execFileSync("sh", ["-s"], { input: script, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
  return printed.split("\n").filter((line) => /^@(kept|adopted)\t/.test(line));
}

/** What a host prints on which Docker says these lines about containers. */
function probed(script: string, lines: readonly string[]): string[] {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/docker"), `#!/bin/sh\nprintf '%s\\n' '${lines.join("' '")}'\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` };
  const stdio = ["pipe", "pipe", "ignore"] as const;
  return execFileSync("sh", ["-s"], { input: script, encoding: "utf8", env, stdio: [...stdio] }).split("\n");
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("the files of a container", () => {
  it("are read as they are to be, as they are, and as its programs see them", () => {
    mkdirSync(join(folder, "files/web/srv"), { recursive: true });
    writeFileSync(join(folder, "files/web/srv/a file"), "a=2\n", { mode: 0o640 });
    writeFileSync(join(folder, "files/web.planned"), "0600 0:0 c0ffee /srv/a file\n0600 0:0 beef /gone\n");
    mkdirSync(join(folder, "inside/srv"), { recursive: true });
    writeFileSync(join(folder, "inside/srv/a file"), "a=1\n");
    const state = { networks: [], links: [], namespaces: [], files: join(folder, "files") };
    const script = renderProbe({ ...nothing, containers: ["web", "old"], state });
    const lines = ["@container\t/web\trunning\t1\timage\t{}\t", "@container\t/old\trunning\t1\timage\t{}\t"];
    const printed = probed(script.replace("/proc/$pid/root$path", `${folder}/inside$path`), lines);
    const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
    expect(printed.filter((line) => line.startsWith("@file"))).toEqual([
      `@file\tweb\t/srv/a file\t0600 0:0 c0ffee\t640 ${owner} ${digest("a=2\n")}\t${digest("a=1\n")}`,
      "@file\tweb\t/gone\t0600 0:0 beef\t \t",
    ]);
  });
});

describe("the hosts file of a container", () => {
  it("is read on the host and as its programs see it, where it has one of its own", () => {
    const file = join(folder, "hosts");
    writeFileSync(file, "127.0.0.1 localhost\n");
    const lines = [`@container\t/web\trunning\t1\timage\t{}\t${file}`, "@container\t/old\trunning\t1\timage\t{}\t"];
    const script = renderProbe({
      ...nothing,
      containers: ["web", "old"],
      state: { networks: [], links: [], namespaces: [], files: "" },
    }).replace("/proc/$pid/root/etc/hosts", `${folder}/inside`);
    writeFileSync(join(folder, "inside"), "older\n");
    expect(probed(script, lines).filter((line) => line.startsWith("@names"))).toEqual([
      ["@names", "web", file, digest("127.0.0.1 localhost\n"), digest("older\n")].join("\t"),
    ]);
  });
});

const UNIT = "macvlan-fabric-link@ens33.10.service";
const KEPT: Readonly<Record<string, string>> = {
  "state/links/ens33.10.up": "",
  "units/macvlan-fabric-link@.service": "",
  [`units/${UNIT}.d/carrier.conf`]: "",
  [`units/multi-user.target.wants/${UNIT}`]: "",
  "rules/95-macvlan-fabric-ens33.10.rules": "",
};
const unkept = (missing: string): unknown => expect.stringMatching(`^@kept\tens33\.10\tmissing: ${missing}$`);
const SHIM = expect.stringMatching(/^@kept\tmv-ens33\.10\tmissing: its commands .*, its unit/);

describe("the health of a container", () => {
  /** What is printed while Docker says these states one after the other, and the last one from then on. */
  function printed(...states: readonly string[]): string[] {
    mkdirSync(join(folder, "bin"));
    const line = (state: string): string => `@container\t/db\trunning\t1\timage\t{}\t\t${state}`;
    writeFileSync(join(folder, "states"), states.map((state) => `${line(state)}\n`).join(""));
    const docker = `#!/bin/sh
case $* in
  "inspect "*) head -n 1 ${folder}/states; [ "$(wc -l <${folder}/states)" -eq 1 ] || sed -i 1d ${folder}/states ;;
  *"range .Log"*) echo '1 "no route"' ;;
  "container logs"*) echo no database ;;
esac\n`;
    writeFileSync(join(folder, "bin/docker"), docker, { mode: 0o755 });
    writeFileSync(join(folder, "bin/sleep"), `#!/bin/sh\necho "$1" >>${folder}/slept\n`, { mode: 0o755 });
    const script = renderProbe({
      ...nothing,
      containers: ["db"],
      state: { networks: [], links: [], namespaces: [], files: "" },
    });
    const env = { ...process.env, PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` };
    const text = execFileSync("sh", ["-s"], {
      input: script,
      encoding: "utf8",
      env,
      stdio: ["pipe", "pipe", "ignore"],
    });
    return text.split("\n").filter((each) => /^@(container|unhealthy)/.test(each));
  }

  it("is what it is after its first check", () => {
    expect(printed("starting", "starting", "healthy")).toEqual(["@container\t/db\trunning\t1\timage\t{}\t\thealthy"]);
    expect(readFileSync(join(folder, "slept"), "utf8")).toBe("2\n2\n");
  });

  it("is explained where it is bad", () => {
    expect(printed("unhealthy").slice(1)).toEqual([
      '@unhealthy\tdb\tits check ends with 1 and says "no route"',
      "@unhealthy\tdb\tits log: no database",
    ]);
  });

  it("is not waited for without end", () => {
    expect(printed("starting")[0]).toMatch(/starting$/);
    expect(readFileSync(join(folder, "slept"), "utf8").split("\n").length - 1).toBe(30);
  });
});

describe("the links of a host", () => {
  it("survive a reboot if their units are there and enabled", () => {
    expect(kept(KEPT)[0]).toBe("@kept\tens33.10\tpresent");
  });

  it.each([
    ["its commands \\(.*/state/links/ens33.10.up\\)", "state/links/ens33.10.up"],
    ["its unit \\(.*/macvlan-fabric-link@.service\\)", "units/macvlan-fabric-link@.service"],
    ["the tie to its carrier \\(.*/carrier.conf\\)", `units/${UNIT}.d/carrier.conf`],
    ["the link that enables its unit \\(.*/multi-user.target.wants/.*\\)", `units/multi-user.target.wants/${UNIT}`],
    ["the rule that keeps others off it \\(.*/95-.*\\)", "rules/95-macvlan-fabric-ens33.10.rules"],
  ])("do not survive it without %s", (missing, file) => {
    const { [file]: _, ...rest } = KEPT;
    expect(kept(rest)[0]).toEqual(unkept(missing));
  });

  it("are left to their owner if they were adopted, which is said", () => {
    const says = ["@kept\tens33.10\tpresent", "@adopted\tens33.10", SHIM];
    expect(kept({ "state/adopted-ens33.10": "adopted\n" })).toEqual(says);
  });
});
