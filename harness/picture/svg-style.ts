import { SIZES, type TextStyle } from "./measure";
import type { Mark } from "./picture";
import { segmentHues } from "./segment-colour";

/** A colour on light and on dark ground. */
type Pair = readonly [light: string, dark: string];

const GROUND: Readonly<Record<string, readonly [property: string, colours: Pair]>> = {
  canvas: ["fill", ["#f6f8fb", "#0e131a"]],
  card: ["fill", ["#ffffff", "#161d27"]],
  rim: ["stroke", ["#d3dae4", "#303b4a"]],
  chip: ["fill", ["#ffffff", "#161d27"]],
  ink: ["fill", ["#17202c", "#e8edf4"]],
  faint: ["fill", ["#5a6777", "#9aa8b9"]],
  sheath: ["stroke", ["#aab6c5", "#4c5a6c"]],
  halo: ["stroke", ["#f6f8fb", "#0e131a"]],
  neutral: ["fill", ["#7b8999", "#8a99aa"]],
  plug: ["fill", ["#3a4757", "#c6d0dc"]],
  plugged: ["fill", ["#ffffff", "#0e131a"]],
};

const TEXT: Readonly<Record<TextStyle, string>> = {
  title: "font-weight:650",
  strong: "font-weight:600",
  small: "",
  mono: "",
  label: "",
  tag: "font-weight:600",
};

const SANS = 'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif';
const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

/**
 * The style sheet of a picture with so many segments: plain classes for light, which every viewer knows, and the same again for
 * readers who prefer dark.
 * @param isMarked whether parts are marked as changed
 */
export function styleSheet(segments: number, isMarked: boolean): string {
  const hues = segmentHues(segments);
  const texts = Object.entries(TEXT).map(([name, weight]) => {
    const { size, mono } = SIZES[name as TextStyle];
    return `.mf .${name}{font-family:${mono ? MONO : SANS};font-size:${size}px;${weight}}`;
  });
  return [
    ...texts,
    ".mf .line{fill:none;stroke-linecap:round;stroke-linejoin:round}",
    ".mf .rim{stroke-width:1}",
    ".mf .dash{stroke-dasharray:4 3}",
    ".mf .over{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}",
    ...colours(hues, 0),
    `@media (prefers-color-scheme:dark){${colours(hues, 1).join("")}}`,
    // Named twice, and last, so that they win over the colours of segments.
    ...(isMarked ? [...markColours(0), `@media (prefers-color-scheme:dark){${markColours(1).join("")}}`] : []),
  ].join("\n");
}

const MARKS: Readonly<Record<Mark, Pair>> = {
  added: ["#1a7f37", "#3fb950"],
  changed: ["#9a6700", "#d29922"],
  removed: ["#cf222e", "#f85149"],
};

function markColours(dark: 0 | 1): string[] {
  return Object.entries(MARKS).map(
    ([mark, pair]) =>
      `.mf rect.${mark}.${mark}{stroke:${pair[dark]};stroke-width:3${mark === "removed" ? ";stroke-dasharray:6 4" : ""}}`,
  );
}

function colours(hues: ReturnType<typeof segmentHues>, dark: 0 | 1): string[] {
  return [
    ...Object.entries(GROUND).map(([name, [property, pair]]) => `.mf .${name}{${property}:${pair[dark]}}`),
    ...hues.map(({ hue, lightness }, at) => segmentColours(`.mf .s${at}`, hue, dark === 1 ? undefined : lightness)),
  ];
}

/**
 * `box`: the ground of a segment's boxes; `edge`: their outline; `wire`: its line; `fill`: its tag; `on`: the text on that.
 * @param most how light it may be on light ground; undefined for dark ground
 */
function segmentColours(name: string, hue: number, most: number | undefined): string {
  const colour = (saturation: number, lightness: number): string => `hsl(${hue},${saturation}%,${lightness}%)`;
  const [box, edge, wire, on] =
    most === undefined
      ? [colour(30, 14), colour(32, 30), colour(65, 68), colour(40, 9)]
      : [colour(70, 97), colour(42, 82), colour(65, most), "#ffffff"];
  return [
    `${name} .box{fill:${box}}`,
    `${name} .edge{stroke:${edge}}`,
    `${name}.wire{stroke:${wire}}`,
    `${name} .fill{fill:${wire}}`,
    `${name} .dot{stroke:${wire}}`,
    `${name} .on{fill:${on}}`,
  ].join("");
}
