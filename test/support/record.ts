import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { vsphereAnswer } from "./vsphere-answer";

/** One registration as the engine would receive it. */
export interface Row {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  /** URN of the explicit provider, empty for the default one. */
  readonly provider: string;
  readonly inputs: Record<string, unknown>;
  readonly dependsOn: readonly string[];
  /** For each input, the resources that it depends on. */
  readonly inputDependencies: Readonly<Record<string, readonly string[]>>;
  readonly deleteBeforeReplace: boolean;
  readonly deletedWith: string;
  readonly replaceWith: readonly string[];
  /** When it changes, so does the resource. */
  readonly replacementTrigger: unknown;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
}

/** One call of a provider's function. */
export interface Call {
  readonly token: string;
  readonly inputs: Record<string, unknown>;
}

/** What the monitor receives, as far as the tests look at it. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void };
  getDeletebeforereplace(): boolean;
  getDeletedwith(): string;
  getReplaceWithList(): string[];
  getReplacementTrigger(): { toJavaScript(): unknown } | undefined;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
}
interface Monitor {
  registerResource(request: RegisterRequest, callback: (error: unknown, response: { getUrn(): string }) => void): void;
}

const DIGEST = `sha256:${"feed".repeat(16)}`;

/** What `ssh-keygen` writes, in shape. */
const KEY_PAIR = `-----BEGIN OPENSSH PRIVATE KEY-----
PRIVATEHALF
-----END OPENSSH PRIVATE KEY-----
ssh-ed25519 AAAAPUBLICHALF
`;

/** What the mocked providers answer beyond the inputs. */
function answer({ type, name, inputs }: MockResourceArgs): Record<string, unknown> {
  const state = inputs as Record<string, unknown>;
  if (type === "docker:index/remoteImage:RemoteImage") return { ...state, imageId: DIGEST };
  if (type === "command:local:Command" && name.endsWith("-pair")) return { ...state, stdout: KEY_PAIR };
  if (type !== "command:remote:Command") return state;
  const stdout = name.endsWith("-push") ? `192.168.1.11:5000/busybox@${DIGEST}\n` : `stdout of ${name}\n`;
  return { ...state, stdout, stderr: "" };
}

/** What program and engine say to each other, in order. */
export interface Conversation {
  /** `asks NAME` and `answered NAME`, for each resource. */
  readonly lines: string[];
  /** Milliseconds that the engine takes to answer for a resource. */
  readonly delay: (name: string) => number;
}

/** Runs a program under mocks and lists every registration, in a stable order. `preview` leaves outputs of commands unknown. */
export async function record(
  program: () => unknown,
  options: { stack?: string; preview?: boolean; calls?: Call[]; conversation?: Conversation } = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: async (args) => {
        await sleep(options.conversation?.delay(args.name) ?? 0);
        return { id: `${args.name}-id`, state: answer(args) };
      },
      call: ({ token, inputs }) => {
        options.calls?.push({ token, inputs: inputs as Record<string, unknown> });
        return vsphereAnswer(token, inputs as Record<string, unknown>);
      },
    },
    "macvlan-fabric",
    options.stack ?? "dev",
    options.preview ?? false,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    options.conversation?.lines.push(`asks ${request.getName()}`);
    register(request, (error, response) => {
      options.conversation?.lines.push(`answered ${request.getName()}`);
      if (error === null || error === undefined) rows.push(toRow(request, response.getUrn()));
      callback(error, response);
    });
  };
  await program();
  await pulumi.runtime.disconnect();
  return rows.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function toRow(request: RegisterRequest, urn: string): Row {
  const inputDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    if (value.getUrnsList().length > 0) inputDependencies[key] = value.getUrnsList().map(shortUrn).sort();
  });
  return {
    urn: shortUrn(urn),
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: shortUrn(request.getParent()),
    provider: shortUrn(request.getProvider().split("::").slice(0, 4).join("::")),
    inputs: request.getObject()?.toJavaScript() ?? {},
    dependsOn: request.getDependenciesList().map(shortUrn).sort(),
    inputDependencies,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    deletedWith: shortUrn(request.getDeletedwith()),
    replaceWith: request.getReplaceWithList().map(shortUrn).sort(),
    replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

/** `Type::name` without the stack's and the parents' part. */
function shortUrn(urn: string): string {
  const [, , types, ...name] = urn.split("::");
  return types === undefined ? "" : `${types.split("$").at(-1) ?? ""}::${name.join("::")}`;
}
