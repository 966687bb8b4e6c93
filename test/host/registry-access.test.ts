import { spawn, type ChildProcess } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostFile } from "../../host/render";
import {
  registryAccessScript,
  registryCertificateScript,
  registryLoginScript,
  registryTrustScript,
} from "../../host/registry-scripts";
import { findProgram } from "../../support/find-program";
import { renderShell } from "../../support/shell-script";
import { FolderHost } from "./fake-host-tools";

const PROGRAM = findProgram("docker-registry", process.env);
if (PROGRAM === undefined) console.warn("no login to a real registry is tried: docker-registry is missing");

/** What `docker login` and `docker logout` do, in shell. */
const DOCKER = String.raw`
echo "$*" >>"$root/bin/calls"
config=$HOME/.docker/config.json
case $1 in
  login)
    auth=$(printf '%s:%s' "$3" "$(cat)" | openssl base64 -A)
    said=$(printf 'GET /v2/ HTTP/1.0\r\nAuthorization: Basic %s\r\n\r\n' "$auth" |
      openssl s_client -quiet -verify_return_error -CAfile "$root/etc/docker/certs.d/$5/ca.crt" -connect "$5" 2>&1)
    case $said in
      *" 200 OK"*) ;;
      *" 401 "*) echo "Error response from daemon: login attempt to https://$5/v2/ failed with status: 401 Unauthorized"; exit 1 ;;
      *"certificate has expired"*) echo "x509: certificate has expired or is not yet valid: it has"; exit 1 ;;
      *) echo "dial tcp: connection refused"; exit 1 ;;
    esac
    mkdir -p "$HOME/.docker"
    printf '{\n\t"auths": {\n\t\t"%s": {\n\t\t\t"auth": "%s"\n\t\t}\n\t}\n}' "$5" "$auth" >"$config" ;;
  logout) [ ! -e "$config" ] || printf '{\n\t"auths": {}\n}' >"$config" ;;
esac
`;

const LOGIN = { user: "lab", password: 'pass\'word "1"' };
let host: FolderHost;
let endpoint: string;
let registry: ChildProcess | undefined;

function run(script: string, verb: "apply" | "remove" = "apply"): { status: number | null; says: string } {
  return host.run(script, verb);
}

function succeed(script: string, verb: "apply" | "remove" = "apply"): string {
  const { status, says } = run(script, verb);
  expect(status, says).toBe(0);
  return says;
}

const access = (password = LOGIN.password): string => registryAccessScript("dev", { ...LOGIN, password });
const login = (password = LOGIN.password): string => registryLoginScript("dev", endpoint, { ...LOGIN, password });
const passwords = (): string => host.files()["state/registry-dev-access/htpasswd"] ?? "";

beforeEach(() => {
  host = new FolderHost({ ens33: "2: ens33: <UP> mtu 1500" });
  host.write("docker.sh", DOCKER);
  endpoint = "127.0.0.1:5000";
});
afterEach(() => {
  registry?.kill();
  registry = undefined;
  host.close();
});

describe("who may use the registry", () => {
  it("is kept as a bcrypt hash, which stays as long as the password is the same", () => {
    succeed(access());
    const hash = passwords();
    expect(hash).toMatch(/^lab:\$2y\$08\$[./A-Za-z0-9]{53}\n$/);
    expect(statSync(join(host.root, "state/registry-dev-access")).mode & 0o77).toBe(0);
    succeed(access());
    expect(passwords()).toBe(hash);
    succeed(access("another"));
    expect(passwords()).not.toBe(hash);
    succeed(access(), "remove");
    expect(Object.keys(host.files())).toEqual(["docker.sh"]);
  });

  it.each([
    ["", /registry.access.password: is empty/],
    ["two\nlines", /registry.access.password: contains a line break/],
    ["ü".repeat(37), /registry.access.password: is longer than 72 bytes/],
  ])("has a password that bcrypt can tell from others: %j", (password, message) => {
    expect(run(access(password))).toEqual({ status: 1, says: expect.stringMatching(message) as string });
  });
});

