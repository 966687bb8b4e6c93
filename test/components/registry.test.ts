import { describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { SECRET_MARK, unmarked } from "../support/golden";
import { record, type Row } from "../support/record";

useOwnCache();

const COMMAND = "command:remote:Command::fabric-registry";

const secrets = { password: "p4ss'word", key: "KEY" };

async function registered(registry: Partial<NonNullable<FabricInput["registry"]>>): Promise<Row[]> {
  const input = devInput();
  return record(() => new Fabric("fabric", { ...input, secrets, registry: { host: "docker01", ...registry } }));
}

function rowOf(rows: readonly Row[], name: string): Row {
  const found = rows.find((row) => row.name === `fabric-registry${name}` && row.custom);
  if (found === undefined) throw new Error(`fabric-registry${name} was not registered`);
  return found;
}

describe("a registry with names", () => {
  it("is trusted by each, has a certificate for all, and is called by the first one", async () => {
    const rows = await registered({ name: "registry.lab", aliases: ["images.lab"] });
    for (const host of ["docker01", "docker02"]) {
      const folders = ["", "-registry.lab", "-images.lab"].map((name) => {
        const { stdin } = rowOf(rows, `-trust-${host}${name}`).inputs;
        return /folder=(\S+)/.exec(String(stdin))?.[1];
      });
      const endpoints = ["192.168.1.11:5000", "registry.lab:5000", "images.lab:5000"];
      expect(folders).toEqual(endpoints.map((endpoint) => `/etc/docker/certs.d/${endpoint}`));
    }
    const issue = rowOf(rows, "-issue");
    expect(String(issue.inputs["stdin"])).toContain("names='registry.lab images.lab'\n");
    expect(issue.dependsOn).toContain(`${COMMAND}-certificate`);
    expect(rowOf(rows, "-server").dependsOn).toContain(`${COMMAND}-issue`);
    const push = rows.find(({ name }) => name === "fabric-image-busybox-push");
    expect(String(push?.inputs["stdin"])).toContain("repository=registry.lab:5000/busybox\n");
  });
});

describe("another authority", () => {
  it("is trusted by every host before the registry goes over to it", async () => {
    const rows = await registered({ rotation: 2 });
    expect(rowOf(rows, "-authority").dependsOn).toContain(`${COMMAND}-certificate`);
    const trusts = ["docker01", "docker02"].map((host) => `-trust-${host}`);
    for (const trust of trusts) {
      const row = rowOf(rows, trust);
      expect(row.inputDependencies["stdin"]).toEqual([`${COMMAND}-authority`]);
      expect(String(row.inputs["stdin"])).toContain("ca='stdout of fabric-registry-authority'\n");
    }
    expect(rowOf(rows, "-issue").dependsOn).toEqual(expect.arrayContaining(trusts.map((trust) => COMMAND + trust)));
    expect(String(rowOf(rows, "-certificate").inputs["stdin"])).toContain("rotation=2\n");
  });
});

describe("a registry with a login", () => {
  it("keeps the password out of every plain input", async () => {
    const rows = await registered({ access: { password: { secret: "password" }, anonymousPort: 5001 } });
    const strip = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(strip);
      if (!(value instanceof Object)) return value;
      if (SECRET_MARK in value) return "secret";
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item)]));
    };
    const plain = JSON.stringify(rows.map(({ inputs }) => strip(inputs)));
    const encoded = Buffer.from(`macvlan-fabric:${secrets.password}`).toString("base64");
    for (const text of ["p4ss", encoded]) expect(plain).not.toContain(text);
    const holders = rows.filter(({ inputs }) => JSON.stringify(unmarked(inputs)).includes("p4ss"));
    expect(holders.map(({ name }) => name)).toEqual([
      "fabric-registry-access",
      "fabric-registry-login-docker01",
      "fabric-registry-login-docker02",
      "fabric-docker01-docker",
      "fabric-docker02-docker",
    ]);
  });

  it("knows the password before it starts, and logs every host in before the host pulls or pushes", async () => {
    const rows = await registered({ access: { password: { secret: "password" } } });
    const server = rowOf(rows, "-server");
    expect(server.dependsOn).toContain(`${COMMAND}-access`);
    expect(server.inputs["envs"]).toContain("REGISTRY_AUTH_HTPASSWD_PATH=/access/htpasswd");
    expect(rows.map(({ name }) => name)).not.toContain("fabric-registry-anonymous");
    const users = { docker01: "fabric-image-busybox-push", docker02: "fabric-image-busybox-docker02" };
    for (const [host, user] of Object.entries(users)) {
      const login = rowOf(rows, `-login-${host}`);
      expect(login.dependsOn).toEqual(
        expect.arrayContaining([
          "docker:index/container:Container::fabric-registry-server",
          `${COMMAND}-trust-${host}`,
        ]),
      );
      expect(rows.find(({ name }) => name === user)?.dependsOn).toContain(`${COMMAND}-login-${host}`);
    }
  });

  it("lets anybody pull on another port, from a container that cannot write", async () => {
    const rows = await registered({ access: { password: { secret: "password" }, anonymousPort: 5001 } });
    const { envs, ports, volumes } = rowOf(rows, "-anonymous").inputs;
    expect(envs).toContain('REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}');
    expect(JSON.stringify(envs)).not.toContain("AUTH");
    expect(ports).toEqual([{ internal: 5000, external: 5001 }]);
    expect(volumes).toMatchObject([{ containerPath: "/var/lib/registry", readOnly: true }, { readOnly: true }]);
    expect(String(rowOf(rows, "-trust-docker02-anonymous").inputs["stdin"])).toContain("certs.d/192.168.1.11:5001\n");
    expect(rows.map(({ name }) => name)).toContain("fabric-registry-issue");
  });

  it("needs the password", async () => {
    const access = { password: { secret: "other" } };
    const fabric = async (): Promise<unknown> => {
      let outputs: Promise<unknown> = Promise.resolve();
      await record(() => {
        const { outputs: those } = new Fabric("fabric", { ...devInput(), registry: { host: "docker01", access } });
        outputs = those.catch((error: unknown) => String(error));
      });
      return outputs;
    };
    expect(await fabric()).toContain(
      'registry.access.password: there is no secret "other": pass secrets: { other: … }',
    );
  });
});

