import * as docker from "@pulumi/docker";
import { describe, expect, it } from "vitest";
import { Fabric } from "../components/fabric";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { analyze, UNKNOWN, type Diagnostic, type Resource } from "./policy/analyze";
import { useOwnCache } from "./support/cache-home";
import { devInput, readFabric } from "./support/dev-stack";
import { unmarked } from "./support/golden";
import { record, type Row } from "./support/record";

/** The whole program as the policy pack sees it: registrations recorded under mocks, judged by the pack. */
useOwnCache();

async function judge(program: () => unknown, preview = false): Promise<Diagnostic[]> {
  const rows = await record(program, { preview });
  return analyze(inOrder(rows).map((row) => toResource(row, rows)));
}

function fabric(change?: (input: FabricInput) => void): Fabric {
  return new Fabric("fabric", devInput(change));
}

describe("the dev program under its policies", () => {
  it("violates none, in an update", async () => {
    expect(await judge(() => fabric())).toEqual([]);
  });

  it("violates none in a preview, where digests are not known yet", async () => {
    const found = await judge(() => fabric(), true);
    expect(found.filter(({ level }) => level === "mandatory")).toEqual([]);
    expect(found.map(({ policy }) => policy)).not.toContain("duplicate-address");
  });

  it("violates none on parents of every kind", async () => {
    expect(await judge(() => new Fabric("fabric", readFabric("examples/Pulumi.parents.yaml") as FabricInput))).toEqual(
      [],
    );
  });

  it("refuses a container that somebody adds by hand at an address of the plan", async () => {
    const found = await judge(() => {
      const made = fabric();
      const provider = new docker.Provider("extra", { host: "ssh://root@192.168.1.11" }, { parent: made });
      new docker.Container(
        "stray",
        {
          name: "stray",
          image: `busybox@sha256:${"feed".repeat(16)}`,
          networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.11" }],
        },
        { provider },
      );
    });
    const duplicate = found.find(({ policy }) => policy === "duplicate-address");
    expect(duplicate?.level).toBe("mandatory");
    expect(duplicate?.message).toContain("172.16.10.11");
    expect(found.map(({ policy }) => policy)).toContain("pinned-docker-host-key");
  });
});

/** Parents before children, providers before what they make, as the engine registers them. */
function inOrder(rows: readonly Row[]): Row[] {
  const rank = ({ type, custom }: Row): number => (!custom ? 0 : type.startsWith("pulumi:providers:") ? 1 : 2);
  return [...rows].sort((a, b) => rank(a) - rank(b));
}

/** Policies see secrets opened, and a mark in place of what a preview does not know. */
function toResource(row: Row, rows: readonly Row[]): Resource {
  const provider = rows.find(({ urn }) => urn === row.provider);
  return {
    type: row.type,
    name: row.name,
    props: unmarked(row.inputs, UNKNOWN) as Record<string, unknown>,
    deleteBeforeReplace: row.deleteBeforeReplace,
    urn: row.urn,
    parent: row.parent,
    ...(provider === undefined
      ? {}
      : {
          provider: {
            name: provider.name,
            urn: provider.urn,
            props: unmarked(provider.inputs, UNKNOWN) as Record<string, unknown>,
          },
        }),
  };
}
