import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isAccepted } from "../../../commands/import/accept";
import { findTodos } from "../../../commands/import/todo";
import { writeStack } from "../../../commands/import/write-stack";
import { FABRIC_KEY } from "../../../topology/schema/parse-configuration";
import { importSamples, onLan, service, type Result } from "./sample";

/** The container of a service with these keys, and what is said about it. */
function imported(
  keys: string,
  values: Readonly<Record<string, string>> = {},
): Result & { web: Record<string, unknown> } {
  const result = importSamples({ docker01: { text: service(keys), values } });
  return { ...result, web: result.containers["web"] ?? {} };
}

describe("an option of a service", () => {
  it.each<[string, object]>([
    [`command: sh -c "echo 'a b'"`, { command: ["sh", "-c", "echo 'a b'"] }],
    ["command: [run, 1]", { command: ["run", "1"] }],
    ["entrypoint: /init x", { entrypoint: ["/init", "x"] }],
    ["environment: [A=1, 'B=x=y']", { environment: { A: "1", B: "x=y" } }],
    ["environment: { A: 1, B: true }", { environment: { A: "1", B: "true" } }],
    ['user: "1000:1000"\nworking_dir: /srv', { user: "1000:1000", working_dir: "/srv" }],
    [
      "hostname: www\ndns: 1.1.1.1\nextra_hosts: ['a:10.0.0.1', b=10.0.0.2]",
      { hostname: "www", dns: ["1.1.1.1"], extra_hosts: { a: "10.0.0.1", b: "10.0.0.2" } },
    ],
    ["sysctls: [net.ipv4.ip_forward=1]", { sysctls: { "net.ipv4.ip_forward": "1" } }],
    [
      "ulimits: { nofile: { soft: 1, hard: 2 } }\nshm_size: 256mb",
      { ulimits: { nofile: { soft: 1, hard: 2 } }, shm_size: "256mb" },
    ],
    [
      "devices: ['/dev/ttyUSB0:/dev/zigbee']\nread_only: true\ntmpfs: /run",
      { devices: ["/dev/ttyUSB0:/dev/zigbee"], read_only: true, tmpfs: ["/run"] },
    ],
    [
      "restart: always\nstop_signal: SIGINT\nstop_grace_period: 1m",
      { restart: "always", stop_signal: "SIGINT", stop_grace_period: "1m" },
    ],
    ["labels: [a=b, c]", { labels: { a: "b", c: "" } }],
    [
      "logging: { driver: json-file, options: { max-size: 10m } }",
      { logging: { driver: "json-file", options: { "max-size": "10m" } } },
    ],
    ["deploy: { resources: { limits: { cpus: '1.5', memory: 2G, pids: 99 } } }", { cpus: 1.5, memory: 2048, pids: 99 }],
    ["mem_limit: 96m\npids_limit: 70\ncpus: '0.5'", { memory: 96, pids: 70, cpus: 0.5 }],
    [
      "healthcheck: { test: [CMD, true], interval: 30s, retries: 5 }",
      { healthcheck: { test: ["CMD", "true"], interval: "30s", retries: 5 } },
    ],
    ["ulimits: { nproc: '7' }", { ulimits: { nproc: 7 } }],
    ["healthcheck: { disable: true }", { healthcheck: { test: ["NONE"] } }],
    ["init: true\nx-more: { y: z }\ntty: true", { init: true }],
  ])("%s", (keys, expected) => {
    const { web, collisions, left } = imported(keys);
    expect(web).toMatchObject(expected);
    expect(collisions).toEqual([]);
    // What this version of the stack file does not have would be named.
    expect(left).toEqual([]);
  });

  it.each([
    [
      "ports: ['80:80']",
      "ports: it has an address of its own, where all its ports can be reached: nothing needs to be published",
    ],
    ["profiles: [x]", "profiles: a stack has all its containers: remove the container if you do not want it"],
    ["extends: { service: x }", "extends: run `docker compose config` on the file, and import what it prints"],
    [
      "deploy: { replicas: 3 }",
      "deploy.replicas: each container has an address of its own: give it `count` and a range of addresses",
    ],
    [
      "deploy: { resources: { reservations: { cpus: '1' } } }",
      "deploy.resources.reservations: nothing is reserved for a container here: leave room on the host",
    ],
    [
      "volumes: ['./data:/data', '~/x:/x']",
      "volumes (./data): a folder beside the Compose file, wherever that was: write the whole path, such as /srv/data:/data",
    ],
    ["wrong_key: 1", "wrong_key: the import does not know it"],
    ["mem_limit: much", "mem_limit: is not a size: write it as 512m"],
    ["stop_signal: '!'", "stop_signal: is not a signal: write it as SIGTERM"],
    ["depends_on: [other]", "depends_on.other: other is not taken over"],
    [
      "environment: [NOT_SET]",
      "environment.NOT_SET: it comes from whoever starts it, and is not set here: write its value",
    ],
    ["cap_add: [ALL]", "cap_add: ALL is what `privileged` is for: name those that it needs"],
    [
      "networks: { lan: { ipv4_address: 192.168.1.20, aliases: [www] } }",
      "networks.lan.aliases: containers are found by their own names: use those",
    ],
  ])("%s is not taken over, and is told", (keys, text) => {
    const own = keys.startsWith("networks")
      ? service("").replace("{ lan: { ipv4_address: 192.168.1.20 } }", keys.slice(10))
      : service(keys);
    const { left, collisions } = importSamples({ docker01: own });
    expect(left[0]).toBe(`services.web.${text}`);
    expect(collisions).toEqual([]);
  });
});

