/** The explorer in a real browser, with WebGL and without: search, paths, filters, layouts, exports, keys. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tableFromIPC } from "apache-arrow";
import type { Browser, Page } from "playwright-core";
import { readTable } from "../../../src/arrow/read.js";
import { python } from "../../support/python.js";
import {
  type Opened,
  openReport,
  screenshots,
  startBrowser,
  until,
  violations,
} from "../browser.js";
import { walkTables, writePage } from "../pages.js";

const noBrowser = "Chromium with WebGL is not installed; set CHROMIUM to its path";
const folder = mkdtempSync(join(tmpdir(), "pcrit-explorer-"));
let whole: string;
const sample = { widths: [0.5, 1], seeds: 2 };
const start = "fc4-w1-magnitude-s0";
let browser: Browser | undefined;

/** One page for all tests that begin with nothing chosen; what it said and asked for. */
let common: Opened;

before(async () => {
  browser = await startBrowser({ webGL: true });
  if (!browser) return;
  whole = await writePage(folder, sample, { tables: walkTables });
  common = await explored({ width: 1440, still: true });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The common page at level 6, with nothing else chosen. */
async function fresh(): Promise<Page> {
  const { page } = common;
  const none = { unit: null, layout: null, path: null, sign: null, community: null, beside: null };
  await page.mouse.move(2, 2);
  await page.evaluate('pcrit.explorer.stages[0].zoom("whole", true)');
  await set(page, { level: 7, width: 1, ...none });
  await set(page, { level: 6 });
  assert.deepEqual(common.messages, []);
  return page;
}

interface Edge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
  readonly sign: number;
}

/** Edges of a level as the file has them. */
function edgesOf(level: number, table = "portrait-edges"): Edge[] {
  const edges = readTable(join(folder, "cells", start, `${table}.arrow`), table);
  return [...edges.uint32("level").keys()]
    .filter((row) => edges.uint32("level")[row] === level)
    .map((row) => ({
      source: edges.uint32("source")[row]!,
      target: edges.uint32("target")[row]!,
      weight: edges.float32("weight")[row]!,
      sign: edges.int32("sign")[row]!,
    }));
}

/** Edges on any walk from an input or a dead end on, through the unit: by following every one. */
function throughUnit(edges: readonly Edge[], unit: number): Set<string> {
  const found = new Set<string>();
  const go = (at: number, from: "source" | "target", to: "source" | "target") => {
    for (const edge of edges)
      if (edge[from] === at) {
        found.add(`${edge.source}-${edge.target}`);
        go(edge[to], from, to);
      }
  };
  go(unit, "source", "target");
  go(unit, "target", "source");
  return found;
}

/** At the explorer, drawn once. */
async function explored(view: Parameters<typeof openReport>[2]): Promise<Opened> {
  const opened = await openReport(browser!, whole, view);
  const { page } = opened;
  await page.evaluate('document.getElementById("explorer").scrollIntoView()');
  await until(page, '"drawn" in document.getElementById("explorer-tool").dataset');
  return opened;
}

/** Waits until what a change leads to is drawn. */
async function change(page: Page, act: string): Promise<void> {
  await page.evaluate(
    `(() => { delete document.getElementById("explorer-tool").dataset.drawn; ${act}; })()`,
  );
  await until(page, '"drawn" in document.getElementById("explorer-tool").dataset');
}

const set = (page: Page, choices: object) =>
  change(page, `pcrit.state.set(${JSON.stringify(choices)})`);
const head = (page: Page, i = 0) =>
  page.evaluate<string>(`document.querySelectorAll("#explorer .head")[${i}].textContent`);
const readout = async (page: Page) => (await page.textContent("#explorer-readout")) ?? "";
const lit = (page: Page, i = 0) =>
  page.evaluate<string[] | null>(
    `(({ paths }) => paths && [...paths.edges].map((e) => e.source + "-" + e.target).sort())(pcrit.explorer.stages[${i}].shown())`,
  );
const frames = "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))";

test("drawn by WebGL under the page's policy, without a word or a request; the bar moves it", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const { messages, requests } = common;
  const page = await fresh();
  assert.equal(await page.isVisible("#explorer-tool"), true);
  assert.equal(await page.isVisible("#chart-walk-graph"), false, "the figure only stands in");
  for (const level of [0, 9]) {
    await set(page, { level });
    assert.match(
      await head(page),
      new RegExp(`^Learned, level ${level}, density .*: the strongest ${edgesOf(level).length} of`),
    );
  }
  const ink = await page.evaluate<number>(`(async () => {
    await ${frames};
    const canvas = document.querySelector("#explorer .under");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((v, i) => i % 4 === 3 && v > 0).length;
  })()`);
  assert.ok(ink > 1000, "the image of the inputs");
  await page.selectOption("#view [name=width]", "0.5");
  await until(page, "pcrit.explorer.stages[0].shown().graph.cell.width === 0.5");
  assert.deepEqual(messages, []);
  assert.deepEqual(requests, [pathToFileURL(whole).href]);
});

