import { spawnSync } from "node:child_process";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { pictureOf } from "../../../harness/picture/picture";
import { PICTURE_FORMATS, renderPicture } from "../../../harness/picture/render-picture";
import { styleSheet } from "../../../harness/picture/svg-style";
import { findProgram } from "../../../support/find-program";
import { referenceOutput, richOutput } from "../fixture";
import { STACKS } from "./stacks";

const reference = pictureOf(referenceOutput());
const rich = pictureOf(richOutput());

describe.each(PICTURE_FORMATS)("the picture as %s", (format) => {
  it("names every host, NIC, link, segment and endpoint with its addresses", async () => {
    const text = await renderPicture(rich, format);
    const endpoints = rich.hosts.flatMap(({ nics, bridges }) =>
      [...nics.flatMap(({ links }) => links), ...bridges].flatMap(({ members }) => members),
    );
    const wanted = [
      ...rich.buses.map(({ title }) => title),
      ...rich.segments.flatMap(({ name, tag, subnets }) => [name, tag, ...subnets.map(({ subnet }) => subnet)]),
      ...rich.hosts.flatMap((host) => [host.name, host.address, ...host.nics.flatMap(({ links }) => links.map((link) => link.name))]), // prettier-ignore
      ...endpoints.flatMap(({ kind, name, addresses }) => [...(kind === "host" ? [] : [name]), ...addresses]),
    ];
    // draw.io has no legend.
    const missing = wanted.filter((word) => !text.includes(word) && !(format === "drawio" && word.includes("/")));
    expect(missing).toEqual([]);
  });

  it("is the same every time", async () => {
    expect(await renderPicture(reference, format)).toBe(await renderPicture(reference, format));
  });
});

describe("the picture as SVG", () => {
  it.each(Object.entries(STACKS))("is well-formed for %s, and holds no name twice as an id", async (_, output) => {
    const svg = await renderPicture(pictureOf(output()), "svg");
    expect(XMLValidator.validate(svg)).toBe(true);
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has a name and says in words what it shows", async () => {
    const svg = await renderPicture(reference, "svg");
    expect(svg).toContain('<title id="mf-title">Network of stack dev</title>');
    expect(svg).toMatch(/<desc id="mf-desc">.*Segment vlan10, VLAN 10, .*bbox11 172\.16\.10\.11 on docker02/);
    expect(svg).toMatch(/role="img" aria-labelledby="mf-title" aria-describedby="mf-desc"/);
  });

  it("gives every class that it uses a colour, on light and on dark ground", async () => {
    const svg = await renderPicture(rich, "svg");
    const [, light = "", dark = ""] =
      /<style>(.*?)@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/s.exec(svg) ?? [];
    const classes = [...svg.matchAll(/ class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" "));
    const coloured = [...new Set(classes)].filter((name) => /^(s\d+|canvas|card|chip|ink|faint|rim|sheath|halo|plug|plugged|neutral)$/.test(name)); // prettier-ignore
    expect(coloured.length).toBeGreaterThan(8);
    for (const name of coloured) {
      expect(light, name).toMatch(new RegExp(`\\.${name}[ {.]`));
      expect(dark, name).toMatch(new RegExp(`\\.${name}[ {.]`));
    }
  });

  it("has tags whose text can be read on them, on light and on dark ground", () => {
    const segments = Array.from({ length: 12 }, (_, at) => at);
    const [light = "", dark = ""] = styleSheet(segments.length, false).split("@media");
    const poor = segments.flatMap(
      (at) =>
      [light, dark].filter((sheet) => contrast(colourOf(sheet, `s${at} .fill`), colourOf(sheet, `s${at} .on`)) < 4.5).map(() => at), // prettier-ignore
    );
    expect(poor).toEqual([]);
  });

  it("takes names as text, whatever they contain", async () => {
    const svg = await renderPicture({ ...reference, stack: `<script>alert("1")</script>&\u0000` }, "svg");
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toContain("<script");
  });
});

/** A colour of a style sheet as lightness by WCAG 2.2, 0 to 1. */
function colourOf(sheet: string, selector: string): number {
  const text = new RegExp(`\\.${selector}\\{fill:([^}]*)\\}`).exec(sheet)?.[1] ?? "";
  const [hue = 0, saturation = 0, lightness = 0] = (/^hsl\((\d+),(\d+)%,(\d+)%\)$/.exec(text) ?? [])
    .slice(1)
    .map(Number);
  if (text === "#ffffff") return 1;
  expect(text).toMatch(/^hsl/);
  const channel = (shift: number): number => {
    const at = (shift + hue / 30) % 12;
    const part = (saturation / 100) * Math.min(lightness / 100, 1 - lightness / 100);
    const value = lightness / 100 - part * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

describe("the picture as text", () => {
  it("is this Mermaid, which Mermaid 12.3 draws", async () => {
    expect(await renderPicture(reference, "mermaid")).toMatchSnapshot();
  });

  it("is this D2, which D2 0.7.1 accepts", async () => {
    expect(await renderPicture(reference, "d2")).toMatchSnapshot();
  });

  const dot = findProgram("dot", process.env);
  if (dot === undefined)
    console.log("Graphviz reads its text: skipped, because this machine has no dot (package graphviz)");

  it.skipIf(dot === undefined)("is read by Graphviz", async () => {
    const text = await renderPicture(rich, "dot");
    const { stdout, stderr, status } = spawnSync(dot ?? "", ["-Tsvg"], { input: text, encoding: "utf8" });
    // A missing font is none of our business.
    expect(stderr.split("\n").filter((line) => /error|cluster/i.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(stdout).toContain("cluster_host1");
    expect(stdout).toContain("fd00:10::11");
  });
});

describe("the picture for draw.io", () => {
  it("has every shape inside one that comes before it", async () => {
    const text = await renderPicture(rich, "drawio");
    expect(XMLValidator.validate(text)).toBe(true);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" });
    const file = parser.parse(text) as {
      mxfile: { diagram: { mxGraphModel: { root: { mxCell: { id: string; parent?: string }[] } } } };
    };
    const cells = file.mxfile.diagram.mxGraphModel.root.mxCell;
    const seen = new Set<string>();
    for (const { id, parent } of cells) {
      expect(seen.has(id), id).toBe(false);
      if (parent !== undefined) expect(seen.has(parent), `${id} in ${parent}`).toBe(true);
      seen.add(id);
    }
    expect(seen.size).toBeGreaterThan(40);
  });
});
