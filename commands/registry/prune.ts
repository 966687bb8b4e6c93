import { print } from "../../support/terminal";
import { imageTable } from "./list";
import { openRegistry } from "./open-registry";
import { removals, useOf } from "./removals";

/** Shows which images of a stack's registry are no longer declared, or removes them. */
export async function pruneRegistry(stack: string, yes: boolean): Promise<number> {
  const registry = await openRegistry(stack);
  try {
    const contents = await registry.contents();
    const unused = contents.images
      .map((image) => [image, useOf(image, registry.wanted)] as const)
      .filter(([, use]) => use === "unused");
    if (unused.length === 0) {
      print("nothing to remove: every image is declared or deployed");
      return 0;
    }
    print(imageTable(unused));
    if (!yes) {
      print(`\nThese go with: npm run registry -- prune --yes --stack ${stack}`);
      return 0;
    }
    const freed = await registry.prune(removals(contents, registry.wanted));
    print(`\nRemoved; ${(freed / 1024).toFixed(1)} MiB are free again.`);
    return 0;
  } finally {
    registry.close();
  }
}