test("a unit that is found lights its paths, and stands in the address", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.fill("#explorer-form [name=find]", "L2 u3");
  await page.press("#explorer-form [name=find]", "Enter");
  await until(page, "pcrit.explorer.stages[0].shown().paths !== null");
  const edges = edgesOf(6);
  const expected = throughUnit(edges, 16 + 12 + 3);
  assert.deepEqual(await lit(page), [...expected].sort());
  assert.match(
    await readout(page),
    /^Layer 2 unit 3: \d+ edges in, 1 out of those drawn, community/,
  );
  assert.match(await readout(page), new RegExp(`Its paths: ${expected.size} edges,`));
  assert.match(await page.evaluate<string>("location.hash"), /unit=31/);
  assert.equal(await page.inputValue("#explorer-form [name=find]"), "layer 2 unit 3");
  await page.fill("#explorer-form [name=find]", "no such unit");
  await page.press("#explorer-form [name=find]", "Enter");
  assert.match(await readout(page), /^No unit is called “no such unit”/);
  await page.click("[data-explore=free]");
  await until(page, "pcrit.explorer.stages[0].shown().paths === null");
  assert.match(await readout(page), /^On a path: \d+ of 16 inputs, \d+ of 12 in layer 1,/);
  await page.goBack();
  await until(page, "pcrit.explorer.stages[0].shown().paths !== null");
});

test("the unit under the pointer lights its paths, in both graphs; without it nothing is lit", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await set(page, { beside: "level-9" });
  const over = async (node: number) => {
    const [x, y] = await page.evaluate<[number, number]>(`(() => {
      const stage = pcrit.explorer.stages[0];
      const { left, top } = stage.place.getBoundingClientRect();
      const { x, y } = stage.screen(${node});
      return [left + x, top + y];
    })()`);
    await page.mouse.move(x + 40, y + 25);
    await page.mouse.move(x, y, { steps: 3 });
  };
  await over(16 + 2);
  await until(page, "pcrit.explorer.stages[0].shown().hovered === 18");
  assert.deepEqual(await lit(page), [...throughUnit(edgesOf(6), 18)].sort());
  assert.deepEqual(await lit(page, 1), [...throughUnit(edgesOf(9), 18)].sort());
  assert.match(await readout(page), /^Layer 1 unit 2:/);
  await page.mouse.move(5, 5);
  await until(page, "pcrit.explorer.stages[0].shown().paths === null");
});

test("filters by sign, community and path leave the edges that they say", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const shown = () =>
    page.evaluate<string[]>(
      '(({ graph, filter }) => graph.edges.filter(filter).map((e) => e.source + "-" + e.target).sort())(pcrit.explorer.stages[0].shown())',
    );
  const keys = (edges: readonly Edge[]) => edges.map((e) => `${e.source}-${e.target}`).sort();
  const edges = edgesOf(6);
  await page.selectOption("#explorer-form [name=sign]", "negative");
  await until(page, 'document.querySelector("#explorer .head").textContent.includes("shown")');
  assert.deepEqual(await shown(), keys(edges.filter(({ sign }) => sign < 0)));
  await set(page, { sign: null, community: 2 });
  const portrait = readTable(join(folder, "cells", start, "portrait.arrow"), "portrait");
  const colour = new Map(
    [...portrait.uint32("level").keys()]
      .filter((row) => portrait.uint32("level")[row] === 6 && portrait.uint8("layer")[row]! > 0)
      .map((row) => [portrait.uint32("node")[row]!, portrait.uint8("colour")[row]!]),
  );
  const inside = ({ source, target }: Edge) => colour.get(source) === 2 || colour.get(target) === 2;
  assert.deepEqual(await shown(), keys(edges.filter(inside)));
  await set(page, { community: null, path: "yes" });
  assert.deepEqual(await shown(), keys(edges), "all edges of the sample lie on paths");
});

