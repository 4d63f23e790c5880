/** What Chromium tells those who cannot see the page: roles, names, headings, charts, what changes. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openReport, startBrowser } from "../browser.js";
import { writePage } from "../pages.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-spoken-"));
let browser: Browser | undefined;
let page: Page;

interface Spoken {
  readonly role: string;
  readonly name: string;
  readonly value: string;
  readonly level: number | undefined;
  readonly live: string | undefined;
}

before(async () => {
  browser = await startBrowser({ webGL: true });
  if (!browser) return;
  const path = await writePage(
    folder,
    { widths: [0.25, 1], seeds: 2, levels: 10 },
    { later: true },
  );
  ({ page } = await openReport(browser, path, { width: 1200 }));
  await page.evaluate('for (const d of document.querySelectorAll("main details")) d.open = true');
  await page.evaluate("window.pcritReady");
  await page.evaluate('document.getElementById("explorer")?.scrollIntoView()');
  await page.waitForTimeout(500);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The accessibility tree, without what it leaves out. */
async function spoken(): Promise<Spoken[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, value, properties = [] }) => {
      const own = (key: string) => properties.find((one) => one.name === key)?.value.value;
      return {
        role: String(role?.value),
        name: String(name?.value ?? "").trim(),
        value: String(value?.value ?? ""),
        level: own("level") as number | undefined,
        live: own("live") as string | undefined,
      };
    });
}

const controls =
  /^(button|link|combobox|slider|spinbutton|checkbox|radio|searchbox|textbox|DisclosureTriangle|application)$/;

test("whatever can be operated has a name, and each level's line that of its figure", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const found = (await spoken()).filter(({ role }) => controls.test(role));
  assert.ok(found.length > 50, `${found.length} controls`);
  assert.deepEqual(
    found.filter(({ name }) => name === ""),
    [],
  );
  const lines = found.filter(({ role, name }) => role === "slider" && name.startsWith("Level: "));
  assert.ok(lines.length > 3);
  assert.equal(new Set(lines.map(({ name }) => name)).size, lines.length, "names differ");
});

test("headings are an outline: one of the page, none deeper by two, each named by its own words", async (t) => {
  if (!browser) return t.skip(noBrowser);
  // In the order of the page: the tree's own list is level by level.
  const headings = await page.evaluate<{ level: number; tag: string }[]>(
    `[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((h) => h.checkVisibility())
      .map((h) => ({ level: Number(h.tagName[1]), tag: h.outerHTML.slice(0, 80) }))`,
  );
  assert.equal(headings.filter(({ level }) => level === 1).length, 1);
  assert.equal(headings[0]!.level, 1);
  for (const [i, { level, tag }] of headings.entries())
    assert.ok(
      i === 0 || level <= headings[i - 1]!.level + 1,
      `${tag} below ${headings[i - 1]?.tag}`,
    );
  const named = (await spoken()).filter(({ role }) => role === "heading");
  assert.ok(named.length > 20);
  for (const { name } of named) assert.match(name, /^(?!.*Link to )\S/);
});

test("a chart is one picture with words, in a figure with its number, and its table is one button away", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const all = await spoken();
  const figures = all.filter(({ role }) => role === "figure");
  const charts = await page.evaluate<number>(
    'document.querySelectorAll("figure .vega[aria-label]").length',
  );
  assert.ok(charts > 10, `${charts} charts`);
  for (const { name } of figures) assert.match(name, /^Figure \d+ \S/);
  assert.equal(new Set(figures.map(({ name }) => name)).size, figures.length);
  const numbers = figures.map(({ name }) => /^Figure (\d+)/.exec(name)![1]!);
  for (const number of numbers)
    assert.ok(
      all.some(({ role, name }) => role === "button" && name === `Table: figure ${number}`),
      `figure ${number}: its table`,
    );
  const undescribed = await page.evaluate<string[]>(
    `[...document.querySelectorAll("figure .vega")].filter((v) => !/[a-z]{3}/.test(v.ariaLabel ?? "") || !/^(img|group)$/.test(v.role)).map((v) => v.closest("figure").id)`,
  );
  assert.deepEqual(undescribed, []);
  // Neither marks nor axes nor titles of them are read one by one.
  assert.deepEqual(
    [...new Set(all.map(({ role }) => role))].filter((role) => /^(graphics|Svg|Canvas)/.test(role)),
    [],
  );
});

test("selectors of a chart stay to be heard beside its picture", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const selects = await page.evaluate<number>(
    `[...document.querySelectorAll("figure .vega")].filter((v) => v.querySelector("select, input")).filter((v) => v.role !== "group").length`,
  );
  assert.equal(selects, 0);
});

test("a step of the level is said, in figures' descriptions too", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const said = async () => {
    const regions = (await spoken()).filter(({ live }) => live === "polite");
    assert.ok(regions.length > 0);
    return page.evaluate<string[]>(
      `[document.getElementById("walk-where").textContent, document.querySelector("#chart-walk-components .vega").ariaLabel, document.querySelector("[role=slider]").ariaValueText]`,
    );
  };
  const before = await said();
  await page.evaluate("window.pcrit.state.set({ level: 2 })");
  await page.waitForTimeout(500);
  const now = await said();
  for (const [i, words] of now.entries()) {
    assert.notEqual(words, before[i]);
    assert.match(words, /level 2\b/i);
  }
});
