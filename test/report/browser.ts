/** A real Chromium for the tests of the report, where one is installed. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { packageRoot } from "../../src/package.js";
import { flags } from "../support/command.js";

const places = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/**
 * Undefined where there is no Chromium.
 * @param webGL drawn by the processor; without it a page has none.
 */
export async function startBrowser({ webGL = false } = {}): Promise<Browser | undefined> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) return undefined;
  const args = [
    "--no-sandbox",
    ...(webGL
      ? ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
      : ["--disable-gpu", "--disable-software-rasterizer"]),
    "--disable-background-networking",
    "--no-first-run",
    `--js-flags=${flags.join(",")}`, // as the tests themselves (support/all.ts)
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
  view: { width: number; dark?: boolean; still?: boolean; hash?: string },
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.dark ? "dark" : "light",
    reducedMotion: view.still ? "reduce" : "no-preference",
  });
  const messages: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => messages.push(`error: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`${pathToFileURL(path).href}${view.hash ?? ""}`);
  await page.evaluate("window.pcritReady");
  return { page, messages, requests };
}

/** Makes the page wider or narrower, and waits until its charts are drawn anew. */
export async function resize(page: Page, width: number): Promise<void> {
  await redrawn(page, () => page.setViewportSize({ width, height: 900 }));
}

/** Does what makes the page draw all charts again, and waits until they are. */
export async function redrawn(page: Page, change: () => Promise<unknown>): Promise<void> {
  await page.evaluate("void (window.drawnBefore = window.pcritReady)");
  await change();
  await until(page, "window.pcritReady !== window.drawnBefore");
  await page.evaluate("window.pcritReady");
}

/** Waits until an expression holds. (The driver's own way evaluates in the page, against its policy.) */
export async function until(page: Page, expression: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await page.evaluate<boolean>(expression))) {
    if (performance.now() > end) throw new Error(`in vain: ${expression}`);
    await page.waitForTimeout(20);
  }
}

/**
 * What each figure shows: marks with an extent, or pixels of a canvas that are not background, and
 * whether it is wider than its place.
 */
export function drawn(page: Page) {
  return page.evaluate<{ id: string; marks: number; wide: number; label: string }[]>(`
    [...document.querySelectorAll("figure")].map((figure) => {
      const ink = (canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
      };
      const canvases = [...figure.querySelectorAll("canvas")];
      const shapes = [...figure.querySelectorAll("[class*=mark-]:not([class*=role-axis]):not([class*=role-legend]) > path, .mark-rule line")];
      const place = figure.querySelector(".chart");
      return {
        id: figure.id,
        marks: shapes.filter((s) => { const b = s.getBBox(); return b.width + b.height > 0; }).length + canvases.reduce((sum, canvas) => sum + ink(canvas), 0),
        wide: place.scrollWidth - place.clientWidth,
        label: figure.querySelector(".vega[aria-label]")?.getAttribute("aria-label") ?? "",
      };
    })`);
}

/** Where pictures go, for people to look at; with PICTURES=yes those of whole pages too, which take seconds each. */
export const screenshots = `${packageRoot}test-output/`;

/**
 * What axe-core finds in the page, or in a part of it: rule and elements. It passes by what nobody hears, the marks
 * of charts, which are two thirds of the page, but takes them along on all its ways: they are laid aside meanwhile.
 * What it asks of them, that nothing in there takes the focus or is referred to, is asked here.
 */
export async function violations(page: Page, part = "html"): Promise<string[]> {
  const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
  await page.evaluate(axe);
  return page.evaluate<string[]>(`(async () => {
    const unheard = [...document.querySelectorAll("svg[aria-hidden=true], [aria-hidden=true] svg")];
    const referred = [...document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls], [aria-owns], [for]")]
      .flatMap((e) => ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for"].flatMap((name) => (e.getAttribute(name) ?? "").split(" ")));
    const found = unheard.flatMap((svg) => [svg, ...svg.querySelectorAll("*")])
      .filter((e) => e.tabIndex >= 0 || (e.id !== "" && referred.includes(e.id)))
      .map((e) => "heard of what is hidden: " + e.outerHTML.slice(0, 100));
    const aside = unheard.map((svg) => [svg, [...svg.childNodes]]);
    for (const [svg] of aside) svg.replaceChildren();
    try {
      const { violations } = await axe.run(${JSON.stringify(part)}, { resultTypes: ["violations"] });
      return [...found, ...violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target).slice(0, 5).join("; "))];
    } finally {
      for (const [svg, children] of aside) svg.append(...children);
    }
  })()`);
}
