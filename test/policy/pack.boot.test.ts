import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policies } from "../../policy/policies";
import { diagnosticsOf, request, UNKNOWN, UNRELATED, type Diagnostic, type Resource } from "./analyze";
import * as make from "./resources";

const ROOT = join(__dirname, "..", "..");
const PACK = join(ROOT, "policy");
let pack: ChildProcess;
let client: AnalyzerClient;

// The real runner on the real pack, started like the engine does: proves layout and versions, and that everything loads.
beforeAll(async () => {
  const runner = join(ROOT, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  pack = spawn(process.execPath, [runner, "127.0.0.1:1", PACK], { cwd: PACK, stdio: ["ignore", "pipe", "inherit"] });
  const port = String(await firstLine(pack)).trim();
  expect(port).toMatch(/^\d+$/);
  client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});

afterAll(() => {
  client.close();
  pack.kill();
});

describe("the pack, started by Pulumi's own runner", () => {
  it("introduces itself with every rule and its level", async () => {
    const info = await call<proto.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    expect([info.getName(), info.getVersion()]).toEqual(["macvlan-fabric", "0.1.0"]);
    expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual(policies.map(({ name }) => name));
  });

  it("rejects the tutorial, naming both owners of both addresses", async () => {
    const found = await analyzeAll([make.fabric(make.planOf("test/fixtures/tutorial.yaml"))]);
    expect(found).toEqual([
      {
        policy: "duplicate-address",
        level: "mandatory",
        message: expect.stringMatching(/bbox10b on docker02.*bbox10 on docker01/) as string,
      },
      {
        policy: "duplicate-address",
        level: "mandatory",
        message: expect.stringMatching(/bbox20b on docker02.*bbox20 on docker01/) as string,
      },
    ]);
  });

  it("accepts the reference topology", async () => {
    expect(await analyzeAll([make.fabric(make.planOf("Pulumi.dev.yaml"))])).toEqual([]);
  });

  it("rejects a second owner beside unknown values", async () => {
    const unnamed = make.container("b", "172.16.10.10", "docker02", { name: UNKNOWN });
    const first = make.container("a", "172.16.10.10");
    const found = await analyzeAll([make.subinterface("link"), make.network(), first, unnamed]);
    expect(found.map(({ policy, level }) => `${policy} ${level}`)).toEqual([
      "duplicate-address mandatory",
      "network-by-name advisory",
    ]);
  });

  it("takes level and settings from its configuration, and defaults for the rest", async () => {
    const crowded = [make.network(), make.container("a", "172.16.10.10")];
    const budgets = async (): Promise<Diagnostic[]> =>
      (await analyzeAll(crowded)).filter(({ policy }) => policy === "mac-budget");
    expect(await budgets()).toEqual([]);
    const settings = new proto.PolicyConfig()
      .setEnforcementlevel(proto.EnforcementLevel.MANDATORY)
      .setProperties(Struct.fromJavaScript({ budget: 1 }));
    const configuration = new proto.ConfigureAnalyzerRequest();
    configuration.getPolicyconfigMap().set("mac-budget", settings);
    await call((done) => client.configure(configuration, done));
    expect(await budgets()).toEqual([
      { policy: "mac-budget", level: "mandatory", message: expect.stringContaining("its budget is 1.") as string },
    ]);
  });
});

async function analyzeAll(resources: readonly Resource[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const resource of [...UNRELATED, ...resources]) {
    found.push(...diagnosticsOf(await call((done) => client.analyze(request(resource), done))));
  }
  return found;
}

async function call<T>(start: (done: (error: Error | null, answer: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

/** The port, which the pack prints first; if the pack ends before that, the reason is on stderr. */
async function firstLine(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the policy pack ended with ${String(code)} before it listened`);
  });
  const [line] = (await Promise.race([once(child.stdout ?? child, "data"), ended])) as unknown[];
  return line;
}
