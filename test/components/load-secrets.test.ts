import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadSecrets } from "../../components/load-secrets";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { devInput } from "../support/dev-stack";

const KEYS = "PULUMI_CONFIG_SECRET_KEYS";

beforeEach(() =>
  pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "macvlan-fabric", "dev"),
);
afterEach(() => {
  pulumi.runtime.setAllConfig({});
  Reflect.deleteProperty(process.env, KEYS);
});

function load(...environment: object[]): ReturnType<typeof loadSecrets> {
  const names = ["bbox1", "bbox2"];
  const input = devInput(({ containers }) => {
    environment.forEach((each, index) => Object.assign(containers?.[names[index] ?? ""] ?? {}, { environment: each }));
  });
  return loadSecrets(parseFabric(input), {});
}

it("reads each secret that the configuration names, and no other", async () => {
  pulumi.runtime.setAllConfig({ "macvlan-fabric:a": "one", "macvlan-fabric:b": "two" });
  const { secrets, problems } = load({ A: { secret: "a" }, B: "b" }, { A: { secret: "a" } });
  expect(problems).toEqual([]);
  expect(Object.keys(secrets)).toEqual(["a"]);
  const value = pulumi.output(secrets["a"]);
  expect(await pulumi.isSecret(value)).toBe(true);
});

it("says where a secret is missing, and how to set it", () => {
  expect(load({ A: { secret: "a" } }, { B: { secret: "a" } }).problems).toEqual([
    {
      path: "containers.bbox1.environment.A",
      message: 'there is no secret "a": run `npm run pulumi -- config set --secret macvlan-fabric:a --stack dev`',
    },
    expect.objectContaining({ path: "containers.bbox2.environment.B" }),
  ]);
});

it("refuses one that is stored in plain text", () => {
  pulumi.runtime.setAllConfig({ "macvlan-fabric:a": "one", "macvlan-fabric:b": "two" });
  process.env[KEYS] = '["macvlan-fabric:b"]';
  expect(load({ A: { secret: "a" }, B: { secret: "b" } }).problems).toEqual([
    {
      path: "macvlan-fabric:a",
      message:
        "is stored in plain text in Pulumi.dev.yaml, readable by anyone with the file: remove it there, replace it, and run " +
        "`npm run pulumi -- config set --secret macvlan-fabric:a --stack dev`",
    },
  ]);
});
