/** How a text is set; `SIZES` has its size, svg-style.ts its colour and weight. */
export type TextStyle = "title" | "strong" | "small" | "mono" | "label" | "tag";

/** Font size of each style in pixels, and whether it is monospaced. */
export const SIZES: Readonly<Record<TextStyle, { readonly size: number; readonly mono: boolean }>> = {
  title: { size: 16, mono: false },
  strong: { size: 13, mono: false },
  small: { size: 12, mono: false },
  mono: { size: 12, mono: true },
  label: { size: 12, mono: false },
  tag: { size: 11, mono: false },
};

/** About how wide a text will be, in pixels; rather too wide, as nobody knows the reader's fonts. */
export function textWidth(text: string, style: TextStyle): number {
  const { size, mono } = SIZES[style];
  if (mono) return text.length * size * 0.61;
  let units = 0;
  for (const character of text) units += unitsOf(character);
  return units * size * (style === "small" || style === "label" ? 1 : 1.12);
}

function unitsOf(character: string): number {
  if ("iljI.,:;|'!()[] ".includes(character)) return 0.31;
  if ("ftr-/".includes(character)) return 0.37;
  if ("mwMW@%".includes(character)) return 0.95;
  return /[A-Z]/.test(character) ? 0.7 : 0.62;
}
