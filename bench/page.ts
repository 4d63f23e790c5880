/**
 * How fast a report is in the reader's hand: `node dist/bench/page.js [runs/glyphs/report/index.html]`, in headless
 * Chromium without a graphics processor. Opened a few times; medians. The load beside is said: these are times
 * of the clock, true only on an idle machine.
 */
import { existsSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { table } from "./markdown.js";
import { machine } from "./setup.js";

const OPENED = 3;
const STEPS = 40;

/** Counts from the navigation, in the page: what is asked for from outside waits for its turn. */
const watch = `
  window.drawnAt = [];
  window.shift = 0;
  document.addEventListener("pcrit-drawn", () =>
    requestAnimationFrame(() => window.drawnAt.push(performance.now())));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });`;

const path = resolve(process.argv[2] ?? "runs/glyphs/report/index.html");
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
if (!existsSync(path)) console.log(`${path} is not there: make it, or name another page`);
else if (!existsSync(executablePath))
  console.log("Chromium is not installed; set CHROMIUM to its path");
else {
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  await measure(browser);
  await browser.close();
}

/** Milliseconds of one opening. */
interface Opening {
  readonly text: number;
  readonly first: number;
  readonly last: number;
  readonly shift: number;
  readonly level: readonly number[];
  readonly live: readonly number[];
}

async function measure(browser: Browser): Promise<void> {
  const all: Opening[] = [];
  for (let i = 0; i < OPENED; i++) all.push(await open(browser));
  const size = (statSync(path).size / 1e6).toFixed(2);
  const [now] = loadavg();
  const row = (what: string, values: readonly number[], digits = 0) => {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(digits);
    return [what, at(0.5) ?? "–", at(0.9) ?? "–", sorted.at(-1)?.toFixed(digits) ?? "–"];
  };
  table(
    `A page of ${size} MB opened ${OPENED} times, milliseconds; ${machine}, load ${now!.toFixed(1)}`,
    ["", "median", "nine of ten", "slowest"],
    [
      row(
        "text on the screen",
        all.map((one) => one.text),
      ),
      row(
        "first picture",
        all.map((one) => one.first),
      ),
      row(
        "last chart",
        all.map((one) => one.last),
      ),
      row(
        "a step of the level",
        all.flatMap((one) => one.level),
      ),
      row(
        "a step of the density, live",
        all.flatMap((one) => one.live),
      ),
      row(
        "layout shift while scrolling (no unit)",
        all.map((one) => one.shift),
        3,
      ),
    ],
  );
}

async function open(browser: Browser): Promise<Opening> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(300_000);
  await page.addInitScript(watch);
  await page.goto(pathToFileURL(path).href);
  await page.evaluate("window.pcritReady");
  const [text, first, last] = await page.evaluate<[number, number, number]>(
    `[performance.getEntriesByName("first-contentful-paint")[0].startTime, window.drawnAt[0], window.drawnAt.at(-1)]`,
  );
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  for (let y = 0; y < height; y += 450) {
    await page.mouse.wheel(0, 450);
    await page.waitForTimeout(30);
  }
  const shift = await page.evaluate<number>("window.shift");
  const opening = { text, first, last, shift, level: await levels(page), live: await live(page) };
  await page.close();
  return opening;
}

/** Steps of the bar's level, until the second frame after each, once the code is warm. */
async function levels(page: Page): Promise<number[]> {
  if ((await page.$("#walk-where")) === null) return [];
  const count = await page.evaluate<number>("window.pcrit.state.curveOf().levels.length");
  await page.evaluate('document.getElementById("walk").scrollIntoView()');
  const took: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const step = `(async () => {
      const where = document.getElementById("walk-where");
      delete where.dataset.took;
      window.pcrit.state.set({ level: window.pcrit.state.curveOf().levels[${i % count}].level }, false);
      while (where.dataset.took === undefined) await new Promise((done) => setTimeout(done, 1));
      return Number(where.dataset.took);
    })()`;
    took.push(await page.evaluate<number>(step));
  }
  return took.slice(STEPS / 4);
}

/** The page's own median, of as many steps of the slider, from the hand to the picture. */
async function live(page: Page): Promise<number[]> {
  if ((await page.$("#live-open")) === null) return [];
  await page.evaluate(
    'const d = document.getElementById("live-open"); d.open = true; d.scrollIntoView();',
  );
  const steps = () =>
    page.evaluate<number>('Number(document.getElementById("live-form").dataset.steps ?? 0)');
  const drag = (i: number) => `(() => {
    const slider = document.getElementById("live-form").elements.density;
    slider.value = String(Math.round(Number(slider.max) * (0.2 + 0.7 * ${(i % 20) / 20})));
    slider.dispatchEvent(new Event("input"));
  })()`;
  while ((await steps()) < 1) await page.waitForTimeout(20);
  for (let i = 0; i < STEPS; i++) {
    const before = await steps();
    await page.evaluate(drag(i));
    const end = performance.now() + 10_000;
    while ((await steps()) === before && performance.now() < end) await page.waitForTimeout(5);
  }
  return [Number(await page.evaluate('document.getElementById("live-form").dataset.median'))];
}
