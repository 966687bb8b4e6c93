import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { useOwnCache } from "../support/cache-home";
import { devInput } from "../support/dev-stack";
import { record, type Row } from "../support/record";

useOwnCache();

type Options = Partial<NonNullable<FabricInput["containers"]>[string]>;

/** How the SDK marks a secret on its way to the engine. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

function stackWith(options: Readonly<Record<string, Options>>, more: Partial<FabricInput> = {}): Promise<Row[]> {
  const texts = {
    "app.env": "A=file\nB=file\n",
    "app.conf": "at {{ attach.vlan10 }} of {{ hosts.docker01.address }}\n",
  };
  return record(() => {
    const input = devInput(({ containers }) => {
      for (const [name, own] of Object.entries(options)) Object.assign(containers?.[name] ?? {}, own);
    });
    return new Fabric("fabric", { ...input, ...more, texts, secrets: { key: pulumi.secret("hush") } }).outputs;
  });
}

let rows: Row[];
beforeAll(async () => {
  const volumes = ["data:/data", "/srv/www:/www:ro", { type: "tmpfs" as const, target: "/run", tmpfs: { size: "1m" } }];
  rows = await stackWith(
    {
      bbox10: {
        ...{ volumes, tmpfs: "/tmp", env_file: "app.env", environment: { A: "own" } },
        files: {
          "/etc/plain": { source: "app.conf", template: true },
          "/etc/key": { content: { secret: "key" }, mode: "0400", on_change: "replace" },
        },
      },
      bbox20: { volumes: ["data:/data"] },
      bbox21: { volumes: [{ type: "volume", source: "data", target: "/data", read_only: true }] },
    },
    { volumes: { data: { keep: true, driver_opts: { type: "nfs" } } } },
  );
});

const row = (name: string): Row => {
  const found = rows.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe("named volumes", () => {
  it("are made once for each host that has a container with them, labelled, and stay if they are to", () => {
    const volumes = rows.filter(({ type }) => type === "docker:index/volume:Volume");
    expect(volumes.map(({ name }) => name)).toEqual([
      "fabric-docker01-volume-data",
      "fabric-docker02-volume-data",
      "fabric-registry-data",
    ]);
    expect(volumes[0]).toMatchObject({
      inputs: {
        name: "macvlan-fabric-dev-data",
        driverOpts: { type: "nfs" },
        labels: [{ label: "macvlan-fabric.stack", value: "dev" }],
      },
      retainOnDelete: true,
      deleteBeforeReplace: true,
    });
  });

  it("are mounted by name, beside paths of the host and folders in memory", () => {
    const { inputs } = row("fabric-bbox10-container");
    const folder = "/var/lib/macvlan-fabric/dev/files/bbox10";
    expect(inputs["volumes"]).toEqual([
      { volumeName: "macvlan-fabric-dev-data", containerPath: "/data" },
      { hostPath: "/srv/www", containerPath: "/www", readOnly: true },
      { hostPath: `${folder}/etc/plain`, containerPath: "/etc/plain", readOnly: true },
      { hostPath: `${folder}/etc/key`, containerPath: "/etc/key", readOnly: true },
    ]);
    expect(inputs["tmpfs"]).toEqual({ "/tmp": "", "/run": "size=1048576" });
    expect(row("fabric-bbox21-container").inputs["volumes"]).toEqual([
      { volumeName: "macvlan-fabric-dev-data", containerPath: "/data", readOnly: true },
    ]);
  });

  it("of the host must be there: its preparation says so", () => {
    expect(row("fabric-docker01-prepare").inputs["stdin"]).toContain("binds='containers.bbox10.volumes.1 /srv/www'\n");
    expect(row("fabric-docker02-prepare").inputs["stdin"]).not.toContain("binds=");
  });
});

describe("files", () => {
  it("with a secret are secret as a whole, and one that is to replace the container is what their identity depends on", () => {
    const { inputs } = row("fabric-bbox10-files");
    expect(inputs["stdin"]).toMatchObject(SECRET);
    const { value } = inputs["stdin"] as { value: string };
    const plain = Buffer.from("at 172.16.10.10 of 192.168.1.11\n").toString("base64");
    expect(value).toContain(`0644 0:0 restart ${plain} /etc/plain\n`);
    expect(value).toContain(`0400 0:0 replace ${Buffer.from("hush").toString("base64")} /etc/key`);
    expect(inputs["triggers"]).toMatchObject([{ ...SECRET, value: "/var/lib/macvlan-fabric/dev/files/bbox10\nhush" }]);
  });

  it("are written before the container is made, and their replacement is its own", () => {
    const { dependsOn, replaceWith } = row("fabric-bbox10-container");
    expect(dependsOn).toContain(row("fabric-bbox10-files").urn);
    expect(replaceWith).toContain(row("fabric-bbox10-files").urn);
    expect(row("fabric-bbox11-container").replaceWith).toHaveLength(1);
  });
});

it("variables of a file come after those of the configuration, and may be secret", () => {
  expect(row("fabric-bbox10-container").inputs["envs"]).toEqual({ ...SECRET, value: ["A=own", "B=file"] });
});

describe("refuses", () => {
  it.each<[string, Options, string]>([
    [
      "an unknown name in a template",
      { files: { "/x": { content: "{{ hosts.router.address }}", template: true } } },
      "containers.bbox10.files./x.content: {{ hosts.router.address }} is unknown: known are " +
        "hosts.docker01.address, hosts.docker02.address, and secrets.KEY",
    ],
    [
      "a misspelt one",
      { files: { "/x": { content: "{{ segments.vlan10.gatway }}", template: true } } },
      "did you mean {{ segments.vlan10.gateway }}?",
    ],
    [
      "a secret that nobody has set",
      { files: { "/x": { content: "{{ secrets.none }}", template: true } } },
      'containers.bbox10.files./x.content: there is no secret "none": ',
    ],
    ["a file that nobody has read", { env_file: "none.env" }, "containers.bbox10.env_file: the file was not read: "],
  ])("%s", async (_, options, message) => {
    await expect(stackWith({ bbox10: options })).rejects.toThrow(message);
  });
});
