import type { FabricOutput } from "../../harness/contract";
import { addressKey } from "../../harness/probes";
import type { CaptureLine } from "../../host/capture";
import { UserError } from "../../support/errors";

/** A link to record, and the name of its interface in the recording. */
export interface CaptureLink extends Omit<CaptureLine, "id"> {
  readonly host: string;
  readonly name: string;
}

/**
 * The links that names stand for: of a container, its own; of a host, its NICs, with the tags of the plan; of a segment, its
 * carriers and the links of its containers.
 * @throws UserError for a name that the stack does not have
 */
export function linksOf(names: readonly string[], output: FabricOutput): CaptureLink[] {
  const links = names.flatMap((name) => {
    const found = [...ofHost(name, output), ...ofSegment(name, output), ...ofContainer(name, output)];
    if (found.length > 0) return found;
    const { hosts, segments, containers } = output;
    const known = Object.keys({ ...hosts, ...segments, ...containers }).join(", ");
    throw new UserError(`there is no host, segment or container "${name}" in the stack: it has ${known}`);
  });
  return [...new Map(links.map((link) => [link.name, link])).values()];
}

function ofHost(host: string, { hosts, segments }: FabricOutput): CaptureLink[] {
  const own = hosts[host];
  if (own === undefined) return [];
  const vlans = new Map<string, Set<number>>([[own.nic, new Set()]]);
  for (const { vlan, hosts: members } of Object.values(segments)) {
    const { nic } = members[host] ?? {};
    if (nic === undefined) continue;
    const tags = vlans.get(nic) ?? new Set();
    vlans.set(nic, vlan === undefined ? tags : tags.add(vlan));
  }
  return [...vlans].map(([link, tags]) => ({ host, link, vlans: [...tags], name: `${link}@${host}` }));
}

function ofSegment(segment: string, { segments, containers }: FabricOutput): CaptureLink[] {
  const carriers = Object.entries(segments[segment]?.hosts ?? {}).map(([host, { parent }]) => ({
    ...{ host, link: parent, vlans: [], name: `${parent}@${host}` },
  }));
  const inside = Object.entries(containers).flatMap(([name, { host, attach }]) =>
    (attach[segment]?.addresses ?? []).slice(0, 1).map((address) => ofAddress(name, host, address, name)),
  );
  return [...carriers, ...inside];
}

function ofContainer(name: string, { containers }: FabricOutput): CaptureLink[] {
  const { host = "", attach = {} } = containers[name] ?? {};
  const all = Object.entries(attach);
  return all.flatMap(([segment, { addresses }]) =>
    addresses
      .slice(0, 1)
      .map((address) => ofAddress(name, host, address, all.length > 1 ? `${name}/${segment}` : name)),
  );
}

function ofAddress(container: string, host: string, address: string, shown: string): CaptureLink {
  return { host, container, link: addressKey(address), vlans: [], name: `${shown}@${host}` };
}