test("forces place units by their edges, the same each time, at once where motion is reduced", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  const places = () =>
    page.evaluate<number[][]>("pcrit.explorer.stages[0].shown().places.map((p) => p ?? [])");
  const layered = await places();
  await page.evaluate(`(() => {
    const { setGraph } = graphs.Sigma.prototype;
    window.drawings = 0;
    graphs.Sigma.prototype.setGraph = function (graph) { window.drawings++; return setGraph.call(this, graph); };
  })()`);
  await set(page, { layout: "force" });
  const forced = await places();
  assert.notDeepEqual(forced, layered);
  assert.equal(await page.evaluate("window.drawings"), 1, "not step by step");
  await set(page, { layout: null });
  assert.deepEqual(await places(), layered);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.evaluate("delete pcrit.explorer.stages[0].shown().graph.forced");
  await set(page, { layout: "force" });
  assert.ok((await page.evaluate<number>("window.drawings")) > 3, "step by step");
  assert.deepEqual(await places(), forced);
  await page.emulateMedia({ reducedMotion: "reduce" });
});

test("a level or a null model stands beside, moved with it; a link leads to the same view", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.selectOption("#explorer-form [name=beside]", "level-12");
  await until(page, 'document.querySelectorAll("#explorer .head").length === 2');
  assert.match(await head(page, 1), /^Learned, level 12,/);
  await change(
    page,
    'const s = document.querySelector("#explorer-form [name=beside]"); s.value = "layer-random-initial"; s.dispatchEvent(new Event("change"))',
  );
  assert.match(
    await head(page, 1),
    /^Null model, layer random, initial weights, level (6|9): all /,
  );
  const [own, other] = await page.evaluate<[number, number]>(
    "pcrit.explorer.stages.map((s) => s.shown().graph.level)",
  );
  assert.equal(own, other, "a null model beside the level that it is of");
  const level = own === 9 ? 6 : 9;
  await set(page, { level });
  const edges = edgesOf(level, "portrait-nulls").length / 2;
  assert.match(await head(page, 1), new RegExp(`level ${level}: all ${edges} edges`));
  await page.evaluate('pcrit.explorer.stages[0].zoom("in", true)');
  const ratios = await page.evaluate<number[]>(
    "pcrit.explorer.stages.map((s) => s.camera().ratio)",
  );
  assert.equal(ratios[0], ratios[1]);
  const hash = await page.evaluate<string>("location.hash");
  const again = await explored({ width: 1440, hash });
  assert.match(
    await head(again.page, 1),
    new RegExp(`layer random, initial weights, level ${level}`),
  );
  assert.deepEqual(again.messages, []);
  await again.page.close();
  const strange = "#explorer?unit=anything&beside=nobody&layout=round&sign=odd&community=77";
  await change(page, `location.hash = ${JSON.stringify(strange)}`);
  assert.match(await head(page), /^Learned, level \d+/);
  assert.deepEqual(common.messages, []);
});

test("keys: units of a layer, along the strongest edge, zoom, and back", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await page.focus("#explorer .stage");
  const unit = () => page.evaluate<number | null>("pcrit.state.get().unit");
  await page.keyboard.press("ArrowDown");
  const first = await unit();
  assert.equal(first, 36, "the first output");
  await page.keyboard.press("ArrowLeft");
  const edges = edgesOf(6);
  const strongest = (key: "source" | "target", at: number) =>
    edges.filter((e) => e[key] === at).toSorted((a, b) => b.weight - a.weight)[0]!;
  assert.equal(await unit(), strongest("target", 36).source);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  assert.equal(await unit(), strongest("source", strongest("target", 36).source + 1).target);
  const ratio = () => page.evaluate<number>("pcrit.explorer.stages[0].camera().ratio");
  await page.keyboard.press("+");
  assert.ok((await ratio()) < 0.7);
  await page.keyboard.press("Shift+ArrowRight");
  assert.ok((await page.evaluate<number>("pcrit.explorer.stages[0].camera().x")) > 0.55);
  await page.keyboard.press("0");
  assert.equal(await ratio(), 1);
  await page.keyboard.press("Escape");
  assert.equal(await unit(), null);
});

