import type { FabricOutput } from "../contract";
import { pictureOf, type Mark, type Member, type Picture } from "./picture";

/** What an edit does, by `host NAME`, `segment NAME`, `bridge NAME`, `router NAME` and `container NAME`. */
export type Marks = ReadonlyMap<string, Mark>;

/** The picture of an edit: what there will be, with what goes beside it, each part marked that changes. */
export function pictureOfChange(
  before: FabricOutput | undefined,
  after: FabricOutput | undefined,
  marks: Marks,
): Picture {
  const output = merge(before, after);
  if (output === undefined) throw new Error("there is nothing to draw");
  const picture = pictureOf(output);
  const of = (kind: string, name: string): { mark?: Mark } => {
    const mark = marks.get(`${kind} ${name}`);
    return mark === undefined ? {} : { mark };
  };
  const marked = (members: readonly Member[]): Member[] =>
    members.map((member) => ({ ...member, ...(isOfHost(member) ? {} : of(member.kind, member.name)) }));
  const all = Object.values((after ?? output).containers);
  return {
    ...picture,
    // What goes is drawn, and not counted.
    segments: picture.segments.map((segment) => ({
      ...segment,
      containers: all.filter(({ attach }) => segment.name in attach).length,
    })),
    hosts: picture.hosts.map((host) => ({
      ...{ ...host, ...of("host", host.name) },
      nics: host.nics.map((nic) => ({
        ...nic,
        links: nic.links.map((link) => ({ ...link, ...of("segment", link.segment), members: marked(link.members) })),
      })),
      bridges: host.bridges.map((bridge) => ({
        ...{ ...bridge, ...of("bridge", bridge.name) },
        members: marked(bridge.members),
      })),
    })),
  };
}

/** A host's own links bear its name, or that of the link. */
function isOfHost({ kind }: Member): boolean {
  return kind === "host" || kind === "shim";
}

function merge(before: FabricOutput | undefined, after: FabricOutput | undefined): FabricOutput | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const segments = Object.entries(after.segments).map(
    ([name, segment]) => [name, { ...segment, hosts: { ...before.segments[name]?.hosts, ...segment.hosts } }] as const,
  );
  return {
    ...after,
    hosts: { ...before.hosts, ...after.hosts },
    segments: { ...before.segments, ...Object.fromEntries(segments) },
    bridges: { ...before.bridges, ...after.bridges },
    routers: { ...before.routers, ...after.routers },
    containers: { ...before.containers, ...after.containers },
  };
}
