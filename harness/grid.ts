import type { Field, Matrix, Tone } from "./matrix";

/** Colours a text, or leaves it as it is. */
export type Paint = (tone: Tone, text: string) => string;

/** The matrix, cut into blocks of columns that fit the width. */
export function renderGrid({ columns, rows, hidden }: Matrix, width: number, paint: Paint): string {
  const corner = "from \\ to";
  const label = Math.max(corner.length, ...rows.map(({ source }) => source.length));
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...rows.map(({ fields }) => fields[at]?.text.length ?? 0)),
  );
  const blocks = split(widths, width - label).map((block) =>
    [
      paint(
        "quiet",
        [corner.padEnd(label), ...block.map((at) => (columns[at] ?? "").padEnd(widths[at] ?? 0))].join("  ").trimEnd(),
      ),
      ...rows.map(({ source, fields }) => {
        const cells = block.map((at) => pad(fields[at], widths[at] ?? 0, paint));
        return [source.padEnd(label), ...cells].join("  ").trimEnd();
      }),
    ].join("\n"),
  );
  const more = hidden === 0 ? [] : [`Sources without a failure, not shown: ${hidden}.`];
  return [...(rows.length === 0 ? [] : blocks), ...more].join("\n\n");
}

function pad(field: Field | undefined, width: number, paint: Paint): string {
  const text = field?.text ?? "";
  return paint(field?.tone ?? "plain", text) + " ".repeat(width - text.length);
}

/** Indices of columns, as many to a block as fit. */
function split(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let left = 0;
  widths.forEach((width, at) => {
    const block = blocks.at(-1);
    if (block === undefined || width + 2 > left) {
      blocks.push([at]);
      left = room - width - 2;
    } else {
      block.push(at);
      left -= width + 2;
    }
  });
  return blocks;
}
