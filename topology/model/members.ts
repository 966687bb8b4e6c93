import type { HostConfiguration, SegmentConfiguration } from "../schema/fabric-schema";

/** The host's interface on a switch; without a name that is the bridged LAN. */
export function nicOn(host: HostConfiguration | undefined, switchName: string | undefined): string | undefined {
  return switchName === undefined ? host?.nic : host?.nics[switchName];
}

/** The hosts that carry a segment: those that it names, or all that have an interface on its switch. */
export function segmentHosts(
  segment: SegmentConfiguration,
  hosts: Readonly<Record<string, HostConfiguration>>,
): string[] {
  return segment.hosts ?? Object.keys(hosts).filter((name) => nicOn(hosts[name], segment.switch) !== undefined);
}
