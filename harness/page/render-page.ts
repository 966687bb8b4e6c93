import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pictureOf } from "../picture/picture";
import { renderPicture } from "../picture/render-picture";
import { html, raw, type Html } from "./html";
import { joinClient } from "./join-client";
import { pageData } from "./page-data";
import type { PageInput } from "./page-input";
import { darkTimes } from "./sections/dark-times";
import { filterForm, matrix, picture } from "./sections/interactive";
import { plan } from "./sections/plan";
import { policies } from "./sections/policies";
import { drift, problems, strangers } from "./sections/problems";
import { tests } from "./sections/tests";
import { proofs, summary } from "./sections/summary";

/**
 * The report as one HTML page that needs nothing else: no network, no server, no other file. Its content security policy allows
 * exactly the style sheets and the script that it contains.
 */
export async function renderPage(input: PageInput): Promise<string> {
  const { report, fabric } = input;
  const svg = await renderPicture(pictureOf(fabric), "svg");
  const css = readFileSync(join(__dirname, "page.css"), "utf8");
  const script = joinClient();
  const styles = [css, ...[...svg.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text = ""]) => text)];
  const policy = [
    "default-src 'none'",
    `style-src ${styles.map(hashOf).join(" ")}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = sections(input, svg);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="macvlan-fabric" />
        <title>${report.verdict === "passed" ? "Passed" : "Failed"}: stack ${report.stack}</title>
        ${raw(`<style>${css}</style>`)}
      </head>
      <body>
        <a class="skip" href="#matrix-section">Skip to the matrix</a>
        ${summary(report)}
        <nav aria-label="Sections">
          <ul>
            ${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        ${filterForm(fabric)}
        <main>
          ${parts.map(
            ({ id, title, body }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                <div class="body">${body}</div>
              </section>`,
          )}
        </main>
        ${raw(`<script type="application/json" id="data">${toScript(pageData(report, fabric))}</script>`)}
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.markup;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** What is wrong comes first; what there is nothing to say about is left out, or said to be fine. */
function sections({ report, fabric, plan: tables, policies: findings }: PageInput, svg: string): Section[] {
  const section = (id: string, title: string, body: Html | undefined): Section[] =>
    body === undefined ? [] : [{ id, title, body }];
  const fine = html`<p class="fine">Kernel, files and Docker of all hosts that were read are as planned.</p>`;
  return [
    ...section("problems", "What is wrong", problems(report)),
    ...section("picture-section", "Picture", picture(svg)),
    ...section("matrix-section", "Who reaches whom", matrix()),
    ...section("tests", "Tests of your own", report.tests === undefined ? undefined : tests(report.tests, fabric)),
    ...section("proofs", "What was proven", proofs(report)),
    ...section("strangers", "Strangers", strangers(report)),
    ...section("drift", "Drift", drift(report) ?? fine),
    ...section("dark-times", "Dark times", report.darkTime === undefined ? undefined : darkTimes(report.darkTime)),
    ...section("plan", "Address plan", tables === undefined ? undefined : plan(tables)),
    ...section("policies", "Policies", findings === undefined ? undefined : policies(findings)),
  ];
}

/** JSON that cannot end the element that it is in. */
function toScript(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
