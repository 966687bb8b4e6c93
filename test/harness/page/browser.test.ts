import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BROWSER, startBrowser } from "../../../bench/browser";
import { planTables } from "../../../commands/plan-tables";
import type { PageInput } from "../../../harness/page/page-input";
import { renderPage } from "../../../harness/page/render-page";
import { conclude } from "../../../harness/report";
import { addressPlan } from "../../../topology/plan/build-plan";
import { devTopology } from "../../support/dev-stack";
import { outputOf } from "../fixture";
import { largeOutput } from "../../../bench/large-output";
import { sampleReport } from "../../../bench/sample-report";

if (BROWSER === undefined)
  console.log("The report in a browser: skipped, as this machine has no Chromium (package chromium)");

const folder = mkdtempSync(join(tmpdir(), "page-"));
let browser: Browser;
let open: Page[] = [];
/** What the browser complained about, and what it asked for beyond the page. */
let complaints: string[] = [];

/** A page with something in every section. */
function fullInput(): PageInput {
  const { topology } = devTopology();
  const fabric = outputOf(topology);
  const place = { host: "docker01", address: "172.16.10.10" };
  const dark = { kind: "container", name: "bbox10", segment: "vlan10", before: place, after: place } as const;
  const report = sampleReport(fabric, ({ to }) => to.name === "bbox21");
  return {
    fabric,
    report: conclude({
      ...report,
      state: report.state.map((item, at) => (at === 0 ? { ...item, observed: "1400", ok: false } : item)),
      causes: [{ kind: "loss", hosts: ["docker02"], text: "docker02 loses 3% of its frames", cells: [] }],
      darkTime: {
        ...{ seconds: 60, touchedHosts: ["docker01"] },
        endpoints: [{ ...dark, askedFrom: ["docker02"], outcome: "dark", darkSeconds: 8, gaps: [{ from: 10, to: 18 }], resolutionSeconds: 0.3, unheardSeconds: 0 }], // prettier-ignore
      },
    }),
    plan: planTables(addressPlan(topology)),
    policies: {
      checked: "2026-11-26T07:58:00.000Z",
      findings: [
        { rule: "recommended-docker-version", level: "advisory", message: "install Docker 28", resource: "a" },
      ],
    },
  };
}

async function show(input: PageInput, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  const file = join(folder, `${open.length}.html`);
  writeFileSync(file, await renderPage(input));
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
  open.push(page);
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("file://")) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return page;
}

