import { connectSsh, type Connect } from "../../harness/ssh";
import { registryContentsScript, registryPruneScript } from "../../host/registry-scripts";
import { UserError } from "../../support/errors";
import { STACK_LABEL } from "../../topology/naming";
import { readFabric } from "../read-fabric";
import { readTopology } from "../read-topology";
import { readContents, type RegistryContents } from "./contents";
import type { Wanted } from "./removals";

/** Seconds that reading what a registry has may take, and a collection, which reads every manifest. */
const LIMITS = { contents: 60, prune: 1800 };

/** The registry of a stack that is up, over one login to its host. */
export interface OpenRegistry {
  readonly wanted: Wanted;
  contents(): Promise<RegistryContents>;
  /** Resolves to the KiB that are free again. */
  prune(removals: readonly string[]): Promise<number>;
  close(): void;
}

/** @throws UserError for a stack that is not up, or has no registry */
export async function openRegistry(stack: string, connect: Connect = connectSsh): Promise<OpenRegistry> {
  const { registry, hosts, images } = await readFabric(stack);
  const ssh = hosts[registry?.host ?? ""]?.ssh;
  if (registry === undefined || ssh === undefined)
    throw new UserError(`stack ${stack} has no registry: add registry: { host: … } to its configuration`);
  const { topology } = readTopology(stack);
  const session = await connect(registry.host, ssh);
  const run = async (script: string, seconds: number): Promise<string> => {
    const { status, stdout, stderr } = await session.run(script, seconds);
    if (status === 0) return stdout;
    const ended = status === 124 ? `it took longer than ${seconds} s` : stderr.trim();
    throw new UserError(`the registry on ${registry.host}: ${ended}`);
  };
  return {
    wanted: { declared: topology.images, deployed: images },
    contents: async () => readContents(await run(registryContentsScript(stack), LIMITS.contents)),
    prune: async (removals) => {
      const script = registryPruneScript(stack, `${STACK_LABEL}=${stack}`, removals);
      return Number(await run(script, LIMITS.prune));
    },
    close: () => {
      session.close();
    },
  };
}
