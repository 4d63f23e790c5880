/** The first screen, the bar and the address, in a real browser. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { mostWords, words } from "../../../src/report/text/answers.js";
import {
  type Opened,
  openReport,
  resize,
  screenshots,
  startBrowser,
  until,
  violations,
} from "../browser.js";
import { writePage } from "../pages.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-front-"));
let browser: Browser | undefined;
let whole: string;
/** A page of the same bar with few charts, for tests that open one again and again. */
let small: string;
/** One page, light, that tests leave as they found it; what it said. Opening one draws every chart. */
let common: Opened;
/** What is chosen at first. */
let first: object;

before(async () => {
  browser = await startBrowser();
  if (!browser) return;
  whole = await writePage(
    join(folder, "whole"),
    { widths: [0.25, 1, 2], seeds: 3 },
    { later: true },
  );
  const few = { widths: [1, 2], seeds: 2, levels: 20, portraits: false };
  small = await writePage(join(folder, "small"), few, {
    tables: /(topology|order|criticality)\.arrow$/,
  });
  common = await openReport(browser, whole, { width: 1440 });
  first = await choice(common.page);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("verdict, four answers of at most twenty words and both pictures are on the first screen", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = common;
  const bottoms = await page.evaluate<Record<string, number[]>>(`Object.fromEntries(
    ["h1", ".answers li", ".front .chart svg"].map((of) =>
      [of, [...document.querySelectorAll(of)].map((e) => e.getBoundingClientRect().bottom)]))`);
  assert.deepEqual(
    Object.values(bottoms).map((of) => of.length),
    [1, 4, 2],
  );
  for (const [of, found] of Object.entries(bottoms))
    for (const bottom of found) assert.ok(bottom > 0 && bottom <= 900, `${of} ends at ${bottom}`);
  const answers = await page.evaluate<string[]>(
    '[...document.querySelectorAll(".answers li > p:not(.sure)")].map((e) => e.textContent)',
  );
  for (const answer of answers) assert.ok(words(answer) <= mostWords, answer);
  const links = await page.evaluate<boolean[]>(
    '[...document.querySelectorAll(".answers a")].map((a) => document.querySelector(a.hash) !== null)',
  );
  assert.deepEqual(links, [true, true, true, true]);
  assert.deepEqual(messages, []);
});

/** The common page as it was at first, at 1280 pixels. */
async function fresh(): Promise<Page> {
  const { page } = common;
  await page.evaluate(`(() => {
    window.pcrit.state.set(${JSON.stringify(first)});
    for (const details of document.querySelectorAll("details")) details.open = false;
    document.activeElement.blur();
    scrollTo(0, 0);
  })()`);
  await page.mouse.move(2, 2);
  if (page.viewportSize()?.width !== 1280) await resize(page, 1280);
  assert.deepEqual(common.messages, []);
  return page;
}

for (const dark of [false, true])
  test(`the first screen at four widths, ${dark ? "dark" : "light"}, for people to look at; unfolded it keeps the rules of access`, async (t) => {
    if (!browser) return t.skip(noBrowser);
    mkdirSync(screenshots, { recursive: true });
    const { page, messages } = dark
      ? await openReport(browser, whole, { width: 1440, dark })
      : common;
    for (const width of [1440, 768, 390, 1280]) {
      if (width !== 1440) await resize(page, width);
      const over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.equal(await page.evaluate(over), 0, `${width}: does not scroll sideways`);
      assert.deepEqual(messages, []);
      const name = `first-screen-${width}-${dark ? "dark" : "light"}.png`;
      await page.screenshot({ path: `${screenshots}${name}` });
    }
    await unfolded(page);
    if (dark) await page.close();
  });

/** Of few rows, so that it takes seconds to check it; it scrolls both ways, as larger ones do. */
const table = "#chart-null-models";

/** Nothing that is unfolded breaks a rule of access. */
async function unfolded(page: Page): Promise<void> {
  await page.evaluate('for (const d of document.querySelectorAll("details")) d.open = true');
  await page.click(`${table} button[data-take=table]`);
  await until(page, `document.querySelector("${table} .as-table td") !== null`);
  const scrolls = await page.evaluate<boolean>(`(() => {
    const place = document.querySelector("${table} .as-table");
    return place.scrollHeight > place.clientHeight && place.scrollWidth > place.clientWidth;
  })()`);
  assert.ok(scrolls);
  assert.deepEqual(await violations(page), []);
  // Marks are not read one by one: the chart as a whole is described, its numbers are in its table.
  const read = await page.evaluate<number>(
    'document.querySelectorAll("figure svg [role=graphics-symbol]:not([aria-hidden=true])").length',
  );
  assert.ok(read < 100, `${read}: titles of panels alone`);
  await page.click(`${table} button[data-take=table]`);
}

const choice = (page: Page) => page.evaluate<object>("({ ...window.pcrit.state.get() })");

test("what is chosen stands in the address: a reload, a copied link and going back lead to it", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = await openReport(browser, small, { width: 1280 });
  const first = await choice(page);
  await page.selectOption("#view [name=series]", "random");
  await page.selectOption("#view [name=width]", "2");
  await page.selectOption("#view [name=against]", "weights");
  await page.fill("#view [name=level]", "7");
  const chosen = await choice(page);
  // What the bar has is chosen, what the explorer has is not.
  const bar = { series: "random", width: 2, seed: null, against: "weights", level: 7 };
  for (const [key, value] of Object.entries(chosen))
    assert.equal(value, key in bar ? bar[key as keyof typeof bar] : null, key);
  const address = page.url();
  assert.match(address, /#head\?/);
  await page.reload();
  assert.deepEqual(await choice(page), chosen);
  const copied = await openReport(browser, small, { width: 1280, hash: new URL(address).hash });
  assert.deepEqual(await choice(copied.page), chosen);
  assert.equal(
    await copied.page.evaluate('window.pcrit.views.get("transition").view.signal("series")'),
    "random",
  );
  await copied.page.close();
  await page.goBack();
  assert.deepEqual({ ...(await choice(page)), level: 7 }, { ...chosen, against: "weights" });
  for (let i = 0; i < 3; i++) await page.goBack();
  await until(page, 'window.pcrit.state.get().series === "magnitude"');
  assert.deepEqual(await choice(page), first);
  // A link to a heading keeps what is chosen.
  await page.selectOption("#view [name=width]", "2");
  await page.click(".bar nav a[href='#place']");
  await until(page, 'location.hash.startsWith("#place?")');
  assert.equal(((await choice(page)) as { width: number }).width, 2);
  await until(page, 'document.querySelector(".bar nav a[aria-current]").hash === "#place"');
  assert.deepEqual(messages, []);
  await page.close();
});

test("an address that asks for what is not there opens the page as it is at first", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page } = await openReport(browser, small, { width: 1280 });
  const first = await choice(page);
  for (const hash of [
    "#nowhere?series=none&width=7&seed=x&level=99&against=luck",
    "#%E0%A4%A?level=%E0%A4%A",
    "#?&&=&level",
  ]) {
    await page.goto("about:blank");
    await page.goto(`${pathToFileURL(small).href}${hash}`);
    const found = (await choice(page)) as Record<string, unknown>;
    assert.ok(Number.isInteger(found["level"]), hash);
    assert.deepEqual({ ...found, level: 0 }, { ...first, level: 0 }, hash);
  }
  await page.close();
});

