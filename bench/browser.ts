import { chromium, type Browser } from "playwright-core";
import { findProgram } from "../support/find-program";

/** Debian's name first, then those of other systems. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this machine; undefined if it has none. */
export const BROWSER = NAMES.flatMap((name) => findProgram(name, process.env) ?? [])[0];

/** Starts the browser without a window. It reaches no network: pages are files. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER ?? "",
    // The sandbox does not work for root; the pages are ours.
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--proxy-server=127.0.0.1:9"],
  });
}
