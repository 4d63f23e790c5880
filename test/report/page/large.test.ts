/** A large experiment, 200 cells of 30 levels: the page is made, complete, small enough and quick. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { readLibraries } from "../../../src/report/page/libraries.js";
import { makeReport, type Report } from "../../../src/report/page/page.js";
import type { Row } from "../../../src/report/rows.js";
import { drawn, startBrowser } from "../browser.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

const folder = mkdtempSync(join(tmpdir(), "pcrit-large-"));
const path = join(folder, "index.html");
const size = {
  widths: [0.25, 0.5, 1, 2, 4],
  criteria: ["magnitude", "random"],
  seeds: 20,
  levels: 30,
};
let browser: Browser | undefined;
let report: Report;

before(async () => {
  browser = await startBrowser();
  const results = new Results(readInputs(allFiles(writeSample(folder, size))));
  const making = { experiment: undefined, command: "make", libraries: readLibraries() };
  report = await makeReport(results, making);
  writeFileSync(path, report.page);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("no curve, level or seed is dropped from the data; the page stays below 6 MB", (t) => {
  t.diagnostic(`${(report.page.length / 1e6).toFixed(1)} MB for 200 cells of 30 levels`);
  assert.ok(report.page.length < 6e6, `${report.page.length} bytes`);
  const rows = (name: string) => report.data[name] as readonly Row[];
  const curves = size.widths.length * size.criteria.length;
  assert.equal(rows("accuracy").length, curves * size.levels);
  assert.equal(rows("order").length, 2 * curves * size.levels);
  for (const row of rows("accuracy")) assert.equal(row["seeds"], size.seeds);
  const giant = rows("levels").filter((row) => row["statistic"] === "giant");
  assert.equal(giant.length, curves * size.levels);
  assert.ok(report.page.includes("200\u00a0cells"));
});

test("every chart of it has marks, and that which the reader sees is drawn first; how soon depends on the machine and is printed", async (t) => {
  if (!browser) return t.skip("Chromium is not installed; set CHROMIUM to its path");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const messages: string[] = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.addInitScript(
    'window.times = []; window.drawn = []; addEventListener("pcrit-drawn", (e) => { window.times.push(performance.now()); window.drawn.push(e.detail.id); }, true);',
  );
  await page.goto(`${pathToFileURL(path).href}#failures`);
  await page.evaluate("window.pcritReady");
  const metrics = (await session.send("Performance.getMetrics")).metrics;
  const busy = metrics.find(({ name }) => name === "TaskDuration")!.value;
  const [text, first, all] = await page.evaluate<number[]>(
    '[performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, window.times[0], window.times.at(-1)]',
  );
  const ms = (time: number | undefined) => `${Math.round(time ?? Number.NaN)} ms`;
  t.diagnostic(
    `text after ${ms(text)}, first chart ${ms(first)}, all charts ${ms(all)}; ${ms(1000 * busy)} of processor time`,
  );
  assert.ok(all! >= first!);
  assert.deepEqual(messages, []);
  const charts = await drawn(page);
  assert.deepEqual(
    charts.map(({ id }) => id),
    [...report.charts.keys()].map((id) => `chart-${id}`),
  );
  for (const { id, marks } of charts) assert.ok(marks > 4, `${id}: ${marks} marks`);
  const order = await page.evaluate<string[]>("window.drawn");
  assert.ok(order.indexOf("failures") < 3, order.join());
  assert.equal(new Set(order).size, report.charts.size);
  await page.close();
});
