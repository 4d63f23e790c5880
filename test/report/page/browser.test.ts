import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tableFromIPC } from "apache-arrow";
import type { Browser, Page } from "playwright-core";
import { hasPoppler, noPoppler, poppler, rendered } from "../../support/poppler.js";
import {
  drawn,
  type Opened,
  openReport,
  redrawn,
  resize,
  screenshots,
  startBrowser,
  until,
  violations,
} from "../browser.js";
import { writePage } from "../pages.js";
import type { SampleOptions } from "../sample-cell.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-browser-"));
let browser: Browser | undefined;
/** The page of a whole experiment. */
let whole: string;
/** That page light and dark, which tests leave as they found it. Opening one draws every chart. */
let common: Opened;
let dark: Opened;
/** Pixels. */
const usual = 1000;

before(async () => {
  browser = await startBrowser();
  if (browser)
    whole = await writePage(
      join(folder, "whole"),
      { widths: [0.25, 1, 2], seeds: 3 },
      { later: true },
    );
});
/** What folds as it was at first, and what the page has said so far: nothing. */
async function asFound({ page, messages }: Opened): Promise<Page> {
  await page.evaluate(`{
    const all = [...document.querySelectorAll("details")];
    window.foundOpen ??= all.filter((details) => details.open);
    for (const details of all) details.open = window.foundOpen.includes(details);
  }`);
  assert.deepEqual(messages, []);
  return page;
}
async function shared(): Promise<Page> {
  common ??= await openReport(browser!, whole, { width: usual });
  return asFound(common);
}
async function sharedDark(): Promise<Page> {
  dark ??= await openReport(browser!, whole, { width: usual, dark: true });
  return asFound(dark);
}

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const view of [{ width: 1500 }, { width: usual, dark: true }, { width: 390 }])
  test(`every chart is drawn at ${view.width} pixels, ${view.dark ? "dark" : "light"}, without a word or a request`, async (t) => {
    if (!browser) return t.skip(noBrowser);
    if (view.dark) await sharedDark();
    const { page, messages, requests } = view.dark ? dark : await openReport(browser, whole, view);
    assert.deepEqual(messages, []);
    assert.deepEqual(requests, [pathToFileURL(whole).href]);
    const charts = await drawn(page);
    assert.equal(charts.length, 30);
    for (const { id, marks, wide, label } of charts) {
      assert.ok(marks > 4, `${id}: ${marks} marks`);
      assert.ok(label.length > 20, `${id}: described for those who cannot see it`);
      assert.ok(wide <= (view.width < 500 ? 40 : 0), `${id}: ${wide} pixels too wide`);
    }
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.equal(overflow, 0, "the page itself does not scroll sideways");
    // At 1280 pixels, light and dark, with all that folds opened: front.test.ts.
    assert.deepEqual(await violations(page), []);
    if (process.env["PICTURES"]) {
      mkdirSync(screenshots, { recursive: true });
      const name = `report-${view.width}-${view.dark ? "dark" : "light"}.png`;
      await page.screenshot({ path: `${screenshots}${name}`, fullPage: true, timeout: 120_000 });
    }
    if (!view.dark) await page.close();
  });

test("what is chosen in the bar redraws the charts and survives a change of size and theme", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await shared();
  const axis = () =>
    page.evaluate<string>(
      'document.querySelector("#chart-transition svg").textContent.match(/Density, surviving|Surviving weights/)[0]',
    );
  assert.equal(await axis(), "Density, surviving");
  await page.selectOption("#view [name=against]", "weights");
  await page.selectOption("#view [name=width]", "0.25");
  await page.waitForTimeout(500);
  assert.equal(await axis(), "Surviving weights");
  const colour = () =>
    page.evaluate<string>(
      'document.querySelector("#chart-transition .mark-line path").getAttribute("stroke")',
    );
  const light = await colour();
  await redrawn(page, () => page.emulateMedia({ colorScheme: "dark" }));
  await resize(page, 700);
  assert.notEqual(await colour(), light);
  assert.equal(await axis(), "Surviving weights");
  assert.equal(
    await page.evaluate('window.pcrit.views.get("percolation-curves").view.signal("at_width")'),
    0.25,
  );
  await resize(page, usual);
  await redrawn(page, () => page.emulateMedia({ colorScheme: "light" }));
  await page.selectOption("#view [name=against]", "density");
  await page.selectOption("#view [name=width]", "");
  assert.deepEqual(common.messages, []);
});

