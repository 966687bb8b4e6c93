/**
 * Hues of segments in degrees, neighbours far apart, and how light each may be to carry white text; red is left to failures.
 */
const HUES = [
  { hue: 212, lightness: 42 },
  { hue: 30, lightness: 36 },
  { hue: 158, lightness: 29 },
  { hue: 268, lightness: 54 },
  { hue: 325, lightness: 44 },
  { hue: 190, lightness: 30 },
  { hue: 50, lightness: 29 },
  { hue: 238, lightness: 56 },
  { hue: 98, lightness: 29 },
  { hue: 292, lightness: 44 },
  { hue: 135, lightness: 29 },
  { hue: 18, lightness: 40 },
] as const;

/** The hues that so many segments take; the next ones begin again with the first. */
export function segmentHues(segments: number): readonly { readonly hue: number; readonly lightness: number }[] {
  return HUES.slice(0, segments);
}

/** The class that colours a segment. */
export function segmentClass(index: number): string {
  return `s${index % HUES.length}`;
}

/** The colour of a segment on light ground, as `#rrggbb`. */
export function segmentLine(index: number): string {
  const { hue, lightness } = HUES[index % HUES.length] ?? HUES[0];
  return toHex(hue, 0.65, lightness / 100);
}

/** CSS Color 4, "HSL to sRGB". */
function toHex(hue: number, saturation: number, lightness: number): string {
  const channel = (shift: number): string => {
    const at = (shift + hue / 30) % 12;
    const value =
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
