/** The page's own part, run in Node: the run's files come out of it, byte for byte. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Live, type Told } from "../../browser/live.js";
import { binomialInterval } from "../../browser/state.js";
import { readTable } from "../../src/arrow/read.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import type { Graph } from "../../src/graph/graph.js";
import { hasSkips } from "../../src/graph/identities.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { prunableWeights } from "../../src/network.js";
import { readInputs } from "../../src/report/inputs/inputs.js";
import { type LivePayload, livePayload } from "../../src/report/live/payload.js";
import { readDataset } from "../../src/tables/dataset.js";
import { readNetwork } from "../../src/tables/network.js";
import { pruneLevel } from "../../src/trajectory/level.js";
import { type LiveRun, residual, writeLiveRun } from "../report/live/live-run.js";
import { scratchFolder } from "../support/folder.js";

const chain = {};

function payloadOf(run: LiveRun): LivePayload {
  const made = livePayload(readInputs(run.files).live!);
  assert.ok(typeof made === "object", String(made));
  return JSON.parse(JSON.stringify(made)) as LivePayload;
}

async function tuned(live: Live, asked: Parameters<Live["tune"]>[0]) {
  const told: Told[] = [];
  await live.tune(asked, (one) => told.push(one));
  const made = told.flatMap((one) => (one.kind === "level" ? [one.made] : []));
  return { made, epochs: told.filter(({ kind }) => kind === "epoch") };
}

for (const [pruning, what] of [
  ["iterative", chain],
  ["one-shot", chain],
  ["iterative", residual],
] as const)
  test(`every level of ${pruning} pruning comes out with the SHA-256 of the run's file${what === chain ? "" : ", of a graph of layers too"}`, async (t) => {
    const run = writeLiveRun(scratchFolder(t), { ...what, more: ["--pruning", pruning] });
    const payload = payloadOf(run);
    const live = new Live(payload);
    assert.equal(live.denseDigests().network, readTable(run.dense.network, "network").sha256());
    for (const criterion of ["random", "magnitude"] as const) {
      const files = run.levels[criterion]!.map((path) => readTable(path, "network"));
      const asked = { criterion, keep: files.at(-1)!.rows, epochs: 3 };
      const { made, epochs } = await tuned(live, asked);
      const wanted = pruning === "iterative" ? files : files.slice(-1);
      assert.deepEqual(
        made.map(({ weights, sha256 }) => [weights, sha256]),
        wanted.map((file) => [file.rows, file.sha256()]),
      );
      for (const { sha256, expected } of made) assert.equal(expected, sha256);
      assert.equal(epochs.length, 3 * wanted.length);
      const again = await tuned(live, asked);
      assert.deepEqual(again, { made, epochs: [] }, "levels that are there are not made again");
    }
  });

test("between levels, with other epochs, or by another criterion nothing is compared", async (t) => {
  const run = writeLiveRun(scratchFolder(t));
  const live = new Live(payloadOf(run));
  const files = run.levels["magnitude"]!.map((path) => readTable(path, "network"));
  const keep = files[1]!.rows - 7;
  const between = await tuned(live, { criterion: "magnitude", keep, epochs: 3 });
  assert.deepEqual(
    between.made.map(({ weights, expected }) => [weights, expected]),
    [...files.slice(0, 2).map((file) => [file.rows, file.sha256()]), [keep, undefined]],
  );
  const deeper = await tuned(live, { criterion: "magnitude", keep: files[2]!.rows, epochs: 3 });
  assert.equal(deeper.made.at(-1)!.sha256, files[2]!.sha256(), "the one between is not its parent");
  for (const asked of [
    { criterion: "magnitude" as const, keep: files[0]!.rows, epochs: 1 },
    { criterion: "layer-magnitude" as const, keep: files[0]!.rows, epochs: 3 },
  ]) {
    const { made } = await tuned(live, asked);
    assert.deepEqual(
      made.map(({ expected }) => expected),
      [undefined],
    );
    assert.notEqual(made[0]!.sha256, files[0]!.sha256());
  }
});

for (const what of [chain, residual])
  test(`a step is the engine's evaluation of the network that the pipeline prunes: ${what === chain ? "a chain" : "a graph of layers"}`, (t) => {
    const run = writeLiveRun(scratchFolder(t), what);
    const live = new Live(payloadOf(run));
    const { network } = readNetwork(run.dense.network, run.dense.units);
    const { dataset } = readDataset(run.dataset);
    for (const criterion of ["magnitude", "layer-magnitude", "random"] as const)
      for (const keep of [network.weight.length, 701, 300, 1, 0]) {
        const pruned =
          keep === network.weight.length ? network : pruneLevel(network, keep, criterion, 0);
        const found = sparseEngine().evaluate(pruned, dataset.test);
        const state = live.step({ criterion, keep });
        assert.equal(state.weights, keep);
        assert.equal(state.right / state.images, found.accuracy);
        assert.equal(state.loss, found.loss);
        assert.deepEqual(state.confusion, found.confusion);
        const effective = effectiveWeights(pruned) / prunableWeights(pruned);
        assert.equal(state.effectiveDensity, effective);
        const skipped = hasSkips(networkGraph(pruned));
        assert.equal(skipped, what === residual);
        if (!skipped) assert.equal(state.spanning, effective > 0);
        assert.equal(
          state.layers.reduce((sum, { units }) => sum + units, 0),
          state.live.length,
        );
        const drawn = new Set(strongestOf(networkGraph(pruned)));
        assert.equal(state.strength.length, drawn.size);
        state.strength.forEach((_, e) => {
          assert.ok(drawn.has(`${state.ends[2 * e]} ${state.ends[2 * e + 1]}`));
        });
      }
  });

/** The 160 of each weight layer, by sorting. */
function strongestOf({ source, target, weight, weightLayer }: Graph): string[] {
  const rows = Array.from(source.keys()).sort((a, b) => weight[b]! - weight[a]! || a - b);
  return Array.from(new Set(weightLayer)).flatMap((layer) =>
    rows
      .filter((e) => weightLayer[e] === layer)
      .slice(0, 160)
      .map((e) => `${source[e]} ${target[e]}`),
  );
}

