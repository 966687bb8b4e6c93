import { readFileSync } from "node:fs";
import { join } from "node:path";

/** In the order in which they need each other. */
const FILES = ["data.mjs", "arrange.mjs", "draw.mjs", "evidence.mjs", "picture.mjs", "app.mjs"];

/**
 * The page's script: the modules of client/ one after the other, without the imports and exports between them. They share one
 * scope, so no two may declare the same name at their top.
 */
export function joinClient(): string {
  const bodies = FILES.map((name) =>
    readFileSync(join(__dirname, "client", name), "utf8")
      .replace(/^import .*;\n/gm, "")
      .replace(/^export /gm, ""),
  );
  return `"use strict";\n{\n${bodies.join("\n")}}\n`;
}
