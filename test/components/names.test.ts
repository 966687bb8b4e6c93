import { expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { hostsFiles } from "../../harness/names/hosts-files";
import { plannedOutput } from "../../components/assembly/planned-output";
import { namesScript } from "../../host/names";
import { useOwnCache } from "../support/cache-home";
import { devInput, devTopology } from "../support/dev-stack";
import { record } from "../support/record";

useOwnCache();

it("writes the names that verify expects, also where a container has some of its own", async () => {
  const change: Parameters<typeof devInput>[0] = ({ containers = {} }) => {
    Object.assign(containers["bbox10"] ?? {}, { hostname: "ten", extra_hosts: { elsewhere: "172.16.10.99" } });
  };
  const rows = await record(() => new Fabric("fabric", devInput(change)).outputs);
  const { topology } = devTopology(change);
  const files = hostsFiles(plannedOutput(topology));
  const own = topology.containers.filter(({ host }) => host === "docker01");
  const expected = new Map(own.map(({ name }) => [name, files.get(name) ?? []]));
  expect(expected.get("bbox10")).toContain("172.16.10.99 elsewhere");
  expect(expected.get("bbox1")).not.toContain("172.16.10.99 elsewhere");
  const script = rows.find(({ name }) => name === "fabric-docker01-names")?.inputs["stdin"];
  expect(script).toBe(namesScript(topology.stack, "docker01", expected));
});