test("the sliders of the collapse move the points and S, and one click brings the fit back", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await shared();
  const quality = () => page.getAttribute("#collapse-form", "data-quality").then(Number);
  const points = () =>
    page.evaluate<string>(
      '[...document.querySelectorAll("#chart-collapse .mark-symbol path")].map((p) => p.getAttribute("transform")).join()',
    );
  const fits = await page.evaluate<{ quality: number; sharpening: number[] }[]>(
    'JSON.parse(document.getElementById("pcrit-collapse").textContent)',
  );
  assert.ok(fits.length > 10, `${fits.length} combinations`);
  const near = (a: number, b: number) => assert.ok(Math.abs(a / b - 1) < 1e-6, `${a} and ${b}`);
  near(await quality(), fits[0]!.quality);
  const before = await points();
  await page.evaluate('document.getElementById("collapse-form").scrollIntoView()');
  await page.fill("#collapse-form [name=sharpening]", String(fits[0]!.sharpening[0]! + 0.2));
  const moved = await quality();
  assert.ok(moved > 1.001 * fits[0]!.quality, `the fit is a minimum, found ${moved}`);
  await until(
    page,
    `[...document.querySelectorAll("#chart-collapse .mark-symbol path")].map((p) => p.getAttribute("transform")).join() !== ${JSON.stringify(before)}`,
  );
  await page.click("#collapse-form [name=fitted]");
  near(await quality(), fits[0]!.quality);
  await page.selectOption("#collapse-form select", "1");
  near(await quality(), fits[1]!.quality);
  await page.selectOption("#collapse-form select", "0");
  assert.deepEqual(common.messages, []);
});

test("a width that is chosen stands out in every chart", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await shared();
  const faded = `Object.fromEntries(["transition", "collapse", "binder", "structure"].map((id) => [id, [...document.querySelectorAll("#chart-" + id + " .mark-line path, #chart-" + id + " .mark-symbol:not(.role-legend-symbol) path")].filter((p) => Number(p.getAttribute("opacity") ?? 1) < 0.15).length]))`;
  const none = `Object.values(${faded}).every((n) => n === 0)`;
  await until(page, none);
  await page.selectOption("#view [name=width]", "1");
  await until(page, `Object.values(${faded}).every((n) => n > 0)`);
  await page.selectOption("#view [name=width]", "");
  await until(page, none);
  assert.deepEqual(common.messages, []);
});

test("every chart gives its data as CSV and Arrow, itself as SVG, PDF and PNG; the page is below 6 MB", async (t) => {
  if (!browser) return t.skip(noBrowser);
  assert.ok(statSync(whole).size < 6e6, `${statSync(whole).size} bytes`);
  const page = await sharedDark();
  await page.evaluate('for (const d of document.querySelectorAll("details")) d.open = true');
  const save = async (chart: string, kind: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(`#chart-${chart} button[data-take=${kind}]`),
    ]);
    assert.equal(download.suggestedFilename(), `pcrit-glyphs-${chart}.${kind}`);
    return download.path();
  };
  const text = async (chart: string, kind: string) => readFileSync(await save(chart, kind), "utf8");
  const lines = (await text("noise-shift", "csv")).trimEnd().split("\n");
  assert.equal(
    lines[0],
    "run,series,width,amplitude,value,lower,upper,ratio,seeds,quality,verdict",
  );
  assert.equal(lines[1], "glyphs,magnitude,1,0,0.004,0.0036,0.0044,1,3,1,resolved");
  assert.equal(lines.length, 4);
  // All panels, not the first alone.
  const all = await text("transition", "csv");
  for (const name of ["accuracy", "order", "half_recovery", "seeds"])
    assert.match(all, new RegExp(`\nglyphs,${name},`));
  const table = tableFromIPC(readFileSync(await save("transition", "arrow")));
  assert.equal(table.numRows, all.trimEnd().split("\n").length - 1);
  assert.equal(table.getChild("run")!.at(0), "glyphs");
  const svg = await text("models", "svg");
  assert.match(svg, /^<svg /);
  assert.match(svg, /<rect width="\d+" height="\d+" fill="white"/, "on white, in the dark too");
  assert.match(svg, /Not told apart/, "with its title");
  if (hasPoppler()) {
    const pdf = await save("models", "pdf");
    assert.match(poppler("pdftotext", [pdf, "-"])!.toString(), /Not told apart/);
    assert.ok(rendered(pdf, 72)!.grey.filter((shade) => shade < 128).length > 500, "drawn");
    assert.match(poppler("pdffonts", [pdf])!.toString(), /\nHelvetica /);
  }
  const png = readFileSync(await save("models", "png"));
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.deepEqual(dark.messages, []);
});

