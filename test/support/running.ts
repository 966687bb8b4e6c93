import type { FabricOutput } from "../../harness/contract";
import { on } from "./lab-project";

/** A stack under test, and what it has now. */
export interface Lab {
  readonly stack: string;
  readonly fabric: FabricOutput;
}

/** Each running container of the lab, as `HOST/NAME`, with a line that has its id and the time since which it runs. */
export async function running({ stack, fabric }: Lab): Promise<Map<string, string>> {
  const label = `label=macvlan-fabric.stack=${stack}`;
  const script = `docker ps --quiet --filter ${label} | xargs -r docker inspect --format '{{.Name}} {{.Id}} {{.State.StartedAt}}'`;
  const listed = Object.keys(fabric.hosts).map(async (host) => {
    const lines = (await on(host, fabric, script)).split("\n").filter((line) => line !== "");
    return lines.map((line) => `${host}${line}`);
  });
  return new Map((await Promise.all(listed)).flat().map((line) => [line.split(" ")[0] ?? "", line]));
}
