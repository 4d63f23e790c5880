import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { comparisonPage } from "../../../src/report/comparison/page.js";
import { readRuns } from "../../../src/report/comparison/runs.js";
import { readLibraries } from "../../../src/report/page/libraries.js";
import { drawn, openReport, screenshots, startBrowser, violations } from "../browser.js";
import { writeRuns } from "../runs.js";

const folder = mkdtempSync(join(tmpdir(), "pcrit-comparison-browser-"));
const page = join(folder, "index.html");
let browser: Browser | undefined;

before(async () => {
  browser = await startBrowser();
  if (!browser) return;
  writeRuns(folder);
  writeFileSync(page, await comparisonPage(readRuns([folder], page), readLibraries()));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const view of [{ width: 1500 }, { width: 1000, dark: true }, { width: 390 }])
  test(`the comparison at ${view.width} pixels, ${view.dark ? "dark" : "light"}`, async (t) => {
    if (!browser) return t.skip("Chromium is not installed; set CHROMIUM to its path");
    const opened = await openReport(browser, page, view);
    assert.deepEqual(opened.messages, []);
    assert.deepEqual(opened.requests, [pathToFileURL(page).href]);
    const charts = await drawn(opened.page);
    assert.deepEqual(
      charts.map(({ id }) => id),
      ["chart-curves", "chart-critical-size", "chart-exponents", "chart-collapsed"],
    );
    for (const { id, marks, wide, label } of charts) {
      assert.ok(marks > 4, `${id}: ${marks} marks`);
      assert.ok(label.length > 20, `${id}: described for those who cannot see it`);
      assert.ok(wide <= (view.width < 500 ? 40 : 0), `${id}: ${wide} pixels too wide`);
    }
    const overflow = await opened.page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.equal(overflow, 0, "the page itself does not scroll sideways");
    assert.deepEqual(await violations(opened.page), []);
    mkdirSync(screenshots, { recursive: true });
    const name = `comparison-${view.width}-${view.dark ? "dark" : "light"}.png`;
    await opened.page.screenshot({ path: `${screenshots}${name}`, fullPage: true });
    await opened.page.close();
  });

test("a run that is not ticked leaves all charts, and comes back; rejected collapses can be left out", async (t) => {
  if (!browser) return t.skip("Chromium is not installed; set CHROMIUM to its path");
  const opened = await openReport(browser, page, { width: 1200 });
  const points = (chart: string) =>
    opened.page.evaluate<number>(
      `document.querySelectorAll("#chart-${chart} .mark-symbol.role-mark path").length`,
    );
  const before = [await points("curves"), await points("critical-size")];
  assert.ok(before.every((n) => n > 0));
  await opened.page.click("#runs-shown input[name=wide]");
  await opened.page.waitForTimeout(500);
  const after = [await points("curves"), await points("critical-size")];
  for (const [i, n] of after.entries()) assert.ok(n < before[i]!, `${n} of ${before[i]}`);
  await opened.page.click("#runs-shown input[name=wide]");
  await opened.page.waitForTimeout(500);
  assert.deepEqual([await points("curves"), await points("critical-size")], before);
  const collapsed = () =>
    opened.page.evaluate<number>(
      'document.querySelectorAll("#chart-collapsed .mark-symbol:not(.role-legend-symbol) path").length',
    );
  const all = await collapsed();
  await opened.page.check('#chart-collapsed input[value="not rejected"]');
  await opened.page.waitForTimeout(200);
  assert.ok((await collapsed()) < all, `${await collapsed()} of ${all}`);
  assert.deepEqual(opened.messages, []);
  await opened.page.close();
});
