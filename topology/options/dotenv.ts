/** Variables of a file, in its order, and what is wrong with it: a line each, with its number. */
export interface Dotenv {
  readonly variables: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

const NAME = /^[A-Za-z_][\w.-]*$/;
const QUOTED = /^(?:'(?<literal>[^']*)'|"(?<text>(?:[^"\\]|\\.)*)")[ \t]*(?:#.*)?$/s;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Reads variables in Compose's notation: `NAME=value` or `NAME: value`, `export` before it, `#` for comments, values in single
 * quotes as they are, in double quotes with `\n`, over several lines where the quotes are. `${NAME}` and `${NAME:-default}` stand
 * for variables above; those of this machine are not looked at.
 */
export function parseDotenv(text: string): Dotenv {
  const variables: Record<string, string> = {};
  const faults: string[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const number = at + 1;
    let entry = (lines[at] ?? "").trim();
    if (entry === "" || entry.startsWith("#")) continue;
    const [, name = "", separator, rest = ""] = /^(?:export\s+)?([^=:\s]+)\s*([=:]?)\s*(.*)$/s.exec(entry) ?? [];
    let value = rest;
    while (opensQuote(value) && at + 1 < lines.length) value += `\n${lines[(at += 1)] ?? ""}`;
    entry = value;
    if (!NAME.test(name))
      faults.push(`line ${number}: "${name || entry}" is not the name of a variable: write it as NAME=value`);
    else if (separator === "") faults.push(`line ${number}: ${name} has no value: write it as ${name}=value`);
    else if (opensQuote(value)) faults.push(`line ${number}: the quotes of ${name} are never closed: close them`);
    else variables[name] = valueOf(value, variables, (fault) => faults.push(`line ${number}: ${fault}`));
  }
  return { variables, faults };
}

/** Whether a value begins with a quote that is still open. */
function opensQuote(value: string): boolean {
  return /^['"]/.test(value) && !QUOTED.test(value);
}

function valueOf(given: string, known: Readonly<Record<string, string>>, refuse: (fault: string) => void): string {
  const { literal, text } = QUOTED.exec(given)?.groups ?? {};
  if (literal !== undefined) return literal;
  const plain = text ?? given.replace(/(^|\s)#.*$/s, "").trimEnd();
  const pattern = /\\(.)|\$\{([A-Za-z_]\w*)(?:(:?-)([^}]*))?\}|\$([A-Za-z_]\w*)/gs;
  return plain.replace(
    pattern,
    (all: string, escaped?: string, braced?: string, kind?: string, other?: string, bare?: string) => {
      if (escaped !== undefined) return unescaped(escaped, text !== undefined);
      const name = braced ?? bare ?? "";
      const value = Object.hasOwn(known, name) ? known[name] : undefined;
      if (value === undefined && kind === undefined) {
        refuse(`${all} is not set above: set it, or write $ as \\$`);
        return "";
      }
      return value === undefined || (value === "" && kind === ":-") ? (other ?? "") : value;
    },
  );
}

function unescaped(character: string, isQuoted: boolean): string {
  if (character === "$") return "$";
  if (!isQuoted) return `\\${character}`;
  return ESCAPES[character] ?? character;
}
