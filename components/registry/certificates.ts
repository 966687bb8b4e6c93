import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import {
  registryAuthorityScript,
  registryCertificateScript,
  registryGivenScript,
  registryIssueScript,
  registryTrustScript,
} from "../../host/registry-scripts";
import { registryEndpoint } from "../../topology/naming";
import type { DockerHost } from "../docker-host";
import { remoteScript } from "../remote-script";

export interface CertifiedRegistry {
  /** Name of the component, with which those of its resources begin. */
  readonly component: string;
  readonly parent: pulumi.Resource;
  readonly host: DockerHost;
  readonly port: number;
  /** Further ports that it is reached by, by what the names of their resources end with. */
  readonly morePorts: Readonly<Record<string, number>>;
  /** Name in image references, in place of the address. */
  readonly name?: string | undefined;
  readonly aliases: readonly string[];
  readonly rotation?: number | undefined;
  /** One from elsewhere. Default: the stack's own. */
  readonly certificate?: GivenCertificate | undefined;
}

/** A certificate from elsewhere, in PEM. */
export interface GivenCertificate {
  /** With those of the authorities in between. */
  readonly certificate: string;
  /** Its private key. */
  readonly key: pulumi.Input<string>;
  /** The certificate of the authority. Default: every host knows it. */
  readonly ca?: string | undefined;
}

export interface Certificates {
  /** What the server must come after. */
  readonly issued: readonly pulumi.Resource[];
  /** What makes each client trust it, by host name. */
  readonly trusted: ReadonlyMap<string, readonly pulumi.Resource[]>;
}

/**
 * The certificates of a registry and the trust of its clients. A new authority is trusted everywhere before the server's
 * certificate comes from it.
 */
export function createCertificates(registry: CertifiedRegistry, clients: readonly DockerHost[]): Certificates {
  const { component, parent, host, name, aliases, rotation, morePorts, certificate } = registry;
  const run = (
    role: string,
    script: pulumi.Input<string>,
    after: readonly pulumi.Resource[],
  ): command.remote.Command => {
    const opts = host.childOptions(parent, [host.ready, ...after]);
    return remoteScript(`${component}-${role}`, { ssh: host.ssh, script, timeout: 60 }, opts);
  };
  const stack = pulumi.getStack();
  if (certificate !== undefined) {
    const { certificate: chain, key, ca = "" } = certificate;
    const script = pulumi
      .secret(key)
      .apply((text) => registryGivenScript(stack, { certificate: chain, key: text, ca }));
    const issued = [run("certificate", script, [])];
    const trusting = ca === "" ? [] : clients;
    return { issued, trusted: new Map(trusting.map((client) => [client.host, createTrust(registry, client, ca)])) };
  }
  const first = run("certificate", registryCertificateScript(stack, host.address, rotation), []);
  const authority =
    rotation === undefined ? first : run("authority", registryAuthorityScript(stack, rotation), [first]);
  const ca = pulumi.unsecret(authority.stdout);
  const trusted = new Map(clients.map((client) => [client.host, createTrust(registry, client, ca)]));
  const names = [...(name === undefined ? [] : [name]), ...aliases];
  const single = Object.keys(morePorts).length === 0;
  if (names.length === 0 && rotation === undefined && single) return { issued: [first], trusted };
  const script = registryIssueScript(stack, { address: host.address, names, rotation });
  const before = rotation === undefined ? [first] : [authority, ...[...trusted.values()].flat()];
  return { issued: [run("issue", script, before)], trusted };
}

/** By the address and by each name: Docker looks for the authority in a folder of the name that it was called by. */
function createTrust(registry: CertifiedRegistry, client: DockerHost, ca: pulumi.Input<string>): pulumi.Resource[] {
  const { component, parent, port, morePorts, name, aliases } = registry;
  const { address } = registry.host;
  const trust = (called: string, suffix: string, on = port): pulumi.Resource => {
    const endpoint = registryEndpoint(called, on);
    const resolve = called === name ? { name, address } : undefined;
    const script = pulumi
      .output(ca)
      .apply((text) => registryTrustScript(pulumi.getStack(), { endpoint, ca: text, resolve }));
    const opts = client.childOptions(parent, [client.ready]);
    const args = { ssh: client.ssh, script, timeout: 30, identity: endpoint };
    return remoteScript(`${component}-trust-${client.host}${suffix}`, args, opts);
  };
  const names = [...(name === undefined ? [] : [name]), ...aliases];
  const called = [{ by: address, suffix: "" }, ...names.map((by) => ({ by, suffix: `-${by}` }))];
  return called.flatMap(({ by, suffix }) => [
    trust(by, suffix),
    ...Object.entries(morePorts).map(([role, other]) => trust(by, `${suffix}-${role}`, other)),
  ]);
}
