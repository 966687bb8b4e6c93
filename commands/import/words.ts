/** The words of a line as Compose splits it: quotes and backslashes, but no variables, patterns or operators. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  const part = /\s+|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])|([^\s"'\\]+)/gy;
  let word: string | undefined;
  for (const [all, double, single, escaped, bare] of line.matchAll(part)) {
    if (/^\s+$/.test(all)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + (double?.replaceAll(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? bare ?? "");
    }
  }
  return word === undefined ? words : [...words, word];
}
