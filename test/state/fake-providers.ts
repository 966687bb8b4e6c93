import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { UNCONFIRMED } from "../../commands/stalled-update";
import { ownedOn, type OwnershipPlan } from "../../host/handover";
import { FakeHosts } from "./fake-hosts";

type Properties = Record<string, JavaScriptValue>;

/** What the engine asks for, such as `create fabric-bbox1-container`. */
export interface Operation {
  readonly name: string;
  readonly urn: string;
}

/**
 * What becomes of an operation: it is refused, or a thing is made that does not work, or a host has changed and waits for a new
 * login. Undefined: it succeeds.
 */
export type Failure = "refused" | "incomplete" | "unconfirmed" | undefined;

/**
 * The plugins for Docker and for commands, in this process and without a host behind them: the engine attaches to them instead
 * of starting the real ones.
 */
export class FakeProviders {
  readonly hosts = new FakeHosts();
  /** Who owns what after the next handover. */
  plan: OwnershipPlan = { addresses: [], networks: [] };
  /** Hosts that do not answer when the handover asks. */
  readonly silent = new Set<string>();
  /** What the engine has asked for, in order. */
  readonly asked: Operation[] = [];
  /** Decides about each operation before it is carried out. */
  fate: (operation: Operation) => Failure | Promise<Failure> = () => undefined;
  /** Runs when an operation has been carried out, before it is answered. */
  answers: (operation: Operation) => void | Promise<void> = () => undefined;
  private readonly server = new grpc.Server();
  /** The host that each connection of a Docker provider was configured for. */
  private readonly configured = new Map<string, string>();
  private made = 0;

  /** Resolves to what lets the engine find them. */
  async start(): Promise<{ PULUMI_DEBUG_PROVIDERS: string }> {
    this.server.addService(ResourceProviderService, this.service());
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return { PULUMI_DEBUG_PROVIDERS: `command:${port},docker:${port}` };
  }

  /** Breaks all connections, as the end of a plugin does. */
  stop(): void {
    this.server.forceShutdown();
  }

  private service(): grpc.UntypedServiceImplementation {
    return {
      handshake: unary(() => new proto.ProviderHandshakeResponse()),
      attach: unary(() => new Empty()),
      cancel: unary(() => new Empty()),
      getPluginInfo: unary(() => new PluginInfo().setVersion("0.0.0")),
      getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
      checkConfig: unary(check),
      check: unary(check),
      diffConfig: unary((request: proto.DiffRequest) => diff(request, [])),
      diff: unary((request: proto.DiffRequest) => diff(request, UPDATABLE[typeOf(request.getUrn())])),
      configure: unary((request: proto.ConfigureRequest, peer) => {
        const [, host] = /-([^-]+)-docker$/.exec(request.getUrn() ?? "") ?? [];
        if (host !== undefined) this.configured.set(peer, host);
        return new proto.ConfigureResponse().setSupportspreview(true);
      }),
      create: unary((request: proto.CreateRequest, peer) => this.create(request, peer)),
      read: unary((request: proto.ReadRequest) =>
        new proto.ReadResponse()
          .setId(request.getId())
          .setProperties(request.getProperties())
          .setInputs(request.getInputs()),
      ),
      update: unary((request: proto.UpdateRequest) => this.update(request)),
      delete: unary((request: proto.DeleteRequest, peer) => this.delete(request, peer)),
    };
  }

  private async create(request: proto.CreateRequest, peer: string): Promise<proto.CreateResponse> {
    const [urn, inputs] = [request.getUrn(), plain(request.getProperties())];
    if (request.getPreview()) return new proto.CreateResponse().setProperties(request.getProperties());
    const { failure, operation } = await this.decide("create", urn);
    this.hosts.make(this.hostOf(peer), typeOf(urn), inputs);
    this.handOver(urn);
    await this.answers(operation);
    const id = `id-${++this.made}`;
    const outputs = Struct.fromJavaScript({ ...inputs, ...outputsOf(urn) });
    if (failure === "incomplete") throw initFailed(id, outputs);
    return new proto.CreateResponse().setId(id).setProperties(outputs);
  }

