import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { renderPage } from "../harness/page/render-page";
import { pictureOf } from "../harness/picture/picture";
import { renderPicture } from "../harness/picture/render-picture";
import { planTables } from "../commands/plan-tables";
import { say } from "../support/terminal";
import { BROWSER, startBrowser } from "./browser";
import { measureMedian, median, recordFigure } from "./figure";
import { largeOutput } from "./large-output";
import { addressPlan } from "../topology/plan/build-plan";
import { normalise } from "../topology/model/normalise";
import { parseFabric } from "../topology/schema/parse-configuration";
import { largeStack, type StackSize } from "./large-stack";
import { sampleReport } from "./sample-report";

const SIZES: readonly StackSize[] = [
  { hosts: 2, segments: 3, containers: 6 },
  { hosts: 12, segments: 3, containers: 108 },
  { hosts: 50, segments: 20, containers: 1000 },
];
const ROUNDS = 5;
/** Seconds within which the page of the largest stack has to open. */
const LINE = 2;

/** Drawing a stack, writing the page of its report, and opening that in a browser. */
export async function benchPictures(): Promise<void> {
  const browser = BROWSER === undefined ? undefined : await startBrowser();
  if (browser === undefined) say("The page is not opened, because this machine has no Chromium (package chromium)");
  try {
    for (const size of SIZES) await benchSize(size, browser);
  } finally {
    await browser?.close();
  }
}

async function benchSize(size: StackSize, browser: Browser | undefined): Promise<void> {
  const what = `${size.hosts} hosts`;
  const output = largeOutput(size);
  const plan = planTables(addressPlan(normalise(parseFabric(largeStack(size)), "bench").topology));
  const report = sampleReport(output, (_, at) => at % 9973 === 77);
  const stack = `${size.segments} segments, ${size.containers} containers, median of ${ROUNDS} runs`;
  let svg = "";
  const drawing = await measureMedian(async () => {
    svg = await renderPicture(pictureOf(output), "svg");
  }, ROUNDS);
  const drawn = `${stack}, ${kilobytes(svg)} kB`;
  recordFigure({ name: `drawing ${what} as SVG`, value: drawing * 1000, unit: "ms", how: drawn });
  let page = "";
  const writing = await measureMedian(async () => {
    page = await renderPage({ report, fabric: output, plan });
  }, ROUNDS);
  const written = `${stack}, ${report.cells.length} cells, address plan, ${kilobytes(page)} kB`;
  recordFigure({ name: `writing the report's page for ${what}`, value: writing * 1000, unit: "ms", how: written });
  if (browser === undefined) return;
  const opening = await openTimes(browser, page);
  const line = size.hosts === 50 ? { line: LINE } : {};
  const how = `${written}, until the matrix is there and what is in view is painted, ${browser.browserType().name()} ${browser.version()}`;
  recordFigure({ name: `opening the report's page of ${what}`, value: opening, unit: "s", ...line, how });
}

/** Seconds until the matrix is there and what is in view has been painted, in a tab that is open already. */
async function openTimes(browser: Browser, content: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-page-"));
  const file = join(folder, "page.html");
  writeFileSync(file, content);
  const tab = await browser.newPage();
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await tab.goto("about:blank");
      const start = performance.now();
      await tab.goto(`file://${file}`);
      await tab.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      times.push((performance.now() - start) / 1000);
      if ((await tab.locator("#matrix button").count()) === 0) throw new Error("the page shows no matrix");
    }
    return median(times);
  } finally {
    await tab.close();
    rmSync(folder, { recursive: true });
  }
}

function kilobytes(text: string): string {
  return (Buffer.byteLength(text) / 1000).toFixed(0);
}
