import { code, markdownTable } from "../../support/markdown";
import { environmentBlocks, type Block } from "./blocks";
import { isRefused, type Environment } from "./environment";
import { fitBlocks } from "./fit";

/** The first line of the comment, by which it is found again. */
export const MARKER = "<!-- macvlan-fabric review -->";

export interface CommentOptions {
  /** Bytes of it at most. GitHub takes 65,536 characters. */
  readonly most: number;
  /** Where everything is that has no room, as Markdown. */
  readonly elsewhere: string;
}

/** The comment of a pull request on all environments. */
export function reviewComment(environments: readonly Environment[], { most, elsewhere }: CommentOptions): string {
  const changed = environments.filter(hasNews);
  const same = environments.filter((each) => !hasNews(each)).map(({ stack }) => code(stack));
  const header: Block[] = [
    { rank: 0, text: MARKER },
    { rank: 0, text: "## What this changes in the network" },
    ...(changed.length === 0 ? [] : [{ rank: 1, title: "the summary", text: summaryTable(changed) }]),
    ...(same.length === 0
      ? []
      : [{ rank: 1, title: "what does not change", text: `Nothing changes in ${same.join(", ")}.` }]),
  ];
  const blocks = [...header, ...changed.flatMap(environmentBlocks)];
  return fitBlocks([...blocks, { rank: 0, text: `<sub>Details and pictures: ${elsewhere}.</sub>` }], most, elsewhere);
}

/** Whether there is anything to say of an environment. */
export function hasNews({ diff, problems, notes, preview }: Environment): boolean {
  // Policies that could not be asked are no news.
  const touched = (preview?.resources ?? []).length > 0 || preview?.failed === true;
  return diff.addresses.length + diff.things.length + problems.length + notes.length > 0 || touched;
}

/** A row for each environment. */
export function summaryTable(environments: readonly Environment[]): string {
  const rows = environments.map((environment) => {
    const { stack, against, diff, preview } = environment;
    return [
      code(stack),
      code(against),
      counted(diff.addresses.map(({ change }) => change)),
      counted(diff.things.map(({ change }) => change)),
      preview?.radius === undefined ? "" : counted(preview.radius.containers.map(({ fate }) => fate)),
      preview === undefined || preview.fault !== undefined
        ? "not asked"
        : counted(preview.findings.map(({ level }) => level)) || "none",
      isRefused(environment) ? "**refused**" : "ok",
    ];
  });
  const header = [
    "environment",
    "compared with",
    "addresses",
    "hosts, segments, options",
    "containers",
    "findings of policies",
    "result",
  ];
  return markdownTable(header, rows);
}

/** `1 added, 2 changed` */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count.toLocaleString("en")} ${word}`).join(", ");
}
