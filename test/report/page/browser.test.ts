import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { drawn, openReport, screenshots, startBrowser, until, violations } from "../browser.js";
import { writePage } from "../pages.js";
import type { SampleOptions } from "../sample-cell.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-browser-"));
let browser: Browser | undefined;
/** The page of a whole experiment. */
let whole: string;

before(async () => {
  browser = await startBrowser();
  if (browser)
    whole = await writePage(join(folder, "whole"), { widths: [0.25, 1, 2], seeds: 3 }, true);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const view of [{ width: 1500 }, { width: 1000, dark: true }, { width: 390 }])
  test(`every chart is drawn at ${view.width} pixels, ${view.dark ? "dark" : "light"}, without a word or a request`, async (t) => {
    if (!browser) return t.skip(noBrowser);
    const { page, messages, requests } = await openReport(browser, whole, view);
    assert.deepEqual(messages, []);
    assert.deepEqual(requests, [pathToFileURL(whole).href]);
    const charts = await drawn(page);
    assert.equal(charts.length, 28);
    for (const { id, marks, wide, label } of charts) {
      assert.ok(marks > 4, `${id}: ${marks} marks`);
      assert.ok(label.length > 20, `${id}: described for those who cannot see it`);
      assert.ok(wide <= (view.width < 500 ? 40 : 0), `${id}: ${wide} pixels too wide`);
    }
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.equal(overflow, 0, "the page itself does not scroll sideways");
    assert.deepEqual(await violations(page), []);
    mkdirSync(screenshots, { recursive: true });
    const name = `report-${view.width}-${view.dark ? "dark" : "light"}.png`;
    await page.screenshot({ path: `${screenshots}${name}`, fullPage: true, timeout: 120_000 });
    await page.close();
  });

test("the page's policy is in force: nothing is evaluated, no other script runs, nothing is asked for", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = await openReport(browser, whole, { width: 1200 });
  assert.deepEqual(messages, []);
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
  await page.close();
});

test("a selector redraws its chart and survives a change of size and theme", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = await openReport(browser, whole, { width: 1200 });
  const axis = () =>
    page.evaluate<string>(
      'document.querySelector("#chart-transition svg").textContent.match(/Density, surviving|Surviving weights/)[0]',
    );
  assert.equal(await axis(), "Density, surviving");
  await page.check('#chart-transition input[value="weights"]');
  assert.equal(await axis(), "Surviving weights");
  await page.selectOption("#chart-percolation-curves select", { label: "0.25" });
  const colour = () =>
    page.evaluate<string>(
      'document.querySelector("#chart-transition .mark-line path").getAttribute("stroke")',
    );
  const light = await colour();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 700, height: 900 });
  await page.waitForTimeout(300);
  await page.evaluate("window.pcritReady");
  assert.notEqual(await colour(), light);
  assert.equal(await axis(), "Surviving weights");
  assert.equal(await page.inputValue("#chart-percolation-curves select >> nth=0"), "0.25");
  assert.deepEqual(messages, []);
  await page.close();
});

test("the sliders of the collapse move the points and S, and one click brings the fit back", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = await openReport(browser, whole, { width: 1200 });
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
  assert.deepEqual(messages, []);
  await page.close();
});

test("a width that is chosen stands out in every chart", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page, messages } = await openReport(browser, whole, { width: 1200 });
  const faded = () =>
    page.evaluate<Record<string, number>>(
      `Object.fromEntries(["transition", "collapse", "binder", "structure"].map((id) => [id, [...document.querySelectorAll("#chart-" + id + " .mark-line path, #chart-" + id + " .mark-symbol:not(.role-legend-symbol) path")].filter((p) => Number(p.getAttribute("opacity") ?? 1) < 0.15).length]))`,
    );
  assert.ok(Object.values(await faded()).every((n) => n === 0));
  await page.click("button[data-width='1']");
  assert.equal(await page.getAttribute("button[data-width='1']", "aria-pressed"), "true");
  await page.waitForTimeout(200);
  for (const [id, n] of Object.entries(await faded())) assert.ok(n > 0, `${id}: none fades`);
  await page.click("button[data-width='1']");
  await page.waitForTimeout(200);
  assert.ok(Object.values(await faded()).every((n) => n === 0));
  assert.deepEqual(messages, []);
  await page.close();
});

test("every chart gives its data as CSV and itself as SVG; the page is below 6 MB", async (t) => {
  if (!browser) return t.skip(noBrowser);
  assert.ok(statSync(whole).size < 6e6, `${statSync(whole).size} bytes`);
  const { page } = await openReport(browser, whole, { width: 1200 });
  const save = async (chart: string, kind: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(`#chart-${chart} button[data-download=${kind}]`),
    ]);
    assert.equal(download.suggestedFilename(), `pcrit-${chart}.${kind}`);
    return readFileSync(await download.path(), "utf8");
  };
  const lines = (await save("noise-shift", "csv")).trimEnd().split("\n");
  assert.equal(lines[0], "series,width,amplitude,value,lower,upper,ratio,seeds,quality,verdict");
  assert.equal(lines[1], "magnitude,1,0,0.004,0.0036,0.0044,1,3,1,resolved");
  assert.equal(lines.length, 4);
  assert.match(await save("models", "svg"), /^<svg /);
  assert.ok((await save("models", "png")).length > 1000);
  await page.close();
});

test("the table of correlations sorts by number and by name", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page } = await openReport(browser, whole, { width: 1200 });
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
  assert.deepEqual(names, [...names].sort());
  await page.close();
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
