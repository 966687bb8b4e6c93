import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL } from "../topology/naming";
import type { Registry } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { certificateFolder, registryCertificateScript, registryTrustScript } from "../host/scripts";
import { TOKENS } from "./tokens";

export interface PrivateRegistryArgs {
  readonly stack: string;
  readonly registry: Registry;
  readonly host: DockerHost;
  /** Hosts that push to it or pull from it. */
  readonly clients: readonly DockerHost[];
}

/**
 * A registry on one host, reached by all over TLS. Its certificate authority is made on that host and handed to the Docker
 * of every client, so no daemon needs an insecure exception. The data lie on a volume.
 */
export class PrivateRegistry extends pulumi.ComponentResource {
  /** `address:port`, as image references name it. */
  readonly endpoint: string;
  /** What has to be there before a client can push or pull, by host name. */
  readonly usable: ReadonlyMap<string, pulumi.Resource[]>;

  constructor(name: string, args: PrivateRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.privateRegistry, name, { host: args.registry.host, endpoint: args.registry.endpoint }, opts);
    this.endpoint = args.registry.endpoint;
    const certificate = createCertificate(name, args, this);
    const server = runServer(name, args, certificate, this);
    const ca = pulumi.unsecret(certificate.stdout);
    this.usable = new Map(
      args.clients.map((client) => [client.hostName, [server, trust(name, args, client, ca, this)]]),
    );
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

function createCertificate(name: string, { stack, registry, host }: PrivateRegistryArgs, parent: pulumi.Resource) {
  const script = registryCertificateScript(stack, registry.address);
  return remoteScript(
    `${name}-certificate`,
    { ssh: host.ssh, script, timeout: 60 },
    host.childOptions(parent, [host.ready]),
  );
}

function trust(
  name: string,
  args: PrivateRegistryArgs,
  client: DockerHost,
  ca: pulumi.Output<string>,
  parent: pulumi.Resource,
) {
  const script = ca.apply((text) => registryTrustScript(args.stack, args.registry.endpoint, text));
  const opts = client.childOptions(parent, [client.ready]);
  return remoteScript(`${name}-trust-${client.hostName}`, { ssh: client.ssh, script, timeout: 30 }, opts);
}

function runServer(name: string, args: PrivateRegistryArgs, certificate: pulumi.Resource, parent: pulumi.Resource) {
  const { stack, registry, host } = args;
  const opts = host.dockerOptions(parent);
  const labels = [{ label: STACK_LABEL, value: stack }];
  const image = new docker.RemoteImage(`${name}-image`, { name: registry.image, keepLocally: true }, opts);
  const data = new docker.Volume(`${name}-data`, { name: `macvlan-fabric-registry-${stack}`, labels }, opts);
  return new docker.Container(
    `${name}-server`,
    {
      name: `registry-${stack}`,
      image: image.imageId,
      restart: "always",
      envs: ["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt", "REGISTRY_HTTP_TLS_KEY=/certs/tls.key"],
      ports: [{ internal: 5000, external: registry.port }],
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
    host.dockerOptions(parent, [certificate]),
  );
}
