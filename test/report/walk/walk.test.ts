/** The walk through the collapse in a real browser: slider, selectors, clicks, keys. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type Opened, openReport, redrawn, resize, startBrowser, until } from "../browser.js";
import { writePage } from "../pages.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-walk-"));
let browser: Browser | undefined;
/** One page for all tests: opening one draws every chart. */
let common: Opened;
/** What is chosen at first. */
let first: object;

before(async () => {
  browser = await startBrowser();
  if (!browser) return;
  const whole = await writePage(join(folder, "whole"), { widths: [0.5, 1], seeds: 2 });
  common = await openReport(browser, whole, { width: 1200 });
  first = await common.page.evaluate<object>("({ ...window.pcrit.state.get() })");
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The common page with nothing chosen. */
async function fresh(): Promise<Page> {
  const { page, messages } = common;
  await page.evaluate(`window.pcrit.state.set(${JSON.stringify(first)})`);
  await page.mouse.move(2, 2);
  assert.deepEqual(messages, []);
  return page;
}

const slider = "#view [name=level]";
const where = async (page: Page) => (await page.textContent("#walk-where")) ?? "";

/** Marks of one kind in a chart of the walk, as Vega has them; the page holds them as pixels. */
function marks(page: Page, chart: string, kind: string): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const svg = await window.pcrit.views.get("walk-${chart}").view.toSVG();
    const whole = new DOMParser().parseFromString(svg, "image/svg+xml");
    return [...whole.querySelectorAll(".mark-${kind}.role-mark > *")].map((m) => m.outerHTML);
  })()`);
}

/** What a chart of the walk looks like on the screen. */
function picture(page: Page, chart: string): Promise<string> {
  return page.evaluate<string>(`document.querySelector("#chart-walk-${chart} canvas").toDataURL()`);
}

/** Waits until the charts show what the slider says. */
async function settled(page: Page, change: () => Promise<unknown>): Promise<void> {
  await page.evaluate('delete document.getElementById("walk-where").dataset.took');
  await change();
  await page.waitForSelector("#walk-where[data-took]", { state: "attached" });
}

test("the slider changes graph, confusion matrix, components and degrees, and says where it is", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await settled(page, () => page.fill(slider, "0"));
  const look = async () => ({
    edges: await marks(page, "graph", "rule"),
    units: await marks(page, "graph", "symbol"),
    pixels: await marks(page, "graph", "rect"),
    confusion: await marks(page, "confusion", "rect"),
    components: await marks(page, "components", "rect"),
    degrees: await marks(page, "degrees", "rect"),
    accuracy: await marks(page, "accuracy", "rule"),
    ...Object.fromEntries(
      await Promise.all(
        ["graph", "confusion", "components", "degrees", "accuracy"].map(
          async (chart) => [`picture of ${chart}`, await picture(page, chart)] as const,
        ),
      ),
    ),
  });
  const dense = await look();
  assert.match(await where(page), /^Level 0, seed 0: density 100/);
  await settled(page, () => page.fill(slider, "22"));
  const sparse = await look();
  for (const [name, before] of Object.entries(dense))
    assert.notDeepEqual(sparse[name as keyof typeof sparse], before, name);
  assert.ok(sparse.edges.length < dense.edges.length, "fewer edges are left");
  assert.ok(sparse.units.length < dense.units.length, "fewer units have weights");
  assert.match((await page.getAttribute(slider, "aria-valuetext"))!, /^level 22, density 0\.07/);
  const label = await page.getAttribute("#chart-walk-confusion .vega[aria-label]", "aria-label");
  assert.match(
    label!,
    /Level 22, .* Most often wrong after fine-tuning: 0 taken for 1, \d+ images/,
  );
  assert.deepEqual(common.messages, []);
});

test("arrow keys move the slider; series and width are selects; the same density is kept", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await settled(page, () => page.fill(slider, "5"));
  await page.focus(slider);
  await settled(page, () => page.keyboard.press("ArrowRight"));
  assert.match(await where(page), /^Level 6,/);
  await settled(page, () => page.keyboard.press("Home"));
  assert.match(await where(page), /^Level 0,/);
  await settled(page, () => page.keyboard.press("End"));
  assert.match(await where(page), /^Level 25,/);
  const graph = await marks(page, "graph", "symbol");
  await settled(page, () => page.fill(slider, "15"));
  await settled(page, () => page.selectOption("#view [name=series]", "random"));
  assert.match(await where(page), /^Level 15,/);
  assert.notDeepEqual(await marks(page, "graph", "symbol"), graph);
  await settled(page, () => page.selectOption("#view [name=width]", "0.5"));
  assert.equal(await page.evaluate("window.pcrit.stop.cell"), "fc4-w0.5-random-s0");
  assert.deepEqual(common.messages, []);
});

test("a click on a point of a curve moves the walk to its series, width and level", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const clicked = await page.evaluate<{ width: number; level: number }>(`(() => {
    const points = [...document.querySelectorAll("#chart-transition .mark-symbol.role-mark path")];
    const found = points.map((p) => p.__data__).find((item) => item.datum.width === 0.5 && item.datum.level === 9);
    found._svg.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    return { width: found.datum.width, level: found.datum.level };
  })()`);
  assert.deepEqual(clicked, { width: 0.5, level: 9 });
  await until(page, 'window.pcrit.stop.cell === "fc4-w0.5-magnitude-s0"');
  assert.match(await where(page), /^Level 9,/);
  assert.equal(await page.inputValue("#view [name=width]"), "0.5");
  assert.deepEqual(common.messages, []);
});

test("a seed that is chosen gets its own curves; a kind of pruning is chosen everywhere", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const dashed = () =>
    page.evaluate<number>(
      `document.querySelectorAll("#chart-transition .mark-line path[stroke-dasharray]").length`,
    );
  assert.equal(await dashed(), 0);
  await page.selectOption("#view [name=seed]", "1");
  await page.waitForTimeout(200);
  assert.equal(await dashed(), 4, "two widths in two panels");
  await page.selectOption("#view [name=seed]", "");
  await page.waitForTimeout(200);
  assert.equal(await dashed(), 0);
  await page.selectOption("#view [name=series]", "random");
  await until(page, 'window.pcrit.stop.cell === "fc4-w1-random-s0"');
  await until(page, 'window.pcrit.views.get("transition").view.signal("series") === "random"');
  assert.deepEqual(common.messages, []);
});

test("where the walk stands outlives a change of size and theme", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await settled(page, () => page.fill(slider, "20"));
  const edges = (await marks(page, "graph", "rule")).length;
  await redrawn(page, () => page.emulateMedia({ colorScheme: "dark" }));
  await resize(page, 700);
  assert.match(await where(page), /^Level 20,/);
  assert.equal((await marks(page, "graph", "rule")).length, edges);
  assert.deepEqual(common.messages, []);
});

test("the graph gives its edges at every level as CSV", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.evaluate('document.querySelector("#chart-walk-graph .tools details").open = true');
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click("#chart-walk-graph button[data-take=csv]"),
  ]);
  const [head, ...lines] = readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\n");
  const at = (line: string, column: string) => line.split(",")[head!.split(",").indexOf(column)];
  const edges = lines.filter((line) => at(line, "data") === "walk-edges");
  assert.deepEqual(
    ["cell", "level", "source", "target", "weight", "sign"].map((name) => at(edges[0]!, name)),
    ["fc4-w0.5-magnitude-s0", "0", "0", "16", "0.1", "positive"],
  );
  assert.ok(edges.some((line) => /fc4-w1-random-s0/.test(line) && at(line, "level") === "25"));
});

test("play walks to the end and stops there", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await settled(page, () => page.fill(slider, "24"));
  await page.click("#view [name=play]");
  await until(page, `document.querySelector("${slider}").value === "25"`);
  await page.waitForSelector("#view [name=play][aria-pressed=false]");
});
