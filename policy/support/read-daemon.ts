import { rowsOf } from "./earlier-rows";
import { readText } from "./read-props";
import type { Daemon, ObservedResource, ProviderRow, Row } from "./rows";

/** The provider of a host of a Fabric; undefined for any other. */
export function readProvider({ urn, props, opts }: ObservedResource, earlier: readonly Row[]): ProviderRow | undefined {
  const host = rowsOf(earlier, "host").find((row) => row.urn === opts?.parent);
  return host === undefined ? undefined : { kind: "provider", urn, url: readText(props, "host"), host: host.host };
}

/** The daemon behind the provider of a resource. */
export function daemonOf({ provider }: ObservedResource, earlier: readonly Row[]): Daemon {
  if (provider === undefined) return { id: "", name: "the default host" };
  const url = readText(provider.props, "host");
  const own = rowsOf(earlier, "provider").find(
    (row) => row.urn === provider.urn || (url !== undefined && row.url === url),
  );
  return { id: url ?? provider.urn, name: own?.host ?? provider.name };
}
