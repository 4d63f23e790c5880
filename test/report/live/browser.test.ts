/** The collapse under the hand, in a real browser: a small run's network, pruned and fine-tuned in its page. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { readTable } from "../../../src/arrow/read.js";
import { sparseEngine } from "../../../src/engine/sparse/engine.js";
import { type Inputs, readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { mostBytes } from "../../../src/report/live/limits.js";
import { readLibraries } from "../../../src/report/page/libraries.js";
import { reportPage } from "../../../src/report/page/page.js";
import { readDataset } from "../../../src/tables/dataset.js";
import { readNetwork } from "../../../src/tables/network.js";
import { pruneLevel } from "../../../src/trajectory/level.js";
import {
  type Opened,
  openReport,
  screenshots,
  startBrowser,
  until,
  violations,
} from "../browser.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { type LiveRun, writeLiveRun } from "./live-run.js";

const noBrowser = "Chromium is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-live-"));
let browser: Browser | undefined;
let run: LiveRun;
/** With the network of the run, without it, and the same of images that cannot be drawn. */
let live: string;
let without: string;
let foreign: string;
/** The first of these, opened once for the tests that go on from each other. */
let common: Opened;

async function page(name: string, files: readonly string[], own = false): Promise<string> {
  const inputs = readInputs(files);
  const path = join(folder, `${name}.html`);
  const making = { experiment: undefined, command: undefined, libraries: readLibraries() };
  writeFileSync(path, await reportPage(new Results(own ? renamed(inputs) : inputs), making));
  return path;
}

/** The same images as somebody's own. */
function renamed(inputs: Inputs): Inputs {
  const live = inputs.live!;
  return { ...inputs, live: { ...live, dataset: { ...live.dataset, name: "own" } } };
}

