import { describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { TOKENS } from "../../components/tokens";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();

async function rowsWith(host: string): Promise<Row[]> {
  const input = devInput((all) => {
    all.routers = {
      main: {
        ...{ host, segments: ["vlan10", "flat"], allow: { vlan10: ["flat"] } },
        nat: { address: "192.168.1.30", segments: ["vlan10"] },
        routes: { "10.9.0.0/16": "172.22.16.254" },
      },
    };
  });
  return record(() => new Fabric("fabric", input));
}

function one(rows: readonly Row[], name: string, type: string): Row {
  const found = rows.find((row) => row.name === name && row.type === type);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe("a router of a fabric", () => {
  it("is a component with one command, on top of the links that carry its segments", async () => {
    const rows = await rowsWith("docker02");
    const component = one(rows, "fabric-main", TOKENS.router);
    expect(component.inputs).toMatchObject({ router: "main", host: "docker02" });
    const command = one(rows, "fabric-main-router", "command:remote:Command");
    expect(command.parent).toBe(component.urn);
    expect(command.inputDependencies["stdin"]).toEqual(["command:remote:Command::fabric-vlan10-docker02-link"]);
    const stdin = String(command.inputs["stdin"]);
    expect(stdin).toContain(
      "links='ens33.10 ens33.10 02:42:ac:10:0a:01 172.16.10.1/24\nens33 ens33 02:42:ac:16:10:01 172.22.16.1/24\n" +
        "ens33 uplink 02:42:c0:a8:01:1e 192.168.1.30/24'\n",
    );
    expect(stdin).toContain("routes='10.9.0.0/16 172.22.16.254\ndefault 192.168.1.1'\n");
    expect(stdin).toContain("-A FORWARD -i ens33.10 -o ens33 -j ACCEPT");
  });

  it("moves as it is: the old one goes before the new one is made", async () => {
    // One after the other: they share the mocks.
    const before = one(await rowsWith("docker01"), "fabric-main-router", "command:remote:Command");
    const after = one(await rowsWith("docker02"), "fabric-main-router", "command:remote:Command");
    expect(after.urn).toBe(before.urn);
    expect(after.deleteBeforeReplace).toBe(true);
    expect(after.replacementTrigger).not.toEqual(before.replacementTrigger);
  });
});