test("printed from a dark screen in the colours of paper, also before all charts are there; the screen stays dark", async (t) => {
  if (!browser) return t.skip(noBrowser);
  if (!hasPoppler()) return t.skip(noPoppler);
  const printed = async (page: Page, name: string) => {
    const path = join(folder, `${name}.pdf`);
    await page.pdf({ path, format: "A4", printBackground: true });
    return shades(poppler("pdftoppm", ["-r", "40", path])!);
  };
  // As from a dark screen, its charts are drawn when it is printed: at the same widths.
  const paper = await shared();
  await paper.evaluate(
    'for (const f of document.querySelectorAll("figure[data-drawn]")) f.dataset.drawn = "dark"',
  );
  const light = await printed(paper, "light");
  await paper.evaluate("window.pcritReady");
  const page = await sharedDark();
  const schemes = () =>
    page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll("figure[data-drawn]")].map((f) => f.dataset.drawn))]`,
    );
  assert.deepEqual(await schemes(), ["dark"]);
  // A page printed in the colours of a dark screen is about 1 apart from one in those of a light one.
  const apart = distance(light, await printed(page, "dark"));
  t.diagnostic(`shades ${apart} apart`);
  assert.ok(apart < 0.3, `shades ${apart} apart`);
  await page.evaluate("window.pcritReady");
  assert.deepEqual([await schemes(), dark.messages], [["dark"], []]);
  const begun = await browser.newPage({ viewport: page.viewportSize(), colorScheme: "dark" });
  await begun.goto(pathToFileURL(whole).href, { waitUntil: "domcontentloaded" });
  const soon = distance(light, await printed(begun, "soon"));
  t.diagnostic(`shades ${soon} apart, before all charts were there`);
  assert.ok(soon < 0.3, `shades ${soon} apart, charts among them`);
  await begun.close();
});

/** How many pixels of all pages, one after the other in a PPM each, have a colour, by its shade. */
function shades(pages: Buffer): Float64Array {
  const found = new Float64Array(64);
  for (let at = 0; at < pages.length; ) {
    const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(pages.toString("latin1", at, at + 40))!;
    const begin = at + head[0].length;
    at = begin + 3 * Number(head[1]) * Number(head[2]);
    for (let i = begin; i < at; i += 3) {
      const [r, g, b] = pages.subarray(i, i + 3) as unknown as [number, number, number];
      if (Math.max(r, g, b) - Math.min(r, g, b) > 40)
        found[(r >> 6) * 16 + (g >> 6) * 4 + (b >> 6)]! += 1;
    }
  }
  return found;
}

/** Relative to how many there are in `a`. */
function distance(a: Float64Array, b: Float64Array): number {
  const all = a.reduce((sum, count) => sum + count, 0);
  return a.reduce((sum, count, i) => sum + Math.abs(count - b[i]!), 0) / all;
}

test("the table of correlations sorts by number and by name", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await shared();
  await page.evaluate('document.getElementById("correlations").open = true');
  const column = (n: number) =>
    page.evaluate<string[]>(
      `[...document.querySelector("#correlations table.sortable").tBodies[0].rows].map((r) => r.cells[${n}].dataset.value ?? r.cells[${n}].textContent)`,
    );
  await page.click("#correlations table.sortable button[data-column='1'] >> nth=0");
  const rho = (await column(1)).map(Number);
  assert.deepEqual(
    rho,
    [...rho].sort((a, b) => a - b),
  );
  await page.click("#correlations table.sortable button[data-column='1'] >> nth=0");
  assert.deepEqual((await column(1)).map(Number), [...rho].reverse());
  await page.click("#correlations table.sortable button[data-column='0'] >> nth=0");
  const names = await column(0);
  assert.deepEqual(
    names,
    [...names].sort((a, b) => a.localeCompare(b)),
  );
});

test("the page's policy is in force: nothing is evaluated, no other script runs, nothing is asked for", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await shared();
  // In a task of its own: what the browser's debugger calls may evaluate.
  const blocked = await page.evaluate<string[]>(`new Promise((resolve) => {
    const found = [];
    document.addEventListener("securitypolicyviolation", (e) => {
      found.push(e.effectiveDirective);
      if (found.length === 3) resolve(found.sort());
    });
    setTimeout(() => {
      try { new Function("window.evaluated = true")(); } catch {}
      const script = document.createElement("script");
      script.textContent = "window.inserted = true";
      document.body.append(script);
      new Image().src = "http://127.0.0.1:1/picture.png";
    });
  })`);
  assert.deepEqual(blocked, ["img-src", "script-src", "script-src-elem"]);
  assert.deepEqual(await page.evaluate("[window.evaluated, window.inserted]"), [
    undefined,
    undefined,
  ]);
});

const poor: Record<string, SampleOptions> = {
  unresolved: { levels: 5, widths: [1, 2], resolved: false },
  "one seed": { levels: 14, widths: [0.5, 1], seeds: 1 },
  "three widths of random": { levels: 14, widths: [1, 2, 4], criteria: ["random"], seeds: 2 },
};
for (const [name, options] of Object.entries(poor))
  test(`draws what there is and stays silent: ${name}`, async (t) => {
    if (!browser) return t.skip(noBrowser);
    const path = await writePage(join(folder, name), options);
    const { page, messages } = await openReport(browser, path, { width: 900 });
    assert.deepEqual(messages, []);
    for (const { id, marks } of await drawn(page)) assert.ok(marks > 0, `${id}: ${marks} marks`);
    await page.close();
  });
