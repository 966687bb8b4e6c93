import { describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();

const COMMAND = "command:remote:Command::fabric-registry";

async function registered(registry: Partial<NonNullable<FabricInput["registry"]>>): Promise<Row[]> {
  const input = devInput();
  return record(() => new Fabric("fabric", { ...input, registry: { host: "docker01", ...registry } }));
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