before(async () => {
  browser = await startBrowser();
  if (!browser) return;
  run = writeLiveRun(join(folder, "run"));
  const sample = writeSample(folder, { widths: [1], seeds: 2, levels: 12, portraits: false });
  // Each opening draws every chart: few of them stand beside what is tested here.
  const files = allFiles(sample).filter((path) => /(topology|criticality)\.arrow$/.test(path));
  live = await page("live", [...files, ...run.files]);
  without = await page("without", files);
  foreign = await page("foreign", run.files, true);
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const formed = (name: string) => `document.getElementById("live-form").dataset.${name}`;
const words = (name: string) => `document.getElementById("live-${name}").textContent`;

/** Opens the section and waits for the first picture. */
async function started(opened: Page): Promise<void> {
  await opened.evaluate('document.getElementById("live-open").open = true');
  await until(opened, `Number(${formed("steps")}) >= 1`);
}

/** Moves the slider as a hand does, and waits for what it shows. */
async function drag(opened: Page, at: number): Promise<{ weights: number; right: number }> {
  const steps = Number(await opened.evaluate(formed("steps")));
  await opened.evaluate(`(() => {
    const slider = document.getElementById("live-form").elements.density;
    slider.value = ${at};
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  })()`);
  await until(opened, `Number(${formed("steps")}) > ${steps}`);
  const [weights, right] = await opened.evaluate<string[]>(
    `[${formed("weights")}, ${formed("right")}]`,
  );
  return { weights: Number(weights), right: Number(right) };
}

async function tune(opened: Page): Promise<void> {
  await opened.evaluate('document.getElementById("live-form").elements.tune.click()');
  await until(
    opened,
    'document.getElementById("live-form").elements.tune.textContent === "Fine-tune"',
  );
}

const inBlobs = (url: string) => url.startsWith("blob:");

test("dragging shows what Node's engine gives for the same pruned network, and says how long a step takes", async (t) => {
  if (!browser) return t.skip(noBrowser);
  common = await openReport(browser, live, { width: 1440 });
  const { page: opened, messages, requests } = common;
  assert.equal(opened.workers().length, 0, "no worker before the section is opened");
  await started(opened);
  assert.equal(opened.workers().length, 1);
  const { network } = readNetwork(run.dense.network, run.dense.units);
  const { test: images } = readDataset(run.dataset).dataset;
  const seen = new Set<number>();
  for (const criterion of ["magnitude", "layer-magnitude", "random"] as const) {
    await opened.selectOption("#live-form [name=criterion]", criterion);
    for (const at of [1000, 950, 900, 800, 700, 600, 500, 300, 0]) {
      const { weights, right } = await drag(opened, at);
      const pruned =
        weights === network.weight.length ? network : pruneLevel(network, weights, criterion, 0);
      const { accuracy } = sparseEngine().evaluate(pruned, images);
      assert.equal(right, Math.round(accuracy * images.count), `${criterion}, ${weights} weights`);
      seen.add(right);
    }
  }
  assert.ok(seen.size > 6, "accuracy changes under the hand");
  assert.match(await opened.evaluate(words("accuracy")), /^\d+\.\d % \(95 %: \d.* to \d.* %\)$/);
  const median = Number(await opened.evaluate(formed("median")));
  t.diagnostic(`median of a step: ${median} ms`);
  assert.match(await opened.evaluate(words("took")), /a step takes \d+ ms, \d+ ms of them/);
  assert.deepEqual(messages, []);
  assert.deepEqual(requests.filter((url) => !inBlobs(url)).length, 1, "the page alone");
});

test("fine-tuning gives the bytes of the run's levels, and says so", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page: opened, messages } = common;
  const file = readTable(run.dense.network, "network");
  const dense = file.rows;
  const shown = [file.sha256()];
  for (const criterion of ["magnitude", "random"]) {
    await opened.selectOption("#live-form [name=criterion]", criterion);
    const files = run.levels[criterion]!.map((path) => readTable(path, "network"));
    shown.push(...files.map((file) => file.sha256()));
    const { weights: least } = await drag(opened, 0);
    const share = Math.log(files.at(-1)!.rows / dense) / Math.log(least / dense);
    assert.equal((await drag(opened, Math.round(1000 * (1 - share)))).weights, files.at(-1)!.rows);
    await tune(opened);
  }
  const rows = await opened.evaluate<string[][]>(
    'Array.from(document.querySelectorAll("#live-proof tbody tr"), (row) => Array.from(row.cells, (cell) => cell.textContent))',
  );
  for (const sha256 of shown) {
    const row = rows.find((cells) => cells[2] === sha256);
    assert.equal(row?.[3], "equal", `${sha256} among ${JSON.stringify(rows)}`);
  }
  assert.match(
    await opened.evaluate('document.getElementById("live-said").value'),
    /^Fine-tuned by random down to level \d+ of \d+.*(\d+) of \1 files that the run has too have the same bytes here\.$/,
  );
  assert.deepEqual(messages, []);
});

test("the bar's level and pruning are the network's, and where the hand rests is the bar's level", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page: opened } = common;
  const told = async (expression: string) => opened.evaluate<string>(expression);
  await opened.evaluate(
    'window.pcrit.state.set({ series: window.pcrit.state.view.series.find((s) => s.includes("random")), level: 3 })',
  );
  assert.equal(
    await told('document.getElementById("live-form").elements.criterion.value'),
    "random",
  );
  const own = run.levels["random"]!.map((path) => readTable(path, "network").rows);
  const kept = Number.parseInt(
    (await told('document.getElementById("live-form").elements.where.value'))
      .split(", ")[1]!
      .replace(" ", ""),
    10,
  );
  assert.ok([readTable(run.dense.network, "network").rows, ...own].includes(kept));
  await opened.focus("#live-form [name=density]");
  await opened.keyboard.press("Home");
  await until(opened, "window.pcrit.state.level() === window.pcrit.state.curveOf().levels.at(-1)");
  assert.match(await told("location.hash"), /level=/);
  await opened.close();
});

