import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { whenKeyed, withoutKeys } from "../ssh-connection";
import type { Router } from "../router";
import type { Containers } from "./create-containers";
import type { Hosts } from "./create-hosts";
import type { Images } from "./create-images";
import { describeTopology } from "./describe-topology";
import { entry } from "./scope";

/** What of the fabric the output waits for. */
interface Made {
  readonly hosts: Hosts;
  readonly images: Images;
  readonly containers: Containers;
  readonly routers: readonly Router[];
}

/** The stack output that test harnesses read; it resolves when everything in it exists. */
export function fabricOutput(
  topology: Topology,
  { hosts, images, containers, routers }: Made,
): pulumi.Output<FabricOutput> {
  const references = [...images].map(([name, image]) =>
    image.reference.apply((reference) => [name, reference] as const),
  );
  const logins = [...hosts].map(([name, { ssh }]) =>
    whenKeyed(ssh).apply((login) => [name, withoutKeys(login)] as const),
  );
  const engines = [...hosts].map(([name, { dockerVersion }]) =>
    // Absent for a host that an update leaves out because something there has failed before.
    dockerVersion.apply((version: string | undefined) => [name, version?.trim() ?? ""] as const),
  );
  const running = [
    ...[...containers.values()].map(({ container }) => container.id),
    ...routers.map(({ namespace }) => namespace),
  ];
  const all = pulumi.all([pulumi.all(references), pulumi.all(logins), pulumi.all(engines), pulumi.all(running)]);
  return all.apply(([known, keyed, versions]): FabricOutput => {
    const byImage = new Map(known);
    const byHost = new Map(keyed);
    const byEngine = new Map(versions);
    return describeTopology(topology, {
      host: (name) => ({ docker: entry(byEngine, name), ssh: entry(byHost, name) }),
      image: (name) => entry(byImage, name),
    });
  });
}
