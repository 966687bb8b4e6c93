import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput, UnfinishedOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { whenKeyed, withoutKeys } from "../ssh-connection";
import { unlessFailed } from "../unless-failed";
import type { Containers } from "./create-containers";
import type { Hosts } from "./create-hosts";
import type { Images } from "./create-images";
import type { Routers } from "./create-routers";
import { describeTopology } from "./describe-topology";
import { entry } from "./scope";

/** What of the fabric the output waits for. */
interface Made {
  readonly hosts: Hosts;
  readonly images: Images;
  readonly containers: Containers;
  readonly routers: Routers;
}

/**
 * The stack output that test harnesses read. It resolves when everything in it exists, or has failed, as long as each host can
 * be logged in to: who looks for a fault needs it most.
 */
export function fabricOutput(
  topology: Topology,
  { hosts, images, containers, routers }: Made,
): pulumi.Output<FabricOutput> {
  const all = pulumi.all([
    byName(hosts, ({ ssh }) => whenKeyed(ssh).apply(withoutKeys)),
    byName(hosts, ({ dockerVersion }) => unlessFailed(dockerVersion, undefined)),
    byName(images, ({ reference }) => unlessFailed(reference, undefined)),
    byName(routers, ({ namespace }) => unlessFailed(namespace, undefined)),
    byName(containers, ({ container }) => unlessFailed(finished(container), undefined)),
  ]);
  return all.apply(([logins, engines, references, namespaces, running]) => {
    const [byHost, byEngine, byImage] = [new Map(logins), new Map(engines), new Map(references)];
    return describeTopology(topology, {
      host: (name) => ({ docker: byEngine.get(name)?.trim() ?? "", ssh: entry(byHost, name) }),
      image: (name) => byImage.get(name),
      unfinished: [
        ...unfinished("host", engines),
        ...unfinished("image", references),
        ...unfinished("router", namespaces),
        ...unfinished("container", running),
      ],
    });
  });
}

/** The container's id, unknown also when it is there and could not be changed: of its outputs, only those are. */
function finished({ id, networkDatas }: docker.Container): pulumi.Output<string> {
  return pulumi.all([id, networkDatas]).apply(([known]) => known);
}

type Named<V> = readonly [name: string, value: V];

function byName<T, V>(
  items: ReadonlyMap<string, T>,
  read: (item: T) => pulumi.Output<V>,
): pulumi.Output<readonly Named<V>[]> {
  const outputs = [...items].map(([name, item]) => read(item).apply((value): Named<V> => [name, value]));
  return pulumi.all(outputs) as pulumi.Output<readonly Named<V>[]>;
}

function unfinished(kind: UnfinishedOutput["kind"], results: readonly Named<string | undefined>[]): UnfinishedOutput[] {
  return results.flatMap(([name, value]) => (value === undefined ? [{ kind, name }] : []));
}
