import { spawn, type ChildProcess } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProgram } from "../../../support/find-program";
import { freePort } from "../../host/sshd";
import { richOutput } from "../fixture";
import { needProgram, run, temporaryFolder } from "./consumer";
import { render } from "./render";

const folder = temporaryFolder();
const files = render("dns", { ...richOutput(), stack: "My_Lab.2" });
const zones = Object.keys(files).filter((name) => name.endsWith(".zone"));

describe("zones", () => {
  it("have the stack's name, and a reverse zone for each /24 and /64", () => {
    expect(zones).toContain("my-lab-2.internal.zone");
    expect(zones).toContain("1.168.192.in-addr.arpa.zone");
    expect(zones).toContain("0.0.0.0.0.0.0.0.0.1.0.0.0.0.d.f.ip6.arpa.zone");
  });

  it("have the time as their serial number", () => {
    for (const name of zones) expect(files[name], name).toContain(` ${Date.UTC(2026, 2, 1, 10) / 1000} `);
  });

  it("are accepted by named-checkzone", (context) => {
    needProgram(context, "named-checkzone", "bind9-utils");
    folder.write(files);
    for (const name of zones) {
      const { status, text } = run("named-checkzone", [name.replace(/\.zone$/, ""), `${folder.path}/${name}`]);
      expect(text).toMatch(/^zone [^\n]+ loaded serial \d+\nOK\n$/);
      expect(status).toBe(0);
    }
  });
});

const named = findProgram("named", { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` });

describe("a name server with them", () => {
  let server: ChildProcess | undefined;
  let port: number;
  beforeAll(async () => {
    if (named === undefined) return;
    port = await freePort();
    folder.write(files);
    const options = [`directory "${folder.path}"`, `listen-on port ${port} { 127.0.0.1; }`, "listen-on-v6 { none; }"];
    const quiet = ["recursion no", "dnssec-validation no", "pid-file none", "session-keyfile none"];
    const lines = `options { ${[...options, ...quiet].join("; ")}; };\ncontrols {};\ninclude "${folder.path}/named.conf";\n`;
    const configuration = folder.write({ "server.conf": lines });
    const child = spawn(named, ["-g", "-n", "1", "-c", configuration], { stdio: ["ignore", "ignore", "pipe"] });
    server = child;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (/ running$/m.test(said)) resolve();
      });
      child.on("exit", () => {
        reject(new Error(`named ended: ${said}`));
      });
    });
  });
  afterAll(() => {
    server?.kill();
  });

  const queries: [string, string[]][] = [
    ["docker01.my-lab-2.internal", ["192.168.1.11"]],
    ["ten1.vlan10.my-lab-2.internal AAAA", ["fd00:10::10"]],
    ["-x 172.16.10.53", ["dns1.my-lab-2.internal.", "dns2.my-lab-2.internal."]],
    ["-x fd00:10::12", ["ten3.my-lab-2.internal."]],
  ];
  it("answers for hosts, containers and addresses", (context) => {
    needProgram(context, "named", "bind9");
    needProgram(context, "dig", "bind9-dnsutils");
    for (const [query, answers] of queries) {
      const { stdout } = run("dig", ["@127.0.0.1", "-p", String(port), "+short", "+tries=1", ...query.split(" ")]);
      expect(stdout.trim().split("\n").sort(), query).toEqual(answers);
    }
  });
});
