/** A real Chromium for the tests of the report, where one is installed. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const places = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Undefined where there is no Chromium. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) return undefined;
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
  ];
  return chromium.launch({ executablePath, args });
}

/** An opened report, and whatever it said or asked for meanwhile. */
export interface Opened {
  readonly page: Page;
  readonly messages: string[];
  readonly requests: string[];
}

export async function openReport(
  browser: Browser,
  path: string,
  view: { width: number; dark?: boolean },
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.dark ? "dark" : "light",
  });
  const messages: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => messages.push(`error: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  await page.evaluate("window.pcritReady");
  return { page, messages, requests };
}