describe.skipIf(BROWSER === undefined)("the report in a browser", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterEach(async () => {
    for (const page of open) await page.close();
    open = [];
    const said = complaints;
    complaints = [];
    expect(said).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it("shows every section, and the evidence behind a field that is clicked", async () => {
    const page = await show(fullInput());
    const titles = await page.locator("main h2").allTextContents();
    expect(titles).toEqual([
      ...["What is wrong", "Picture", "Who reaches whom", "What was proven", "Strangers", "Drift", "Dark times"],
      ...["Address plan", "Policies"],
    ]);
    await page.getByRole("button", { name: "bbox20 to bbox21: not as planned" }).click();
    const evidence = page.getByRole("complementary", { name: "Evidence" });
    const text = (await evidence.innerText()).replaceAll(/\s+/g, " ");
    expect(text).toContain("1 of 1 not as planned");
    expect(text).toContain("Planned must reach: both on segment vlan20, across hosts");
    expect(text).toContain("Seen no answer, 3 attempts");
    expect(text).toContain("Look at whether bbox21 is running");
  });

  it("marks in the picture what fails, and filters by what is clicked there", async () => {
    const page = await show(fullInput());
    const failing = await page.locator(".mf .failing").evaluateAll((all) => all.map((one) => one.getAttribute("data-container"))); // prettier-ignore
    expect(failing).toContain("bbox21");
    await page.locator('.mf [data-container="bbox11"]').click();
    expect(await page.locator("#f-name").inputValue()).toBe("bbox11");
    expect(await page.locator("#f-count").innerText()).toMatch(/^\d+ of 50 cells/);
    const rows = await page.locator("#matrix tbody tr").count();
    expect(rows).toBeLessThan(9);
    expect(await page.locator("#plan tr[data-row]:visible").count()).toBe(1);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => page.locator("#matrix tbody tr").count()).toBe(8);
  });

  it("filters by VLAN, host and failure", async () => {
    const page = await show(fullInput());
    await page.getByRole("combobox", { name: "VLAN" }).selectOption({ label: "vlan10, VLAN 10" });
    expect(await page.locator("#plan details:visible").count()).toBe(2);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("combobox", { name: "Host" }).selectOption("docker02");
    expect(await page.locator("#drift tr[data-row]:visible").count()).toBe(0);
    await page.getByLabel("Only failures").check();
    const buttons = await page
      .locator("#matrix button")
      .evaluateAll((all: Element[]) => all.map((one) => one.getAttribute("class") ?? ""));
    expect(buttons.length).toBeGreaterThan(0);
    expect(buttons.every((look) => look.includes("bad"))).toBe(true);
  });

  it("is used by keyboard alone: one stop for the matrix, arrow keys in it", async () => {
    const page = await show(fullInput());
    await page.locator("#matrix button[tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const focused = await page.evaluate("document.activeElement.getAttribute('aria-label')");
    expect(focused).toMatch(/^bbox10 to bbox\d+: /);
    expect(await page.locator("#matrix button[tabindex='0']").count()).toBe(1);
    await page.keyboard.press("Enter");
    expect(await page.locator("#evidence h3").innerText()).toMatch(/^bbox10 → /);
  });

  it("gives everything that can be used or seen a name for screen readers", async () => {
    const page = await show(fullInput());
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const roles = ["button", "link", "combobox", "searchbox", "checkbox", "image", "table", "region", "heading", "complementary", "search", "navigation"]; // prettier-ignore
    const used = nodes.filter(({ ignored, role }) => !ignored && roles.includes(String(role?.value)));
    const nameless = used.filter(({ name }) => String(name?.value ?? "") === "").map(({ role }) => String(role?.value));
    expect(used.length).toBeGreaterThan(60);
    // Tables have a heading above them.
    expect(nameless.filter((role) => role !== "table")).toEqual([]);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });

  it("has text that can be read on its ground, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await show(fullInput(), { colorScheme });
      const poor = await page.evaluate(CONTRAST);
      expect(poor, colorScheme).toEqual([]);
    }
  });

  it("is printed with everything open and nothing to click", async () => {
    const page = await show(fullInput());
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    expect(await page.locator("#matrix").isVisible()).toBe(true);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(20_000);
    expect(await page.locator("details:not([open])").count()).toBe(0);
  });

  it("shows 50 hosts and 1,000 containers, and single endpoints once they are few", async () => {
    const fabric = largeOutput({ hosts: 50, segments: 20, containers: 1000 });
    const page = await show({ fabric, report: sampleReport(fabric, (_, at) => at % 9973 === 77) });
    expect(await page.locator("#matrix tbody tr").count()).toBe(50);
    expect(await page.locator("#f-count").innerText()).toContain("grouped by host and segment");
    await page.getByLabel("Only failures").check();
    expect(await page.locator("#f-count").innerText()).not.toContain("grouped");
    expect(await page.locator("#matrix button.bad").count()).toBeGreaterThan(5);
  });
});

/** Lists texts whose contrast to the nearest ground below is less than 4.5, as WCAG 2.2 AA wants it. */
const CONTRAST = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const line = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *:not(svg, svg *, script, style, option)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.getClientRects().length === 0) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(element.className + ": " + element.textContent.trim().slice(0, 30));
  }
  return [...new Set(poor)];
})()`;
