import { readFileSync } from "node:fs";
import { messageOf, UserError } from "../../support/errors";
import { say } from "../../support/terminal";
import { fromUser } from "../outputs";
import { forgeOf, PAGE, type Existing, type Forge } from "./forge";

/** Comments of a request that are looked through at most. */
const MOST_PAGES = 50;

/** Puts a file on the pull request, or merge request, that this CI job is for, in the place of its earlier version. */
export async function comment(file: string): Promise<number> {
  const text = read(file);
  const forge = forgeOf(process.env);
  say(`The comment was ${await putComment(forge, text)}.`);
  return 0;
}

/** The first line is a marker that is not shown, by which the earlier version is found. */
export async function putComment(forge: Forge, text: string): Promise<"updated" | "created" | "left as it is"> {
  const [marker = ""] = text.split("\n", 1);
  if (!/^<!-- .+ -->$/.test(marker)) throw new UserError(`the comment begins with no marker such as <!-- name -->`);
  const earlier = await find(forge, marker);
  if (earlier === undefined) {
    await forge.create(text);
    return "created";
  }
  if (sameText(earlier.body, text)) return "left as it is";
  await forge.update(earlier.id, text);
  return "updated";
}

/** Of the same author only: anybody can write the marker. */
async function find(forge: Forge, marker: string): Promise<Existing | undefined> {
  const self = await forge.self();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const comments = await forge.list(page);
    const found = comments.find(({ author, body }) => author === self && body.split(/\r?\n/, 1)[0] === marker);
    if (found !== undefined || comments.length < PAGE) return found;
  }
  return undefined;
}

/** Forges keep line ends and spaces at the end as they like. */
function sameText(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trimEnd() === b.trimEnd();
}

function read(file: string): string {
  try {
    return readFileSync(fromUser(file), "utf8");
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`);
  }
}
