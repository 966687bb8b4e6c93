import { GITHUB_LIMITS, renderMermaid } from "../../harness/picture/mermaid";
import { pictureOfChange } from "../../harness/picture/changes";
import { code, markdownTable } from "../../support/markdown";
import type { Affected, BlastRadius, Place } from "../blast-radius/blast-radius";
import { touchedText } from "../blast-radius/format";
import { diffMarkdown } from "../plan-diff/format";
import type { Environment } from "./environment";
import { marksOf } from "./marks";
import type { PreviewResult } from "./preview";

/** A part of the comment, which is left out, or shortened, when there is no room for it. */
export interface Block {
  /** What it is, where it is left out; absent: it is never. */
  readonly title?: string;
  readonly text: string;
  /** Fewer rows of it. */
  readonly shorter?: string;
  /** Blocks of a smaller rank come first when room is given. */
  readonly rank: number;
}

/** Rows of a shortened table. */
const FEW = 30;
/** Rows from which the table of hosts, segments and options is folded. */
const FOLDED_FROM = 12;

/** Everything about an environment that changes, the most important parts with the smallest ranks. */
export function environmentBlocks(environment: Environment): Block[] {
  const { stack, problems, notes, preview, diff } = environment;
  const of = (title: string, rank: number, render: (most: number) => string): Block[] => {
    const [text, shorter] = [render(Number.POSITIVE_INFINITY), render(FEW)];
    if (text === "") return [];
    return [{ title: `${title} of ${code(stack)}`, rank, text, ...(shorter === text ? {} : { shorter }) }];
  };
  return [
    { rank: 0, text: `### ${code(stack)}` },
    ...of("notes", 1, (most) =>
      list(
        notes.map((note) => code(note)),
        most,
      ),
    ),
    ...of("problems", 1, (most) =>
      section(
        "The plan cannot work",
        list(
          problems.map((each) => code(each)),
          most,
        ),
      ),
    ),
    ...of("addresses", 2, (most) =>
      section("Addresses", diffMarkdown({ things: [], addresses: diff.addresses }, most)),
    ),
    ...of("policies", 2, (most) => (preview === undefined ? "" : policiesText(preview, most))),
    ...of("blast radius", 3, (most) => (preview?.radius === undefined ? "" : radiusText(preview.radius, most))),
    ...of("hosts, segments and options", 4, (most) => thingsText(diff.things, most)),
    ...of("resources", 5, () => (preview?.resources === undefined ? "" : resourcesText(preview.resources))),
    ...of("picture", 6, () => pictureText(environment)),
  ];
}

function section(title: string, text: string): string {
  return text === "" ? "" : `**${title}**\n\n${text}`;
}

function list(items: readonly string[], most: number): string {
  const rows = items.slice(0, most).map((item) => `- ${item}`);
  return [...rows, ...moreRows(items.length, most)].join("\n");
}

/** What follows the rows of a table that has too many. */
export function moreRows(count: number, most: number): string[] {
  return count > most ? ["", `… and ${(count - most).toLocaleString("en")} more.`] : [];
}

/** Folded where everything of a stack is new, or goes. */
function thingsText(things: Environment["diff"]["things"], most: number): string {
  const [title, table] = ["Hosts, segments and options", diffMarkdown({ things, addresses: [] }, most)];
  const rows = things.reduce((sum, { facts }) => sum + facts.length, 0);
  if (rows <= FOLDED_FROM) return section(title, table);
  return `<details><summary>${title}</summary>\n\n${table}\n\n</details>`;
}

function policiesText({ findings, failed, errors, fault }: PreviewResult, most: number): string {
  if (fault !== undefined) return `- ${code(fault)}`;
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const sorted = [...mandatory, ...findings.filter(({ level }) => level !== "mandatory")];
  const rows = sorted.slice(0, most).map(({ rule, level, message }) => [level, code(rule), code(findingOf(message))]);
  const table = [
    ...(rows.length === 0 ? [] : [markdownTable(["level", "policy", "finding"], rows)]),
    ...moreRows(sorted.length, most),
  ].join("\n");
  const isBroken = failed && mandatory.length === 0;
  const says = errors.length === 0 ? "See its log." : list(errors.map(code), Math.min(most, 10));
  return [section("Policies", table), isBroken ? section("The preview failed", says) : ""]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Without the description of the rule, which the engine puts on a line of its own in front. */
function findingOf(message: string): string {
  const [first, ...others] = message.split("\n");
  return others.join(" ").trim() === "" ? (first ?? "") : others.join(" ");
}

function radiusText(radius: BlastRadius, most: number): string {
  const touched = touchedText(radius, code);
  const { containers, routers, hosts } = radius;
  if (hosts.length === 0) return touched;
  const rows = [
    ...containers.map((each) => [code(each.container), each.fate, ...placeCells(each), code(each.why)]),
    ...routers.map(({ router, fate, host, why }) => [`router ${code(router)}`, fate, code(host), "", code(why)]),
  ];
  const table = [
    ...(rows.length === 0
      ? []
      : [markdownTable(["container", "what", "host", "addresses", "why"], rows.slice(0, most))]),
    ...moreRows(rows.length, most),
  ].join("\n");
  return section("Blast radius", [table, touched].filter((text) => text !== "").join("\n\n"));
}

function placeCells({ before, after }: Affected): string[] {
  const cell = (read: (place: Place) => string): string => {
    const [from, to] = [before, after].map((place) => (place === undefined ? undefined : read(place)));
    if (from === undefined || to === undefined || from === to) return code(to ?? from ?? "");
    return `${code(from)} → ${code(to)}`;
  };
  return [cell(({ host }) => host), cell(({ addresses }) => addresses.join(" "))];
}

function resourcesText(resources: NonNullable<PreviewResult["resources"]>): string {
  if (resources.length === 0) return "No resource changes.";
  const rows = resources.map(({ type, created, updated, replaced, deleted }) => [
    code(type),
    ...[created, updated, replaced, deleted].map((count) => (count === 0 ? "" : String(count))),
  ]);
  return section("Resources", markdownTable(["kind", "created", "updated", "replaced", "deleted"], rows));
}

/** Folded, because it is long; GitHub and GitLab draw Mermaid, and no SVG. */
function pictureText(environment: Environment): string {
  const { before, after, diff } = environment;
  if (diff.addresses.length + diff.things.length === 0) return "";
  const text = renderMermaid(pictureOfChange(before?.fabric, after?.fabric, marksOf(environment)));
  if (text.length > GITHUB_LIMITS.characters || (text.match(/ --- /g) ?? []).length > GITHUB_LIMITS.lines) {
    return "The network is too large to be drawn here.";
  }
  return `<details><summary>Picture</summary>\n\n\`\`\`mermaid\n${text.trimEnd()}\n\`\`\`\n\n</details>`;
}