test("while the hand moves a network that takes long is shown on its first images", (t) => {
  const run = writeLiveRun(scratchFolder(t), residual);
  const live = new Live(payloadOf(run), 0);
  const { network } = readNetwork(run.dense.network, run.dense.units);
  const { test: images } = readDataset(run.dataset).dataset;
  const count = 100;
  const { width } = images;
  const part = {
    pixels: (images.pixels as Uint8Array).subarray(0, count * width),
    labels: images.labels.subarray(0, count),
  };
  const pruned = pruneLevel(network, 400, "magnitude", 0);
  for (const [moving, looked] of [
    [true, { ...images, count, ...part }],
    [false, images],
  ] as const) {
    const state = live.step({ criterion: "magnitude", keep: 400, moving });
    assert.equal(state.images, looked.count);
    assert.deepEqual(state.confusion, sparseEngine().evaluate(pruned, looked).confusion);
  }
});

test("own data come with the page, bytes and floats alike, without what fine-tuning would need", (t) => {
  for (const normalise of ["none", "standardise"]) {
    const folder = scratchFolder(t);
    const run = writeLiveRun(folder, { data: ["--seed", "3", "--normalise", normalise] });
    const { live } = readInputs(run.files);
    const { test: images, train } = live!.dataset.dataset;
    const floats = Float32Array.from(images.pixels, (value) => value / 255);
    for (const pixels of [images.pixels, floats]) {
      const dataset = { ...live!.dataset.dataset, test: { ...images, pixels }, train };
      const made = livePayload({ ...live!, dataset: { ...live!.dataset, name: "own", dataset } });
      assert.ok(typeof made === "object");
      assert.equal(made.images.drawn, undefined);
      assert.equal(made.images.count, 200);
      const own = new Live(made).step({ criterion: "magnitude", keep: 900 });
      const pruned = pruneLevel(live!.dense.network, 900, "magnitude", 0);
      const found = sparseEngine().evaluate(pruned, dataset.test);
      assert.deepEqual(own.confusion, found.confusion);
    }
  }
});

test("the interval is Clopper's and Pearson's", () => {
  // R: binom.test(k, n)$conf.int
  const known = [
    [0, 10, 0, 0.3084971],
    [10, 10, 0.6915029, 1],
    [7, 10, 0.3475471, 0.9332605],
    [50, 100, 0.3983211, 0.6016789],
  ] as const;
  for (const [k, n, low, high] of known) {
    const [a, b] = binomialInterval(k, n);
    assert.ok(Math.abs(a - low) < 1e-6 && Math.abs(b - high) < 1e-6, `${k} of ${n}: ${a}, ${b}`);
  }
});