/** A free port; nothing else on this machine is expected to take it within a second. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The distribution registry itself, as its container runs it. */
function startRegistry(...without: string[]): void {
  const folder = join(host.root, "state");
  const config = join(host.root, "config.yml");
  writeFileSync(config, "version: 0.1\nstorage: { cache: { blobdescriptor: inmemory }, filesystem: {} }\nhttp: {}\n");
  const env: Record<string, string> = {
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: join(host.root, "data"),
    REGISTRY_HTTP_ADDR: endpoint,
    REGISTRY_HTTP_TLS_CERTIFICATE: join(folder, "registry-dev/tls.crt"),
    REGISTRY_HTTP_TLS_KEY: join(folder, "registry-dev/tls.key"),
    REGISTRY_AUTH: "htpasswd",
    REGISTRY_AUTH_HTPASSWD_REALM: "macvlan-fabric",
    REGISTRY_AUTH_HTPASSWD_PATH: join(folder, "registry-dev-access/htpasswd"),
  };
  for (const name of without) Reflect.deleteProperty(env, name);
  registry = spawn(PROGRAM ?? "", ["serve", config], { env, stdio: "ignore" });
}

describe.skipIf(PROGRAM === undefined)("a host that logs in to a real registry", () => {
  beforeEach(async () => {
    endpoint = `127.0.0.1:${String(await freePort())}`;
    const ca = succeed(registryCertificateScript("dev", "127.0.0.1"));
    succeed(registryTrustScript("dev", { endpoint, ca }));
    succeed(access());
  });

  /** What verify sees. */
  const seen = (): string => {
    const values = { stack: "dev", state: "/var/lib/macvlan-fabric" };
    const checked = {
      certificate: "",
      registry_names: "",
      registry_login: endpoint,
      registry_mirror: "",
      mirror_container: "",
    };
    const files = ["registry-answer.sh", "registry-check.sh"].map(hostFile);
    return succeed(`${renderShell({ ...values, ...checked }, ...files)}check_login\n`);
  };

  it("waits for it, with the password in no process list, and undoes just that", () => {
    startRegistry();
    host.calls();
    succeed(login());
    expect(host.calls().at(-1)).toBe(`login --username lab --password-stdin ${endpoint}`);
    expect(seen()).toBe("401\t200");
    succeed(login(), "remove");
    expect(Object.keys(host.files()).filter((name) => name.startsWith("home"))).toEqual([]);
    expect(seen()).toBe("401\t401");
  });

  it("follows a changed password without a restart of the registry", () => {
    startRegistry();
    succeed(login());
    succeed(access("another"));
    expect(seen()).toBe("401\t401");
    succeed(login("another"));
    expect(seen()).toBe("401\t200");
  });

  it("is told when the password is wrong", () => {
    startRegistry();
    succeed(login());
    const wrong = new RegExp(`: registry.access.password: ${endpoint} rejects the login of lab: run 'npm run heal`);
    expect(run(login("wrong"))).toEqual({ status: 1, says: expect.stringMatching(wrong) as string });
  });

  it("is told when the registry lets anybody in", () => {
    startRegistry("REGISTRY_AUTH", "REGISTRY_AUTH_HTPASSWD_REALM", "REGISTRY_AUTH_HTPASSWD_PATH");
    const open = new RegExp(`: registry.access: ${endpoint} answers 200 to those without a login, in place of 401`);
    expect(run(login())).toEqual({ status: 1, says: expect.stringMatching(open) as string });
    expect(seen()).toBe("200\t200");
  });

  it("sees nothing where no registry answers, and asks nothing where Docker keeps logins elsewhere", () => {
    expect(seen()).toBe("\t");
    host.write("home/.docker/config.json", '{ "auths": {}, "credsStore": "pass" }');
    expect(seen()).toBe("");
  });
});
