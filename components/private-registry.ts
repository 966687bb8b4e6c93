import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { certificateFolder, registryContainer, registryVolume } from "../host/scripts";
import { registryEndpoint, STACK_LABEL } from "../topology/naming";
import { registry as registrySchema } from "../topology/schema/registry-schema";
import type { DockerHost } from "./docker-host";
import { parseArgs } from "./refusal";
import { createCertificates } from "./registry/certificates";
import { TOKENS } from "./tokens";

export interface PrivateRegistryArgs {
  /** The host that it runs on; it listens on the host's LAN address. */
  readonly host: DockerHost;
  /** Port that it listens on. Default: 5000. */
  readonly port?: number;
  /** Image of the registry itself. Default: registry:2. */
  readonly image?: string;
  /** Name in image references in place of the address, which all clients can resolve. Default: the address. */
  readonly dnsName?: string;
  /** Further names that clients call it by. Default: none. */
  readonly aliases?: readonly string[];
  /** Another number has it go over to a new certificate authority. Default: the first one stays. */
  readonly rotation?: number;
  /** Hosts that push to it or pull from it. */
  readonly clients: readonly DockerHost[];
}

/**
 * A registry on one host that all clients reach over TLS. Its certificate authority is created on that host and installed for
 * the Docker daemon of every client, so no daemon needs an insecure exception. A volume keeps its data.
 *
 * @example const registry = new PrivateRegistry("registry", { host: docker01, clients: [docker01, docker02] });
 */
export class PrivateRegistry extends pulumi.ComponentResource {
  /** The host that it runs on, from which images are pushed. */
  readonly host: DockerHost;
  /** `address:port` or `name:port`, as image references name it. */
  readonly endpoint: string;
  /** The resources that a push or pull of a client depends on, by host name. */
  readonly usable: ReadonlyMap<string, pulumi.Resource[]>;

  constructor(name: string, args: PrivateRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, clients, dnsName, ...rest } = args;
    const given = { ...rest, host: host.host, name: dnsName };
    const { port, image, ...naming } = parseArgs(registrySchema, given, `the arguments of PrivateRegistry ${name}`);
    const endpoint = registryEndpoint(naming.name ?? host.address, port);
    super(TOKENS.privateRegistry, name, { host: host.host, endpoint }, opts);
    this.host = host;
    this.endpoint = endpoint;
    const { issued, trusted } = createCertificates({ ...naming, component: name, parent: this, host, port }, clients);
    const server = createServer(name, { host, port, image }, issued, this);
    this.usable = new Map([...trusted].map(([client, trust]) => [client, [server, ...trust]]));
    this.registerOutputs({ endpoint });
  }
}

function createServer(
  name: string,
  { host, port, image: source }: { readonly host: DockerHost; readonly port: number; readonly image: string },
  after: readonly pulumi.Resource[],
  parent: pulumi.Resource,
) {
  const stack = pulumi.getStack();
  const opts = host.dockerOptions(parent);
  const labels = [{ label: STACK_LABEL, value: stack }];
  const image = new docker.RemoteImage(`${name}-image`, { name: source, keepLocally: true }, opts);
  const data = new docker.Volume(`${name}-data`, { name: registryVolume(stack), labels }, opts);
  return new docker.Container(
    `${name}-server`,
    {
      name: registryContainer(stack),
      image: image.imageId,
      restart: "always",
      envs: ["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt", "REGISTRY_HTTP_TLS_KEY=/certs/tls.key"],
      ports: [{ internal: 5000, external: port }],
      volumes: [
        { volumeName: data.name, containerPath: "/var/lib/registry" },
        { hostPath: certificateFolder(stack), containerPath: "/certs", readOnly: true },
      ],
      memory: 512,
      memorySwap: 512,
      securityOpts: ["no-new-privileges:true"],
      destroyGraceSeconds: 10,
      labels,
    },
    // Its certificate is for the address, and is read when it starts.
    { ...host.dockerOptions(parent, [...after]), replacementTrigger: `${host.host} ${host.address}` },
  );
}
