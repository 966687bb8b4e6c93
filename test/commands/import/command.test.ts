import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { importCompose } from "../../../commands/import/import";
import { onLan } from "./sample";

const COMPOSE = onLan(`services:
  web:
    image: nginx:1
    ports: ["80:80"]
    environment: { TOKEN: "\${TOKEN}", NAME: "\${NAME:-x}" }
    networks: { lan: { ipv4_address: 192.168.1.20 } }
  db: { image: postgres, ports: ["1:1"], networks: { lan: { ipv4_address: "192.168.1.21" } } }`);

let folder: string;
let printed: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mf-import-"));
  vi.stubEnv("INIT_CWD", folder);
  [printed, said] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => (printed += String(text)) !== "");
  vi.spyOn(process.stderr, "write").mockImplementation((text) => (said += String(text)) !== "");
  write("compose.yaml", COMPOSE);
  write(".env", "TOKEN=hush-hush\nNAME=from the file\n");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

describe("import", () => {
  it("writes the stack file, and tells what it could not take over, what is to do, and what is decided", () => {
    vi.stubEnv("NAME", "from the shell");
    expect(importCompose(["compose.yaml"], { host: ["nas=192.168.1.2"], out: "Pulumi.home.yaml" })).toBe(0);
    const text = readFileSync(join(folder, "Pulumi.home.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: .*\n# Imported from compose.yaml \(nas\)\.\nconfig:\n/);
    expect(text).toContain("NAME: from the shell");
    expect(text + said).not.toContain("hush-hush");
    expect(printed).toBe("");
    expect(said).toBe(`Not taken over from compose.yaml:
  - services.web.ports, services.db.ports: it has an address of its own, where all its ports can be reached: nothing needs to be published

Decided here, as Compose leaves it to Docker, for compose.yaml:
  - services: web, db: without a limit in Compose: 1024 MiB and 512 processes here
  - services: have the capabilities that Docker gives every container: remove those that a container does not need

To fill in, which no Compose file says; \`plan\` refuses the file until then:
  - hosts.nas.vm.ssh.hostKey: ssh-keyscan -t ed25519 192.168.1.2 prints it: ssh-ed25519 AAAA…

Secrets to set, whose values are in no stack file:
  - npm run pulumi -- config set --secret macvlan-fabric:web-TOKEN --stack home

Wrote Pulumi.home.yaml: 2 containers, 1 segment, 1 host. Next: npm run plan -- --stack home
`);
  });

  it("prints it otherwise, and ends with 1 when the plan would be refused", () => {
    write("other.yaml", COMPOSE.replace("eth0", "eno1").replace("1.21", "1.22"));
    expect(importCompose(["compose.yaml", "other.yaml"], { host: ["nas", "pi"] })).toBe(1);
    expect(printed).toContain("web-pi:\n");
    expect(said).toMatch(
      /What `plan` refuses, once that is filled in:\n {2}- containers.web-pi.attach.lan: 192.168.1.20 of container web-pi on pi is already taken by container web on nas/,
    );
  });

  it("overwrites nothing, and writes nothing if there is nothing", () => {
    write("there.yaml", "");
    expect(() => importCompose(["compose.yaml"], { host: [], out: "there.yaml" })).toThrow(
      "--out there.yaml: is there already",
    );
    write("alone.yaml", "services: { x: { image: y, network_mode: host } }");
    expect(importCompose(["alone.yaml"], { host: [] })).toBe(1);
    expect(printed).toBe("");
    expect(said).toMatch(/^Not taken over from alone.yaml:\n.*\n\nThere is nothing to import: /);
  });

  it.each([
    ["none.yaml", undefined, /^none.yaml: cannot be read: ENOENT/],
    ["bad.yaml", "a: [", /^bad.yaml: is not valid YAML: /],
    ["list.yaml", "- a", /^list.yaml: has no services: name a Compose file/],
    ["other.yaml", "a: 1", /^other.yaml: has no services/],
  ])("refuses %s", (name, text, message) => {
    if (text !== undefined) write(name, text);
    expect(() => importCompose([name], { host: [] })).toThrow(message);
  });
});