describe("a volume", () => {
  const accepted = isAccepted("volumes", ["data:/data"]) && isAccepted("files", { "/x": { source: "y" } });

  it("is kept, a file beside the Compose file that is only read becomes the stack's, and a folder there is left", () => {
    const { web, left } = imported(
      `volumes: ["data:/data", "/srv/a:/a:ro,Z", "./web.conf:/etc/web.conf:ro", "./own.conf:/own.conf", "./d:/d", /anonymous,
      { type: bind, source: /srv/b, target: /b, read_only: true, bind: { create_host_path: true } }]`,
    );
    expect([web["volumes"], web["files"]]).toEqual(
      accepted
        ? [
            ["data:/data", "/srv/a:/a:ro", { type: "bind", source: "/srv/b", target: "/b", read_only: true }],
            { "/etc/web.conf": { source: "docker01.yaml!./web.conf" } },
          ]
        : [undefined, undefined],
    );
    const named = importSamples({ a: `${service("")}\nvolumes: { plain: , nfs: { driver_opts: { type: nfs } } }` });
    expect(named.left).toEqual([expect.stringMatching(/^volumes.nfs: its options are not taken over/)]);
    for (const source of ["./own.conf", "./d", "/anonymous"])
      expect(left.join("\n")).toContain(`services.web.volumes (${source}): `);
  });
});

describe("what a container has of Docker", () => {
  it("are its capabilities, with those added and without those dropped", () => {
    const of = (keys: string): unknown => imported(keys).web["capabilities"];
    expect(of("init: false")).toContain("CAP_CHOWN");
    expect(of("cap_add: [NET_ADMIN, CAP_SYS_TIME]")).toEqual(
      expect.arrayContaining(["CAP_NET_ADMIN", "CAP_SYS_TIME", "CAP_KILL"]),
    );
    expect(of("cap_drop: [CHOWN]")).not.toContain("CAP_CHOWN");
    expect(of("cap_drop: [ALL]\ncap_add: [NET_RAW]")).toEqual(["CAP_NET_RAW"]);
    expect(of("cap_drop: [ALL]")).toBeUndefined();
    expect(of("privileged: true")).toBeUndefined();
  });

  it("is its image's own command, and room", () => {
    expect(imported("init: false").web).toMatchObject({ command: null, memory: 1024, pids: 512 });
    expect(imported("entrypoint: /x").web).not.toHaveProperty("command");
  });
});

describe("secrets", () => {
  it("are in no stack file, wherever a variable puts them", () => {
    const { web, stack, left, notes } = imported(
      `environment:
  DB_PASSWORD: hush-hush
  URL: "postgres://u:\${PW_TOKEN}@db"
  GREETING: "\${PW_TOKEN} there"
  EMPTY_PASSWORD: ""
  OPEN_PASSWORD: \${NOT_SET}
command: run --with \${PW_TOKEN}`,
      { PW_TOKEN: "very-secret" },
    );
    expect(web["environment"]).toEqual({
      DB_PASSWORD: { secret: "web-DB_PASSWORD" },
      URL: { secret: "web-URL" },
      GREETING: { secret: "web-GREETING" },
      EMPTY_PASSWORD: "",
      OPEN_PASSWORD: { secret: "web-OPEN_PASSWORD" },
    });
    expect(left).toEqual([
      "services.web.command: it holds a secret, which the stack file is not to have: pass it in `environment` or `files`",
    ]);
    expect(JSON.stringify([stack, notes])).not.toMatch(/hush-hush|very-secret/);
  });
});

describe("a stack file", () => {
  const several = onLan(`services:
  db: &db { image: "r/postgres:16", networks: { lan: { ipv4_address: 192.168.1.30 } } }
  again: { <<: *db, networks: { lan: { ipv4_address: 192.168.1.31 } } }
  other: { image: "s/postgres:16", networks: { lan: { ipv4_address: 192.168.1.32 } } }
  built: { build: { context: ./app, dockerfile: D }, networks: { lan: { ipv4_address: 192.168.1.33 } } }`);

  it("has each image once, by its name", () => {
    const { stack } = importSamples({ docker01: several });
    expect(stack["images"]).toMatchObject({
      postgres: { tag: "16", source: "r/postgres:16" },
      "s-postgres": { tag: "16", source: "s/postgres:16" },
      built: { tag: "latest", build: { context: "docker01.yaml!./app", dockerfile: "D" } },
    });
    expect(stack["containers"]).toMatchObject({
      db: { image: "postgres" },
      again: { image: "postgres" },
      other: { image: "s-postgres" },
    });
  });

  it("reads back as it was meant, with what is to be filled in as comments", () => {
    const { stack } = importSamples({ docker01: several });
    const text = writeStack(stack, ["A heading."]);
    const read = parse(text) as { config: Record<string, { hosts: { docker01: { address: string } } }> };
    expect(text).toMatch(/^# A heading\.\nconfig:\n/);
    expect(text).toContain("address: ADDRESS # TODO: of docker01 on the LAN; --host docker01=ADDRESS writes it here\n");
    expect(read.config[FABRIC_KEY]?.hosts.docker01.address).toBe("ADDRESS");
    expect(findTodos(stack)).toHaveLength(2);
  });

  it("is read by YAML 1.1 as by 1.2", () => {
    const { stack } = imported(`environment: { A: "yes", B: "012", C: "1e3", D: "10:20", E: "~", F: "on" }`);
    const text = writeStack(stack, []);
    const [old, recent] = ["1.1", "1.2"].map((version) => parse(text, { version: version as "1.1" }) as unknown);
    expect(old).toEqual(recent);
  });
});
