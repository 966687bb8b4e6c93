import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();
let rows: Row[];
beforeAll(async () => {
  rows = await record(
    () =>
      new Fabric(
        "fabric",
        devInput((input) => {
          const { containers = {} } = input;
          // The first is made last.
          Object.assign(containers["bbox1"] ?? {}, {
            depends_on: { bbox21: { condition: "service_healthy" }, bbox2: {} },
          });
          Object.assign(containers["bbox21"] ?? {}, { depends_on: ["bbox20"] });
          Object.assign(containers["bbox10"] ?? {}, {
            healthcheck: { test: "true", interval: "2s", timeout: "1s", retries: 2 },
          });
          Object.assign(containers["bbox11"] ?? {}, { healthcheck: { test: ["NONE"] } });
        }),
      ),
  );
});

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:remote:Command";

function row(name: string): Row {
  const found = rows.find(
    (each) => each.name === `fabric-${name}` && each.type !== "macvlan-fabric:index:FabricContainer",
  );
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

describe("a container that depends on others", () => {
  it("is made after them, and after the health of those that it wants to be healthy", () => {
    expect(row("bbox1-container").dependsOn).toEqual(
      expect.arrayContaining([
        `${CONTAINER}::fabric-bbox21-container`,
        `${COMMAND}::fabric-bbox21-healthy`,
        `${CONTAINER}::fabric-bbox2-container`,
      ]),
    );
    expect(row("bbox21-container").dependsOn).toContain(`${CONTAINER}::fabric-bbox20-container`);
    expect(row("bbox21-container").dependsOn.filter((urn) => urn.endsWith("-healthy"))).toEqual([]);
  });

  it("has no input from them, so that it stays when they are made anew", () => {
    const from = Object.values(row("bbox1-container").inputDependencies).flat();
    expect(from.filter((urn) => urn.includes("bbox2"))).toEqual([]);
  });
});

describe("the health of a container", () => {
  it("is waited for where it has a check, or somebody depends on it, once each time it is made", () => {
    const waits = rows.filter(({ name }) => name.endsWith("-healthy"));
    expect(waits.map(({ name }) => name)).toEqual(["fabric-bbox10-healthy", "fabric-bbox21-healthy"]);
    const [first] = waits;
    expect(first?.inputDependencies["stdin"]).toEqual([`${CONTAINER}::fabric-bbox10-container`]);
    expect(first?.inputs["stdin"]).toMatch(/^host=docker01\nid=fabric-bbox10-container-id\n/);
    expect(first?.inputs).not.toHaveProperty("triggers");
  });

  it("has the time that its check takes, and names its place in the configuration", () => {
    expect(row("bbox10-healthy").inputs["stdin"]).toContain("path=containers.bbox10.healthcheck\nbound=29\n");
    expect(row("bbox21-healthy").inputs["stdin"]).toContain("bound=260\n");
  });
});
