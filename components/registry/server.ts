import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import {
  accessFolder,
  anonymousRegistryContainer,
  certificateFolder,
  mirrorContainer,
  mirrorVolume,
  registryContainer,
  registryVolume,
} from "../../host/registry-scripts";
import { INSECURE_LABEL, STACK_LABEL } from "../../topology/naming";
import type { DockerHost } from "../docker-host";
import { patientRegistry, type Mirror } from "./mirror";

export interface ServerArgs {
  /** Name of the component, with which those of its resources begin. */
  readonly component: string;
  readonly parent: pulumi.Resource;
  readonly host: DockerHost;
  /** Image of the registry itself. */
  readonly image: string;
  readonly port: number;
  /** Whether it asks for a login. */
  readonly closed: boolean;
  /** Whether it serves plain HTTP. */
  readonly insecure: boolean;
  /** Port on which anybody may pull, and nobody can push. Default: none. */
  readonly anonymousPort?: number | undefined;
  /** Default: none. */
  readonly mirror?: Mirror | undefined;
}

/**
 * The registry, and perhaps a second one that reads the same images. Whether there is a mirror is no concern of theirs.
 * @param after what has to be there before they start
 */
export function createServers(args: ServerArgs, after: readonly pulumi.Resource[]): docker.Container[] {
  const { component, parent, host, closed, insecure, port, anonymousPort, mirror } = args;
  const stack = pulumi.getStack();
  const opts = host.dockerOptions(parent);
  const labels = [{ label: STACK_LABEL, value: stack }];
  const image = new docker.RemoteImage(`${component}-image`, { name: args.image, keepLocally: true }, opts);
  const volume = (role: string, name: string): docker.Volume =>
    new docker.Volume(`${component}-${role}`, { name, labels }, opts);
  const data = volume("data", registryVolume(stack));
  const container = (role: string, name: string, { envs, volumes, entrypoints, ...own }: Own): docker.Container =>
    new docker.Container(
      `${component}-${role}`,
      {
        name,
        image: image.imageId,
        restart: "always",
        ...(entrypoints === undefined ? {} : { entrypoints: [...entrypoints] }),
        envs: [...(insecure ? [] : TLS), ...envs],
        ports: [{ internal: 5000, external: own.port }],
        volumes: [
          {
            volumeName: (own.data ?? data).name,
            containerPath: "/var/lib/registry",
            ...(own.readOnly ? { readOnly: true } : {}),
          },
          ...(insecure ? [] : [{ hostPath: certificateFolder(stack), containerPath: "/certs", readOnly: true }]),
          ...volumes,
        ],
        memory: 512,
        memorySwap: 512,
        securityOpts: ["no-new-privileges:true"],
        destroyGraceSeconds: 10,
        labels: [...labels, ...(insecure ? [{ label: INSECURE_LABEL, value: "registry" }] : [])],
      },
      // Its certificate is for the address, and is read when it starts.
      { ...host.dockerOptions(parent, [...after]), replacementTrigger: `${host.host} ${host.address}` },
    );
  const login = closed ? askForLogin(stack) : { envs: [], volumes: [] };
  const server = container("server", registryContainer(stack), { ...login, port, readOnly: false });
  if (mirror !== undefined) {
    const envs = [`REGISTRY_PROXY_REMOTEURL=${mirror.upstream}`];
    const kept = volume("mirror-data", mirrorVolume(stack));
    const own = { envs, volumes: [], port: mirror.port, readOnly: false, data: kept, entrypoints: patientRegistry() };
    container("mirror", mirrorContainer(stack), own);
  }
  if (anonymousPort === undefined) return [server];
  const anonymous = { envs: READ_ONLY, volumes: [], port: anonymousPort, readOnly: true };
  return [server, container("anonymous", anonymousRegistryContainer(stack), anonymous)];
}

const TLS = ["REGISTRY_HTTP_TLS_CERTIFICATE=/certs/tls.crt", "REGISTRY_HTTP_TLS_KEY=/certs/tls.key"];

/** In what they differ. */
interface Own {
  readonly envs: readonly string[];
  readonly volumes: readonly docker.types.input.ContainerVolume[];
  readonly port: number;
  /** Whether it only reads the images. */
  readonly readOnly: boolean;
  /** Where its images are. Default: where those of the registry are. */
  readonly data?: docker.Volume;
  /** Default: the image's. */
  readonly entrypoints?: readonly string[];
}

/** The registry takes a map for this key, and nothing below it. Uploads are purged by the one that writes them. */
const READ_ONLY = [
  'REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}',
  'REGISTRY_STORAGE_MAINTENANCE_UPLOADPURGING={"enabled":false}',
];

function askForLogin(stack: string): Pick<Own, "envs" | "volumes"> {
  return {
    envs: [
      "REGISTRY_AUTH=htpasswd",
      "REGISTRY_AUTH_HTPASSWD_REALM=macvlan-fabric",
      "REGISTRY_AUTH_HTPASSWD_PATH=/access/htpasswd",
    ],
    volumes: [{ hostPath: accessFolder(stack), containerPath: "/access", readOnly: true }],
  };
}
