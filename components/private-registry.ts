import * as pulumi from "@pulumi/pulumi";
import { registryEndpoint } from "../topology/naming";
import { registry as registrySchema } from "../topology/schema/registry-schema";
import type { DockerHost } from "./docker-host";
import { parseArgs } from "./refusal";
import { createAccess, createLogin, type RegistryAccess } from "./registry/access";
import { createCertificates, type Certificates, type GivenCertificate } from "./registry/certificates";
import { createDaemonEntry } from "./registry/daemon-entry";
import type { Mirror } from "./registry/mirror";
import { createServers } from "./registry/server";
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
  /** Whether it serves plain HTTP, and the Docker of every client makes an exception for it. Default: false. */
  readonly insecure?: boolean;
  /** A certificate from elsewhere, for its address or name and all aliases. Default: the stack makes its own. */
  readonly certificate?: GivenCertificate;
  /** Who may use it; every client is logged in. Default: anybody who reaches it. */
  readonly access?: RegistryAccess;
  /** A mirror beside it, which every client's Docker asks before Docker Hub. Default: none. */
  readonly mirror?: Partial<Mirror>;
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
    const { host, clients, dnsName, certificate, access, ...rest } = args;
    const given = { ...rest, host: host.host, name: dnsName };
    const options = parseArgs(OPTIONS, given, `the arguments of PrivateRegistry ${name}`);
    const { port, image, insecure, mirror, ...naming } = options;
    const endpoint = registryEndpoint(naming.name ?? host.address, port);
    super(TOKENS.privateRegistry, name, { host: host.host, endpoint }, opts);
    this.host = host;
    this.endpoint = endpoint;
    const place = { component: name, parent: this, host };
    const secured = access === undefined ? undefined : { ...place, endpoint, access };
    const anonymousPort = access?.anonymousPort;
    const morePorts = {
      ...(anonymousPort === undefined ? {} : { anonymous: anonymousPort }),
      ...(mirror === undefined ? {} : { mirror: mirror.port }),
    };
    const { issued, trusted } = insecure
      ? exceptions(name, endpoint, clients, this)
      : createCertificates({ ...naming, ...place, port, morePorts, certificate }, clients);
    const before = secured === undefined ? issued : [...issued, createAccess(secured)];
    const servers = createServers(
      { ...place, image, port, insecure, closed: secured !== undefined, anonymousPort, mirror },
      before,
    );
    const mirrorEndpoint = mirror && registryEndpoint(naming.name ?? host.address, mirror.port);
    const asked = (client: DockerHost): pulumi.Resource[] =>
      mirrorEndpoint === undefined
        ? []
        : [createDaemonEntry("mirror", { component: name, endpoint: mirrorEndpoint }, client, this)];
    this.usable = new Map(
      clients.map((client) => {
        const reached = [...servers, ...(trusted.get(client.host) ?? []), ...asked(client)];
        return [client.host, secured === undefined ? reached : [...reached, createLogin(secured, client, reached)]];
      }),
    );
    this.registerOutputs({ endpoint });
  }
}

const OPTIONS = registrySchema.omit({ access: true, certificate: true });

/** What takes the place of certificates where there are none. */
function exceptions(
  component: string,
  endpoint: string,
  clients: readonly DockerHost[],
  parent: pulumi.Resource,
): Certificates {
  const trusted = clients.map(
    (client) => [client.host, [createDaemonEntry("insecure", { component, endpoint }, client, parent)]] as const,
  );
  return { issued: [], trusted: new Map(trusted) };
}
