import type { ResourceValidationPolicy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import * as server from "@pulumi/policy/server";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import * as struct from "google-protobuf/google/protobuf/struct_pb";
import { policies } from "../../policy/policies";

/** What a preview hands over in place of an unknown text. */
export const UNKNOWN = (proxy as unknown as { unknownStringValue: string }).unknownStringValue;

// Set by the engine when the pack checks a program; without it, the pack takes the run for an analysis of a state.
process.env["PULUMI_NODEJS_DRY_RUN"] = "true";

/** A resource as tests write it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly deleteBeforeReplace?: boolean;
  readonly urn?: string;
  /** URN of its parent. */
  readonly parent?: string;
  readonly provider?: {
    readonly name: string;
    readonly urn?: string;
    readonly props?: Readonly<Record<string, unknown>>;
  };
}

export interface Diagnostic {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
}

/** Every run begins with these, so that each case starts with resources that do not concern the rule. */
export const UNRELATED: readonly Resource[] = [
  { type: "pulumi:pulumi:Stack", name: "macvlan-fabric-dev" },
  { type: "random:index/randomPet:RandomPet", name: "pet", props: { length: 2, prefix: UNKNOWN } },
];

/** The request that the engine sends for a resource. */
export function request(resource: Resource): proto.AnalyzeRequest {
  const options = new proto.AnalyzerResourceOptions();
  if (resource.deleteBeforeReplace !== undefined) {
    options.setDeletebeforereplacedefined(true).setDeletebeforereplace(resource.deleteBeforeReplace);
  }
  if (resource.parent !== undefined) options.setParent(resource.parent);
  const made = new proto.AnalyzeRequest()
    .setType(resource.type)
    .setName(resource.name)
    .setUrn(resource.urn ?? urnOf(resource.type, resource.name))
    .setProperties(toStruct(resource.props))
    .setOptions(options);
  if (resource.provider === undefined) return made;
  const provider = new proto.AnalyzerProviderResource()
    .setType("pulumi:providers:docker")
    .setName(resource.provider.name)
    .setUrn(resource.provider.urn ?? urnOf("pulumi:providers:docker", resource.provider.name))
    .setProperties(toStruct(resource.provider.props));
  return made.setProvider(provider);
}

/** What the pack reports about a run of resources, through the SDK's own handler, proxy and treatment of unknowns. */
export async function analyze(
  resources: readonly Resource[],
  rules: readonly ResourceValidationPolicy[] = policies,
): Promise<Diagnostic[]> {
  const handle = (server as unknown as { makeAnalyzeRpcFun: MakeHandler }).makeAnalyzeRpcFun(
    "macvlan-fabric",
    "0.0.0",
    "mandatory",
    rules,
  );
  const found: Diagnostic[] = [];
  for (const resource of [...UNRELATED, ...resources]) {
    const response = await new Promise<proto.AnalyzeResponse>((resolve, reject) => {
      handle({ request: request(resource) }, (error, answer) => {
        if (answer === undefined) reject(error ?? new Error("no answer"));
        else resolve(answer);
      });
    });
    found.push(...diagnosticsOf(response));
  }
  return found;
}

/** The same for one rule. */
export async function analyzeWith(rule: string, resources: readonly Resource[]): Promise<Diagnostic[]> {
  const chosen = policies.filter(({ name }) => name === rule);
  if (chosen.length !== 1) throw new Error(`no rule is called ${rule}`);
  return analyze(resources, chosen);
}

export function diagnosticsOf(response: proto.AnalyzeResponse): Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: diagnostic.getMessage(),
  }));
}

type MakeHandler = (
  pack: string,
  version: string,
  level: string,
  rules: readonly ResourceValidationPolicy[],
) => (
  call: { request: proto.AnalyzeRequest },
  callback: (error: Error | undefined, answer: proto.AnalyzeResponse | undefined) => void,
) => void;

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::macvlan-fabric::${type}::${name}`;
}

function toStruct(value: Readonly<Record<string, unknown>> = {}): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as Record<string, struct.JavaScriptValue>);
}