/** Chart -> where the level's line stands in its first plot. */
const lines = (page: Page) =>
  page.evaluate<Record<string, number>>(`Object.fromEntries(
    [...document.querySelectorAll(".level-line[role=slider]")].map((line) =>
      [line.closest("figure").id, parseFloat(line.style.left)]))`);

test("the level is a line on every density axis; a click, a drag and keys on one move all", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.evaluate('for (const d of document.querySelectorAll("main details")) d.open = true');
  const wanted = await page.evaluate<string[]>(
    "Object.entries(window.pcrit.charts).filter(([, c]) => c.usermeta.levels).map(([id]) => 'chart-' + id)",
  );
  assert.ok(wanted.length >= 14, `${wanted.length} charts with a density axis`);
  await page.waitForTimeout(500);
  const before = await lines(page);
  assert.deepEqual(Object.keys(before).sort(), wanted.sort());
  await page.evaluate('document.getElementById("chart-front-order").scrollIntoView()');
  await page.focus("#chart-front-order .level-line[role=slider]");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const moved = await lines(page);
  for (const [id, place] of Object.entries(moved))
    assert.ok(place < before[id]!, `${id}: ${before[id]} to ${place}`);
  // The line stands on the points of its level.
  const off = await page.evaluate<number>(`(() => {
    const { state } = window.pcrit;
    const points = [...document.querySelectorAll("#chart-front-order .mark-symbol.role-mark path")];
    const own = points.find((p) => p.__data__.datum.width === 1 && p.__data__.datum.level === state.get().level);
    const line = document.querySelector("#chart-front-order .level-line");
    const middle = (e) => { const { left, right } = e.getBoundingClientRect(); return (left + right) / 2; };
    return Math.abs(middle(own) - middle(line));
  })()`);
  assert.ok(off < 1.5, `${off} pixels beside the point`);
  const box = (await (await page.$("#chart-front-order .chart"))!.boundingBox())!;
  await page.mouse.click(box.x + 0.85 * box.width, box.y + 60);
  const clicked = await lines(page);
  assert.ok(clicked["chart-failures"]! > moved["chart-failures"]!, "a click on a plot moves it");
  const handle = (await (await page.$(
    "#chart-front-order .level-line[role=slider]",
  ))!.boundingBox())!;
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 60, { steps: 5 });
  await page.mouse.up();
  const dragged = await lines(page);
  assert.ok(dragged["chart-failures"]! < clicked["chart-failures"]!, "a drag moves it");
  assert.deepEqual(common.messages, []);
});