  private async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const [urn, inputs] = [request.getUrn(), plain(request.getNews())];
    if (request.getPreview()) return new proto.UpdateResponse().setProperties(request.getNews());
    const { operation } = await this.decide("update", urn);
    this.handOver(urn);
    await this.answers(operation);
    return new proto.UpdateResponse().setProperties(Struct.fromJavaScript({ ...inputs, ...outputsOf(urn) }));
  }

  private async delete(request: proto.DeleteRequest, peer: string): Promise<Empty> {
    const { operation } = await this.decide("delete", request.getUrn());
    this.hosts.remove(this.hostOf(peer), typeOf(request.getUrn()), plain(request.getProperties()));
    await this.answers(operation);
    return new Empty();
  }

  private async decide(verb: string, urn: string): Promise<{ failure: Failure; operation: Operation }> {
    const operation = { name: `${verb} ${urn.split("::").at(-1) ?? ""}`, urn };
    this.asked.push(operation);
    const failure = await this.fate(operation);
    if (failure === "refused") throw new Error(`the test has refused to ${operation.name}`);
    if (failure === "unconfirmed") throw new Error(`${operation.name}: taken back ${UNCONFIRMED}`);
    return { failure, operation };
  }

  private handOver(urn: string): void {
    if (urn.endsWith("-handover")) this.hosts.handOver(this.plan, (host) => !this.silent.has(host));
    const [, name] = /-([^-]+)-release$/.exec(urn) ?? [];
    if (name !== undefined) this.hosts.handOver(ownedOn(name, this.plan), (host) => host === name);
  }

  private hostOf(peer: string): string {
    return this.configured.get(peer) ?? "";
  }
}

const REMOTE = "command:remote:Command";
const LOCAL = "command:local:Command";
const COMMAND = ["connection", "create", "delete", "stdin", "logging", "addPreviousOutputInEnv"];

/** The inputs of each type that change without a replacement; of the others, undefined, every change is one. */
const UPDATABLE: Readonly<Record<string, readonly string[]>> = {
  [REMOTE]: COMMAND,
  [LOCAL]: COMMAND,
  "docker:index/container:Container": ["memory", "memorySwap", "restart", "destroyGraceSeconds"],
  "docker:index/remoteImage:RemoteImage": ["keepLocally"],
};

/** The inputs of each type without which the plugin refuses it. In an update, one that is unknown is not there. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  "docker:index/container:Container": ["image"],
  "docker:index/network:Network": ["name"],
  "docker:index/remoteImage:RemoteImage": ["name"],
};

function check(request: proto.CheckRequest): proto.CheckResponse {
  const news = plain(request.getNews());
  const { networksAdvanced: networks = [] } = news as { networksAdvanced?: { name?: string }[] };
  const missing = [
    ...(REQUIRED[typeOf(request.getUrn())] ?? []).filter((name) => news[name] === undefined),
    ...networks.flatMap(({ name }) => (name === undefined ? ["networksAdvanced"] : [])),
  ];
  const failures = missing.map((property) =>
    new proto.CheckFailure().setProperty(property).setReason(`missing required property "${property}"`),
  );
  return new proto.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
}

/** @param updatable the inputs that change without a replacement; none: all of them; undefined: none of them */
function diff(request: proto.DiffRequest, updatable: readonly string[] | undefined): proto.DiffResponse {
  const [olds, news] = [plain(request.getOldInputs()), plain(request.getNews())];
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !isDeepStrictEqual(olds[key], news[key]),
  );
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  const replaces = updatable?.length === 0 ? [] : changed.filter((key) => updatable?.includes(key) !== true);
  return new proto.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replaces);
}

const DIGEST = `sha256:${"feed".repeat(16)}`;

/** What the real plugins answer beyond the inputs. */
function outputsOf(urn: string): Properties {
  switch (typeOf(urn)) {
    case "docker:index/remoteImage:RemoteImage":
      return { imageId: DIGEST };
    case REMOTE:
      return {
        stdout: urn.endsWith("-push")
          ? `192.168.1.11:5000/busybox@${DIGEST}\n`
          : `stdout of ${urn.split("::").at(-1) ?? ""}`,
        stderr: "",
      };
    case LOCAL:
      return { stdout: "", stderr: "" };
    default:
      return {};
  }
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function plain(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** As a plugin reports that it has made something that does not work, such as a container that does not start. */
function initFailed(id: string, outputs: Struct): Error {
  const detail = new proto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(outputs)
    .setInputs(outputs)
    .setReasonsList(["the test has refused to start it"]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(grpc.status.UNKNOWN).setMessage("did not start").setDetailsList([any]);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return Object.assign(new Error("did not start"), { metadata });
}

function unary<Request, Response>(
  answer: (request: Request, peer: string) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call.getPeer()))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({
            code: grpc.status.UNKNOWN,
            ...(error as Partial<grpc.ServiceError>),
            message: (error as Error).message,
          });
        },
      );
  };
}
