import { escapeMarkup } from "../escape-markup";

/** Markup that is complete and safe to be put into a page. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly (string | Html)[] | undefined;

/** A template of markup: values are escaped unless they are markup themselves; lists are joined; undefined is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: parts.map((part, at) => part + (at < values.length ? toMarkup(values[at]) : "")).join("") };
}

/** Text that is markup already, such as a picture. */
export function raw(markup: string): Html {
  return { markup };
}

function toMarkup(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string") return escapeMarkup(value);
  if (typeof value === "number") return `${value}`;
  return "markup" in value ? value.markup : value.map(toMarkup).join("");
}
