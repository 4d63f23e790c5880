/** A small residual network on colour images, through make to its report, and that report in a browser. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { hiddenUnits, weightDepth } from "../../src/graph/size.js";
import { Random } from "../../src/random.js";
import { readNetwork } from "../../src/tables/network.js";
import { openReport, startBrowser, until } from "../report/browser.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan } from "../support/run.js";

const convolution = (name: string, channels: number, more: object = {}) => ({
  ...{ kind: "convolution", name, channels, padding: 1, bias: false },
  ...more,
});
const norm = { kind: "batch-normalisation" };
const relu = { kind: "relu" };

/** A block with an identity, and one with a projection. */
const layers = [
  convolution("stem", 4, { stride: 2 }),
  norm,
  relu,
  {
    layers: [
      convolution("first", 4),
      norm,
      relu,
      convolution("second", 4),
      { ...norm, name: "branch" },
      { kind: "add", name: "sum", from: ["branch", "before"] },
      relu,
    ],
  },
  {
    layers: [
      convolution("narrow", 6, { stride: 2 }),
      { ...norm, name: "main" },
      convolution("projection", 6, { from: "before", kernel: 1, stride: 2, padding: 0 }),
      { ...norm, name: "side" },
      { kind: "add", name: "sum2", from: ["main", "side"] },
      relu,
    ],
  },
  { kind: "global-average-pool" },
  { kind: "full", name: "classes" },
];

const experiment = {
  name: "residual",
  dataset: { name: "colour-glyphs", train: 200, test: 100 },
  architectures: [{ name: "tiny", layers }],
  widths: [1, 1.5],
  seeds: 2,
  training: { epochs: 2, batch: 32, learningRate: 0.01 },
  schedule: { densities: [0.5, 0.2, 0.05] },
  fineTuning: { epochs: 1 },
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  analysis: { repetitions: 20, permutations: 20 },
};

let folder: string;
let made: string;

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  made = plan(folder, experiment);
  make(made, "-j2");
});

test("the dense network is the one that was written, and its cells know its size and depth", () => {
  const dense = join(made, "dense/tiny-w1.5-s0");
  const { network } = readNetwork(join(dense, "network.arrow"), join(dense, "units.arrow"));
  assert.deepEqual(network.units, [3, 6, 6, 6, 9, 9, 10]);
  assert.equal(network.normalise?.mean.length, 3, "colour glyphs are read normalised");
  assert.equal(weightDepth(network), 5);
  // Both that end in the second sum read the same units: the projection has units of its own.
  assert.equal(hiddenUnits(network), 6 + 6 + 6 + 9 + 9);
  const topology = readTable(join(made, "topology.arrow"), "topology");
  assert.deepEqual([...new Set(topology.float64("depth"))], [5]);
  assert.deepEqual([...new Set(topology.uint32("hidden_units"))].sort(), [24, 36]);
  const levels = Math.max(...topology.uint32("level"));
  assert.equal(levels, 3);
});

test("by hand the stage train gives the same weights", () => {
  const dense = join(made, "dense/tiny-w1-s1");
  const out = (name: string) => join(folder, name);
  run(
    ...["train", join(made, "dataset.arrow"), "--architecture", "tiny", "--seed", "1"],
    ...["--layers", JSON.stringify(layers), "--epochs", "2", "--batch", "32"],
    ...["--learning-rate", "0.01", "--out", out("n.arrow"), "--units", out("u.arrow")],
  );
  const [own, whole] = [
    readNetwork(out("n.arrow"), out("u.arrow")).network,
    readNetwork(join(dense, "network.arrow"), join(dense, "units.arrow")).network,
  ];
  assert.deepEqual(own, whole);
});

test("the report has every section; in the page the network gives the run's bytes again", async (t) => {
  const path = join(made, "report/index.html");
  const browser = await startBrowser();
  if (!browser) return t.skip("Chromium is not installed; set CHROMIUM to its path");
  t.after(() => browser.close());
  const { page, messages, requests } = await openReport(browser, path, { width: 1200 });
  assert.deepEqual(messages, []);
  assert.equal(requests.length, 1);
  const text = (await page.evaluate("document.body.innerText")) as string;
  for (const words of [
    "A residual convolutional network (tiny) at two widths, two seeds, trained on colour-glyphs",
    "Is there a transition?",
    "Explore the network",
    "Walk through the collapse",
    "Degrees",
    "Communities",
  ])
    assert.ok(text.includes(words), words);
  const drawn = (await page.evaluate(
    `JSON.parse(document.getElementById("pcrit-explorer")?.textContent ?? "null") !== null`,
  )) as boolean;
  assert.ok(drawn, "the network to explore is in the page");
  await page.evaluate('document.getElementById("live-open").open = true');
  const live = 'document.getElementById("live-form")';
  await until(page, `Number(${live}.dataset.steps) >= 1`);
  await page.evaluate(`{
    const { density, tune } = ${live}.elements;
    density.value = 0;
    density.dispatchEvent(new Event("input", { bubbles: true }));
    tune.click();
  }`);
  await until(page, 'document.querySelectorAll("#live-proof tbody tr").length > 1');
  await until(page, `${live}.elements.tune.textContent === "Fine-tune"`);
  const told = String(await page.evaluate('document.getElementById("live-said").value'));
  const [, equal, all] = /(\d+) of (\d+) files that the run has too have the same/.exec(told)!;
  assert.deepEqual([Number(equal), all], [Number(all), equal], told);
  assert.equal(Number(equal), 4, "the dense network and three levels");
  assert.deepEqual(messages, []);
  await page.close();
});

test("CIFAR-10's binary files are images that layers read; those that do not fit are told", () => {
  const data = join(folder, "cifar");
  mkdirSync(data);
  const random = new Random(1, "records");
  const records = (count: number) =>
    Uint8Array.from({ length: count * 3073 }, (_, i) =>
      i % 3073 === 0 ? Math.floor(i / 3073) % 10 : random.integer(256),
    );
  writeFileSync(join(data, "data_batch_1.bin"), records(40));
  writeFileSync(join(data, "test_batch.bin"), records(20));
  const dataset = join(folder, "cifar.arrow");
  run(
    ...["data", "--folder", data, "--train", "40", "--test", "20"],
    ...["--normalise", "standardise", "--out", dataset],
  );
  const train = (more: readonly string[]) =>
    pcrit([
      ...["train", dataset, "--epochs", "1", "--batch", "20", ...more],
      ...["--out", join(folder, "c.arrow"), "--units", join(folder, "cu.arrow")],
    ]);
  const trained = train(["--layers", "resnet8", "--width", "0.125"]);
  assert.equal(trained.code, 0, trained.err);
  const { network } = readNetwork(join(folder, "c.arrow"), join(folder, "cu.arrow"));
  assert.deepEqual(network.graph?.input, { channels: 3, height: 32, width: 32 });
  assert.equal(network.normalise?.mean.length, 3);
  const wide = [{ kind: "convolution", channels: 2, kernel: 33, padding: 0 }, { kind: "full" }];
  const refused = train(["--layers", JSON.stringify(wide), "--architecture", "wide"]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.err,
    /^architecture "wide" at width 1: layer convolution1: expected a kernel no larger than its input of 32 x 32, found 33 x 33\n$/,
  );
  const both = train(["--layers", "resnet8", "--convolutions", '[{"channels":2}]']);
  assert.equal(both.code, 2);
});