describe("a mirror", () => {
  it("runs beside the registry, with data of its own and no login, for as long as nobody answers upstream", async () => {
    const rows = await registered({ access: { password: { secret: "password" } }, mirror: {} });
    const { envs, ports, volumes, restart, entrypoints } = rowOf(rows, "-mirror").inputs;
    expect(envs).toContain("REGISTRY_PROXY_REMOTEURL=https://registry-1.docker.io");
    expect(JSON.stringify([envs, volumes])).not.toMatch(/AUTH|access/);
    expect(ports).toEqual([{ internal: 5000, external: 5002 }]);
    expect(rowOf(rows, "-mirror-data").inputs["name"]).toBe("macvlan-fabric-registry-dev-mirror");
    expect(restart).toBe("always");
    expect(String((entrypoints as string[]).at(-1))).toMatch(/while :; do\s+registry serve/);
  });

  it("is asked by every host before it pushes or pulls, and stands in nobody's way", async () => {
    const rows = await registered({ mirror: { upstream: "https://hub.test", port: 5005 } });
    for (const [host, user] of Object.entries({ docker01: "push", docker02: "docker02" })) {
      expect(String(rowOf(rows, `-mirror-${host}`).inputs["stdin"])).toContain("item=https://192.168.1.11:5005/\n");
      expect(String(rowOf(rows, `-trust-${host}-mirror`).inputs["stdin"])).toContain("certs.d/192.168.1.11:5005\n");
      const { dependsOn } = rows.find(({ name }) => name === `fabric-image-busybox-${user}`) ?? {};
      expect(dependsOn).toContain(`${COMMAND}-mirror-${host}`);
    }
    const waiting = rows.filter(({ dependsOn }) => dependsOn.some((urn) => urn.endsWith("::fabric-registry-mirror")));
    expect(waiting).toEqual([]);
  });
});

describe("a registry over plain HTTP", () => {
  it("has no certificate, a label for the policies, and an exception on every host that pulls from it", async () => {
    const rows = await registered({ insecure: true });
    const own = rows.filter(({ name, custom }) => custom && name.startsWith("fabric-registry-"));
    expect(own.map(({ name }) => name.slice("fabric-registry-".length)).sort()).toEqual([
      "data",
      "image",
      "insecure-docker01",
      "insecure-docker02",
      "server",
    ]);
    const { envs, labels, volumes } = rowOf(rows, "-server").inputs;
    expect([envs, volumes]).toMatchObject([[], [{ containerPath: "/var/lib/registry" }]]);
    expect(labels).toContainEqual({ label: "macvlan-fabric.insecure", value: "registry" });
    const pull = rows.find(({ name }) => name === "fabric-image-busybox-docker02");
    expect(pull?.dependsOn).toContain(`${COMMAND}-insecure-docker02`);
  });
});
