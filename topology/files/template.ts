/** A part of a template: text, or the name of a value. */
export type Part = { readonly text: string } | { readonly name: string };

/** The parts of a text in which `{{ NAME }}` stands for a value; `{{ "{{" }}` is two braces. */
export function parseTemplate(text: string): Part[] {
  const parts = text.split(/\{\{\s*(.*?)\s*\}\}/);
  return parts.flatMap((part, at): Part[] => {
    if (at % 2 === 0) return part === "" ? [] : [{ text: part }];
    return /^(["'])\{\{\1$/.test(part) ? [{ text: "{{" }] : [{ name: part }];
  });
}

/** The secret that a name of a template stands for; undefined for one of the plan. */
export function secretOfName(name: string): string | undefined {
  return /^secrets\.(.+)$/.exec(name)?.[1];
}