test("the nearest point is named under the chart, with series, width, seeds and level", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const at = await page.evaluate<{ x: number; y: number }>(`(() => {
    const points = [...document.querySelectorAll("#chart-front-order .mark-symbol.role-mark path")];
    const { left, top } = points.find((p) => p.__data__.datum.width === 1 && p.__data__.datum.level === 15).getBoundingClientRect();
    return { x: left, y: top };
  })()`);
  await page.mouse.move(at.x + 2, at.y + 2);
  await page.mouse.move(at.x + 3, at.y + 3);
  await until(page, 'document.querySelector("#chart-front-order .readout").textContent !== ""');
  assert.match(
    (await page.textContent("#chart-front-order .readout"))!,
    /^magnitude pruning, width 1, mean of 3 seeds, level 15; density 0\.\d+%, m 0\.\d\d/,
  );
});

test("terms are explained on focus, hover and tap; Escape closes them", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const note = () => page.isVisible("#note");
  await page.focus(".front .run button.term");
  assert.ok(await note());
  await page.keyboard.press("Escape");
  assert.ok(!(await note()));
  await page.hover(".answers button.term");
  assert.ok(await note());
  assert.match((await page.textContent("#note"))!, /\w+ \w+/);
  await page.mouse.move(5, 500);
  await page.focus("#view [name=level]");
  assert.ok(!(await note()));
  await page.click(".front .run button.term");
  assert.ok(await note());
});

test("colours are chosen and kept; nothing jumps while the reader scrolls", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(
    'window.shift = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; }).observe({ type: "layout-shift", buffered: true });',
  );
  await page.goto(pathToFileURL(whole).href);
  for (let y = 0; y < 9000; y += 450) {
    await page.mouse.wheel(0, 450);
    await page.waitForTimeout(40);
  }
  await page.evaluate("window.pcritReady");
  const shift = await page.evaluate<number>("window.shift");
  t.diagnostic(`layout shift ${shift.toFixed(3)}`);
  assert.ok(shift < 0.1, `cumulative layout shift ${shift}`);
  await page.goto(pathToFileURL(small).href);
  await page.evaluate("window.pcritReady");
  const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const light = await paper();
  await page.click(".bar .theme");
  assert.equal(await paper(), light);
  await page.click(".bar .theme");
  assert.notEqual(await paper(), light, "dark on a light system");
  await page.reload();
  assert.notEqual(await paper(), light, "kept");
  await page.close();
});

test("printed on at most ten pages; a step of the level, in milliseconds", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  t.diagnostic(`${pages} pages`);
  assert.ok(pages > 0 && pages <= 10, `${pages} pages`);
  const took: number[] = [];
  for (let level = 3; level < 20; level++) {
    await page.evaluate('delete document.getElementById("walk-where").dataset.took');
    await page.evaluate(`window.pcrit.state.set({ level: ${level} })`);
    await page.waitForSelector("#walk-where[data-took]", { state: "attached" });
    took.push(Number(await page.evaluate('document.getElementById("walk-where").dataset.took')));
  }
  const median = took.sort((a, b) => a - b)[took.length >> 1]!;
  t.diagnostic(`a step of the level: median ${median} ms`);
  assert.ok(median < 1000);
});

test("no name of the program's own on the page, and no name twice", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.evaluate('for (const d of document.querySelectorAll("main details")) d.open = true');
  await page.click("#chart-transition button[data-take=table]");
  await page.waitForTimeout(300);
  const text =
    await page.evaluate<string>(`[...document.querySelectorAll("main > section:not(#provenance), .bar")]
    .map((e) => [...e.querySelectorAll("svg text, th, td, p, h1, h2, h3, h4, option, button")].map((x) => x.textContent).join("\\n")).join("\\n")`);
  // p_c and p_half are symbols, where no subscript can be set.
  const found = text.match(/\b[a-z]+_[a-z_\d]+\b/g) ?? [];
  const snakes = [...new Set(found)].filter((name) => !/^p_(c|half)$/.test(name));
  assert.deepEqual(snakes, []);
});