for (const view of [
  { width: 1440 },
  { width: 1440, dark: true },
  { width: 390 },
  { width: 390, dark: true },
])
  test(`nothing is amiss at ${view.width} pixels, ${view.dark ? "dark" : "light"}`, async (t) => {
    if (!browser) return t.skip(noBrowser);
    const { page: opened, messages } = await openReport(browser, live, view);
    await started(opened);
    await drag(opened, 850);
    await tune(opened);
    await opened.evaluate("window.pcritReady");
    const inks = await opened.evaluate<number[]>(`
      Array.from(document.querySelectorAll("#live canvas"), (canvas) =>
        canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
          .filter((alpha, i) => i % 4 === 3 && alpha > 0).length)`);
    assert.equal(inks.length, 3);
    for (const ink of inks) assert.ok(ink > 500, `${ink} pixels drawn`);
    assert.deepEqual(await violations(opened), []);
    assert.equal(
      await opened.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      ),
      0,
    );
    assert.deepEqual(messages, []);
    mkdirSync(screenshots, { recursive: true });
    const box = await opened.evaluate<{ y: number; height: number }>(
      '(({ top, height }) => ({ y: top + scrollY, height }))(document.getElementById("live").getBoundingClientRect())',
    );
    const name = `live-${view.width}-${view.dark ? "dark" : "light"}.png`;
    const clip = { x: 0, width: view.width, ...box };
    await opened.screenshot({ path: `${screenshots}${name}`, fullPage: true, clip });
    await opened.close();
  });

test("the policy allows WebAssembly and workers of the page's own where they are needed, and nothing else", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const policyOf = (path: string) => {
    const said = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/;
    const [, policy] = said.exec(readFileSync(path, "utf8"))!;
    return policy!.replaceAll(/'sha256-[^']*'/g, "#").replaceAll(/# (?=#)/g, "");
  };
  const strict =
    "default-src 'none'; script-src #; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
  assert.equal(policyOf(without), strict);
  assert.equal(
    policyOf(live),
    strict.replace("script-src #; ", "script-src # 'wasm-unsafe-eval'; worker-src blob:; "),
  );
  assert.ok(statSync(live).size - statSync(without).size < mostBytes);
  const { page: opened } = await openReport(browser, live, { width: 1000 });
  const blocked = await opened.evaluate<string[]>(`new Promise((resolve) => {
    const found = [];
    document.addEventListener("securitypolicyviolation", (e) => {
      found.push(e.effectiveDirective);
      if (found.length === 3) resolve(found.sort());
    });
    setTimeout(() => {
      try { new Function("window.evaluated = true")(); } catch {}
      try { new Worker("data:text/javascript,0"); } catch {}
      fetch("http://127.0.0.1:1/x").catch(() => {});
    });
  })`);
  assert.deepEqual(blocked, ["connect-src", "script-src", "worker-src"]);
  await opened.close();
});

test("without WebAssembly, or without workers, a sentence stands in its place", async (t) => {
  if (!browser) return t.skip(noBrowser);
  for (const name of ["WebAssembly", "Worker"]) {
    const { page: opened, messages } = await openReport(browser, live, { width: 1000 });
    await opened.evaluate(`delete window.${name}`);
    await opened.evaluate('document.getElementById("live-open").open = true');
    await until(opened, 'document.getElementById("live-not").hidden === false');
    assert.match(await opened.evaluate(words("not")), /^The engine does not run in this browser/);
    assert.equal(
      await opened.evaluate('document.getElementById("live-form").checkVisibility()'),
      false,
    );
    assert.deepEqual(messages, []);
    await opened.close();
  }
});

test("of images that cannot be drawn the page prunes alone, and says why", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { page: opened, messages } = await openReport(browser, foreign, { width: 1000 });
  await started(opened);
  const { network } = readNetwork(run.dense.network, run.dense.units);
  const { test: images } = readDataset(run.dataset).dataset;
  const { weights, right } = await drag(opened, 900);
  const found = sparseEngine().evaluate(pruneLevel(network, weights, "magnitude", 0), images);
  assert.equal(right, Math.round(found.accuracy * images.count));
  assert.equal(await opened.evaluate('document.querySelector("#live-form [name=tune]")'), null);
  assert.match(
    await opened.evaluate('document.getElementById("live").textContent'),
    /Fine-tuning needs the training images of own, which are not in the page/,
  );
  assert.deepEqual(messages, []);
  await opened.close();
});