test("what is shown is taken along as GEXF, Arrow and SVG, and read back", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  await set(page, { sign: "positive" });
  const save = async (kind: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(`[data-explore=${kind}]`),
    ]);
    assert.equal(download.suggestedFilename(), `pcrit-glyphs-network-level-6.${kind}`);
    return readFileSync(await download.path());
  };
  const edges = edgesOf(6).filter(({ sign }) => sign > 0);
  const units = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const weights = new Map(edges.map((e) => [`${e.source}-${e.target}`, e.weight]));
  const largest = Math.max(...weights.values());
  const near = (source: unknown, target: unknown, weight: number) => {
    const expected = weights.get(`${source}-${target}`)!;
    assert.ok(Math.abs(weight - expected) <= 0.012 * largest, `${weight} for ${expected}`);
  };

  const gexf = (await save("gexf")).toString();
  const require = createRequire(import.meta.url);
  const { parse } = require("graphology-gexf");
  const Graph = require("graphology");
  const back = parse(Graph, gexf, { addMissingNodes: false });
  assert.deepEqual([back.order, back.size], [units.size, edges.length]);
  back.forEachEdge((_: string, attributes: { weight: number }, source: string, target: string) =>
    near(source, target, attributes.weight),
  );
  const read = python(
    `
import networkx as nx, io
g = nx.read_gexf(io.BytesIO(json.load(sys.stdin).encode()))
print(json.dumps([g.number_of_nodes(), g.number_of_edges(), sorted(d["label"] for _, d in g.nodes(data=True))[0]]))`,
    gexf,
  );
  if (read !== undefined)
    assert.deepEqual((read as unknown[]).slice(0, 2), [units.size, edges.length]);

  const table = tableFromIPC(await save("arrow"));
  assert.equal(table.numRows, edges.length);
  for (const row of table.toArray()) {
    near(row.source, row.target, row.weight);
    assert.equal(row.sign, 1);
    assert.equal(row.level, 6);
    assert.equal(row.model, "learned");
  }

  const svg = (await save("svg")).toString();
  const counts = await page.evaluate<(number | string)[]>(`(() => {
    const read = new DOMParser().parseFromString(${JSON.stringify(svg)}, "image/svg+xml");
    const n = (name) => read.querySelectorAll(name).length;
    return [n("parsererror"), n("line"), n("circle"), read.querySelector("text").textContent];
  })()`);
  assert.deepEqual(counts.slice(0, 3), [0, edges.length, units.size]);
  assert.match(String(counts[3]), /^glyphs, magnitude pruning, width 1: Learned, level 6,/);
  assert.match(svg, /fill="white"/);
});

test("accessible, wide and narrow, light and dark, one graph or two", async (t) => {
  if (!browser) return t.skip(noBrowser);
  const page = await fresh();
  mkdirSync(screenshots, { recursive: true });
  for (const width of [1440, 390])
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(300); // the page waits until a change of its size rests
      await page.evaluate("window.pcritReady");
      await set(page, { beside: null, unit: null, level: 9 });
      assert.deepEqual(await violations(page, "#explorer"), []);
      await set(page, { beside: "level-9", unit: 31, level: 6 });
      assert.deepEqual(await violations(page, "#explorer"), []);
      assert.match(
        (await page.getAttribute("#explorer .stage", "aria-label"))!,
        /^Graph, Learned, level 6, density .* edges/,
      );
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      assert.equal(overflow, 0, "the page does not scroll sideways");
      const name = `explorer-${width}-${colorScheme}.png`;
      await (await page.$("#explorer"))!.screenshot({ path: `${screenshots}${name}` });
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(common.messages, []);
});

test("without WebGL the figure of the strongest edges stands there, with the reason", async (t) => {
  const plain = await startBrowser();
  if (!plain) return t.skip(noBrowser);
  t.after(() => plain.close());
  whole ??= await writePage(folder, sample, { tables: walkTables });
  const { page, messages } = await openReport(plain, whole, { width: 1200 });
  assert.equal(await page.isVisible("#explorer-tool"), false);
  assert.equal(await page.isVisible("#chart-walk-graph"), true);
  assert.match((await page.textContent("#explorer-without"))!, /This browser offers no WebGL/);
  assert.equal(await page.isVisible("#explorer-without"), true);
  assert.deepEqual(messages, []);
});
