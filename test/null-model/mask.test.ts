import assert from "node:assert/strict";
import { test } from "node:test";
import { initialise } from "../../src/initialise.js";
import { layerOffsets, type Network } from "../../src/network.js";
import { models } from "../../src/null-model/ladder.js";
import { nullMask, overlap } from "../../src/null-model/mask.js";
import { globalRandom, sampleRange } from "../../src/null-model/random-mask.js";
import { rowsIn } from "../../src/null-model/rows.js";
import { subnetwork } from "../../src/null-model/subnetwork.js";
import { prune } from "../../src/prune/prune.js";
import { Random } from "../../src/random.js";
import { chiSquare, chiSquareQuantile, subsets } from "../graph/enumeration.js";

const units = [20, 12, 8, 4];
const fresh = initialise(units, "null models");
/** A dense network after training: every weight has moved. */
const dense: Network = {
  ...fresh,
  weight: fresh.weight.map((w, e) => w + 0.01 * ((e * 7) % 5)),
  bias: fresh.bias.map((_, u) => u + 1),
};
const learned = prune(dense, 90, "magnitude", "");
const rows = rowsIn(dense, learned, "test");

/** Edges in and out of each unit, layer by layer. */
function degreesOf(mask: Uint32Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of mask)
    for (const name of [
      `layer ${dense.layer[row]} from ${dense.source[row]}`,
      `layer ${dense.layer[row]} to ${dense.target[row]}`,
    ])
      counts[name] = (counts[name] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("rows of the dense table are found, and a foreign edge is refused", () => {
  rows.forEach((row, e) => {
    assert.equal(dense.layer[row], learned.layer[e]);
    assert.equal(dense.source[row], learned.source[e]);
    assert.equal(dense.target[row], learned.target[e]);
  });
  const foreign = { ...learned, target: learned.target.map((t, e) => (e === 89 ? 200 : t)) };
  assert.throws(() => rowsIn(dense, foreign, "f.arrow"), /f\.arrow: expected a subnetwork/);
});

test("every rung keeps what it promises", () => {
  const layersOf = (mask: Uint32Array) =>
    [0, 1, 2].map((l) => mask.reduce((n, row) => n + (dense.layer[row] === l ? 1 : 0), 0));
  for (const model of models) {
    const mask = nullMask(dense, rows, model, new Random(1, model));
    assert.equal(new Set(mask).size, rows.length, "no double edges");
    assert.deepEqual(
      [...mask],
      [...mask].sort((a, b) => a - b),
    );
    if (model !== "global-random") assert.deepEqual(layersOf(mask), layersOf(rows));
    if (model === "degrees") assert.deepEqual(degreesOf(mask), degreesOf(rows));
    const same = overlap(mask, rows);
    assert.equal(same, mask.filter((row) => rows.includes(row)).length / mask.length);
    if (model === "learned" || model === "shuffled-weights") assert.equal(same, 1);
    else assert.ok(same < 0.9, `${model} ${same}`);
  }
});

test("every position of a kernel keeps its own degrees", () => {
  // Two layers with a 2-tap kernel: each row of the table twice, with taps 0 and 1.
  const twice = Array.from(fresh.layer.keys()).flatMap((e) => [e, e]);
  const pick = (values: ArrayLike<number>) => twice.map((e) => values[e]!);
  const taps: Network = {
    ...fresh,
    layer: Uint8Array.from(pick(fresh.layer)),
    source: Uint32Array.from(pick(fresh.source)),
    target: Uint32Array.from(pick(fresh.target)),
    tap: Uint16Array.from(twice, (_, i) => i % 2),
    weight: Float32Array.from(pick(fresh.weight)),
    initial: Float32Array.from(pick(fresh.initial!)),
  };
  const mask = globalRandom(taps, new Uint32Array(150), new Random(2, "taps"));
  const mixed = nullMask(taps, mask, "degrees", new Random(3, "taps"));
  const names = (own: Uint32Array) =>
    Array.from(own, (row) => [
      `${taps.layer[row]} tap ${taps.tap[row]} from ${taps.source[row]}`,
      `${taps.layer[row]} tap ${taps.tap[row]} to ${taps.target[row]}`,
    ])
      .flat()
      .sort();
  assert.deepEqual(names(mixed), names(mask));
  assert.ok(overlap(mixed, mask) < 0.9);
});

test("random masks are uniform over all sets of so many rows", () => {
  const random = new Random(4, "sets");
  const counts = new Map(subsets(6, 3).map((set) => [set.map((i) => i + 2).join(), 0]));
  assert.equal(counts.size, 20);
  for (let draw = 0; draw < 4000; draw++) {
    const key = [...sampleRange(2, 8, 3, random)].join();
    counts.set(key, counts.get(key)! + 1);
  }
  assert.ok(chiSquare([...counts.values()]) < chiSquareQuantile(19, 0.999));
});

test("subnetworks start from the weights of their places", () => {
  for (const model of ["global-random", "layer-random", "degrees", "learned"] as const)
    for (const start of ["initial", "inherited"] as const) {
      const { network } = subnetwork(dense, rows, model, start, new Random(5, model));
      const mask = rowsIn(dense, network, "test");
      const own = start === "initial" ? dense.initial! : dense.weight;
      assert.deepEqual(
        [...network.weight],
        [...mask].map((row) => own[row]!),
      );
      assert.deepEqual(
        [...network.initial!],
        [...mask].map((row) => dense.initial![row]!),
      );
      const bias = start === "initial" ? dense.initialBias : dense.bias;
      assert.deepEqual(network.bias, bias);
    }
});

test("shuffled weights are the same numbers in each layer, at other places", () => {
  const { network } = subnetwork(dense, rows, "shuffled-weights", "initial", new Random(6, "s"));
  assert.deepEqual([...rowsIn(dense, network, "test")], [...rows]);
  const offsets = layerOffsets(network);
  const sorted = (values: Float32Array, l: number) =>
    [...values.subarray(offsets[l], offsets[l + 1])].sort((a, b) => a - b);
  const initial = Float32Array.from(rows, (row) => dense.initial![row]!);
  for (let l = 0; l < 3; l++) assert.deepEqual(sorted(network.weight, l), sorted(initial, l));
  assert.notDeepEqual([...network.weight], [...initial]);
});
