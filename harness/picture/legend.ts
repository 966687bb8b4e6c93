import { textWidth, type TextStyle } from "./measure";
import type { Picture, PictureSegment } from "./picture";

interface LegendText {
  readonly x: number;
  readonly text: string;
  readonly style: TextStyle;
  readonly muted: boolean;
}

/** A line of the legend at a place, in pixels from its corner. */
export interface LegendLine {
  readonly x: number;
  readonly y: number;
  readonly segment: number;
  readonly tag: string;
  readonly texts: readonly LegendText[];
}

export interface Legend {
  readonly lines: readonly LegendLine[];
  readonly width: number;
  readonly height: number;
}

const LINE = 26;
/** Between two columns of lines. */
const GUTTER = 48;

/** One line for each segment, in as many columns as fit the width. */
export function legendOf({ segments }: Picture, width: number): Legend {
  const cells = segments.map((segment) => [segment.tag, ...cellsOf(segment)]);
  const columns = STYLES.map(
    (style, at) => Math.max(0, ...cells.map((row) => textWidth(row[at] ?? "", style))) + (at === 0 ? 32 : 20),
  );
  const starts = columns.map((_, at) => columns.slice(0, at).reduce((sum, value) => sum + value, 0));
  const whole = columns.reduce((sum, value) => sum + value, 0);
  const perRow = Math.max(1, Math.floor((width + GUTTER) / (whole + GUTTER)));
  const rows = Math.ceil(segments.length / perRow);
  const lines = cells.map((row, segment): LegendLine => ({
    x: Math.floor(segment / rows) * (whole + GUTTER),
    y: (segment % rows) * LINE,
    segment,
    tag: row[0] ?? "",
    texts: row.slice(1).map((text, at) => ({
      x: starts[at + 1] ?? 0,
      text,
      style: STYLES[at + 1] ?? "label",
      muted: at > 1,
    })),
  }));
  return { lines, width: Math.min(perRow, segments.length) * (whole + GUTTER) - GUTTER, height: rows * LINE };
}

const STYLES: readonly TextStyle[] = ["tag", "strong", "mono", "label", "label"];

function cellsOf({ name, network, subnets, containers }: PictureSegment): string[] {
  const gateways = subnets.flatMap(({ gateway }) => gateway ?? []);
  return [
    name,
    subnets.map(({ subnet }) => subnet).join(", "),
    gateways.length === 0 ? "no gateway" : `gateway ${gateways.join(", ")}`,
    `${network}, ${containers} container${containers === 1 ? "" : "s"}`,
  ];
}
