/** Where the values of variables come from, and what is noticed about them. */
export interface Variables {
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Names that have no value where they need one. */
  readonly unset: Set<string>;
  /** Names that were used. */
  readonly used: Set<string>;
}

const NAME = /^[A-Za-z_]\w*/;
const OPERATOR = /^(:?[-?+])/;

/** Puts in the variables of a text as Compose does: `$X`, `${X}`, `${X:-default}`, `${X:+other}`; `$$` is a dollar sign. */
export function interpolate(text: string, variables: Variables): string {
  let out = "";
  let rest = text;
  for (;;) {
    const at = rest.indexOf("$");
    if (at < 0 || at === rest.length - 1) return out + rest;
    out += rest.slice(0, at);
    const [value, length] = expandAt(rest.slice(at), variables);
    out += value;
    rest = rest.slice(at + length);
  }
}

/** What the beginning of a text stands for, and how long that is. */
function expandAt(text: string, variables: Variables): [value: string, length: number] {
  if (text.startsWith("$$")) return ["$", 2];
  if (text.startsWith("${")) {
    const end = closingBrace(text);
    if (end !== undefined) return [expandExpression(text.slice(2, end), variables), end + 1];
  }
  const [name] = NAME.exec(text.slice(1)) ?? [];
  return name === undefined ? ["$", 1] : [read(name, variables) ?? "", name.length + 1];
}

/** The place of the brace that closes the one at 1; defaults may hold expressions themselves. */
function closingBrace(text: string): number | undefined {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === "{" && text[at - 1] === "$") depth += 1;
    if (text[at] === "}" && (depth -= 1) === 0) return at;
  }
  return undefined;
}

function expandExpression(expression: string, variables: Variables): string {
  const [name = ""] = NAME.exec(expression) ?? [];
  const [operator = ""] = OPERATOR.exec(expression.slice(name.length)) ?? [];
  const word = expression.slice(name.length + operator.length);
  const value = variables.values[name];
  const isGiven = value !== undefined && (value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("+")) return isGiven ? interpolate(word, variables) : "";
  if (operator.endsWith("-") && !isGiven) return interpolate(word, variables);
  return read(name, variables) ?? "";
}

function read(name: string, { values, unset, used }: Variables): string | undefined {
  const value = values[name];
  (value === undefined ? unset : used).add(name);
  return value;
}

/** The same for every text in a value, but not in keys. */
export function interpolateAll(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((each) => interpolateAll(each, variables));
  if (!(value instanceof Object)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolateAll(each, variables)]));
}

/** The variables of an `.env` file: `NAME=value`, perhaps quoted, with comments. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [, name, given = ""] = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    const [, quoted] = /^(?:"((?:[^"\\]|\\.)*)"|'[^']*')/.exec(given) ?? [];
    const [single] = /^'[^']*'/.exec(given) ?? [];
    const bare = given.replace(/\s+#.*$/, "").replace(/^#.*$/, "");
    return [[name, quoted?.replaceAll(/\\(.)/g, "$1") ?? single?.slice(1, -1) ?? bare] as const];
  });
  return Object.fromEntries(lines);
}
