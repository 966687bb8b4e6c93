import type { FabricOutput, SegmentOutput } from "./contract";
import { dockerProblem, type DockerNetwork, type ProbeOutput } from "./probe-output";
import type { Comparison } from "./state-item";

/** Networks and containers. A daemon that does not answer is one item, since nothing is known about the rest. */
export function compareDocker(
  host: string,
  segments: readonly SegmentOutput[],
  output: FabricOutput,
  seen: ProbeOutput,
): Comparison[] {
  const problem = dockerProblem(seen);
  if (problem !== undefined && seen.containers.size + seen.networks.size === 0) {
    return [{ subject: "Docker", property: "state", desired: "answering", observed: problem }];
  }
  return [
    ...segments.flatMap((segment) => compareNetwork(host, segment, seen)),
    ...Object.keys(output.containers).flatMap((name) => compareContainer(name, host, output, seen)),
  ];
}

function compareNetwork(host: string, segment: SegmentOutput, seen: ProbeOutput): Comparison[] {
  const subject = `network ${segment.network}`;
  const network = seen.networks.get(segment.network);
  if (network === undefined) return [{ subject, property: "state", desired: "present", observed: "absent" }];
  const parent = segment.hosts[host]?.parent ?? "";
  const { subnet, gateway, ipRange } = choosePool(segment, network);
  const planned = segment.hosts[host]?.ipRange;
  const range: Comparison[] =
    planned === undefined ? [] : [{ subject, property: "ip-range", desired: planned, observed: ipRange || "none" }];
  return [
    { subject, property: "driver", desired: "macvlan", observed: network.driver },
    { subject, property: "parent", desired: parent, observed: network.parent || "none" },
    { subject, property: "subnet", desired: segment.subnet, observed: subnet || "none" },
    { subject, property: "gateway", desired: segment.gateway, observed: gateway || "none" },
    ...range,
  ];
}

function choosePool(segment: SegmentOutput, { pools }: DockerNetwork): DockerNetwork["pools"][number] {
  return pools.find(({ subnet }) => subnet === segment.subnet) ?? pools[0] ?? { subnet: "", gateway: "", ipRange: "" };
}

function compareContainer(name: string, host: string, output: FabricOutput, seen: ProbeOutput): Comparison[] {
  const planned = output.containers[name];
  if (planned?.host !== host) return [];
  const subject = `container ${name}`;
  const found = seen.containers.get(name);
  if (found?.status !== "running") {
    return [{ subject, property: "state", desired: "running", observed: found?.status ?? "absent" }];
  }
  return [
    { subject, property: "state", desired: "running", observed: found.status },
    { subject, property: "image", desired: planned.image, observed: found.image },
    ...Object.entries(planned.attach).flatMap(([segment, { address, mac }]): Comparison[] => {
      const network = output.segments[segment]?.network ?? segment;
      const end = found.networks.get(network);
      const observed = end?.addresses.includes(address) === true ? address : end?.addresses.join(" ") || "none";
      return [
        { subject, property: `address on ${network}`, desired: address, observed },
        { subject, property: `MAC on ${network}`, desired: mac.toLowerCase(), observed: end?.mac || "none" },
      ];
    }),
  ];
}
