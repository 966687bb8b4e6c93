import { renderD2 } from "./d2";
import { renderDot } from "./dot";
import { renderDrawio } from "./drawio";
import { renderMermaid } from "./mermaid";
import type { Picture } from "./picture";
import { renderSvg } from "./svg";

const RENDERERS = {
  svg: renderSvg,
  mermaid: renderMermaid,
  drawio: renderDrawio,
  d2: renderD2,
  dot: renderDot,
} as const satisfies Record<string, (picture: Picture) => string | Promise<string>>;

export type PictureFormat = keyof typeof RENDERERS;

export const PICTURE_FORMATS = Object.keys(RENDERERS) as PictureFormat[];

/** The picture as the text of a file. */
export async function renderPicture(picture: Picture, format: PictureFormat): Promise<string> {
  return RENDERERS[format](picture);
}
