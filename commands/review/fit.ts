import type { Block } from "./blocks";

/**
 * Joins blocks in their order to a text of so many bytes at most. Room is given by rank; what has none is shortened, or named as
 * left out.
 * @param elsewhere where the whole is
 */
export function fitBlocks(blocks: readonly Block[], most: number, elsewhere: string): string {
  const leftOut = (title: string): string =>
    `*Left out, because this comment may not be longer: ${title}, see ${elsewhere}.*`;
  const shortened = (text: string): string => `${text}\n\n*Shortened: the whole is in ${elsewhere}.*`;
  // Everything that may be left out has room for saying so.
  const chosen = blocks.map(({ title, text }) => (title === undefined ? text : leftOut(title)));
  let room = most - bytes(chosen.join("\n\n")) - 1;
  const ranked = [...blocks.keys()].sort((a, b) => (blocks[a]?.rank ?? 0) - (blocks[b]?.rank ?? 0) || a - b);
  for (const at of ranked) {
    const block = blocks[at];
    if (block?.title === undefined) continue;
    const forms = [block.text, ...(block.shorter === undefined ? [] : [shortened(block.shorter)])];
    for (const text of forms) {
      const more = bytes(text) - bytes(chosen[at] ?? "");
      if (more > room) continue;
      chosen[at] = text;
      room -= more;
      break;
    }
  }
  return cut(`${chosen.join("\n\n")}\n`, most, elsewhere);
}

/** With very many environments, even what is left out has no room. */
function cut(text: string, most: number, elsewhere: string): string {
  if (bytes(text) <= most) return text;
  const end = `\n\n*Cut off here, because this comment may not be longer: the whole is in ${elsewhere}.*\n`;
  const lines = text.split("\n");
  while (lines.length > 1 && bytes(lines.join("\n")) + bytes(end) > most) lines.pop();
  return lines.join("\n") + end;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
