/** Criteria, masks and null models of networks that are graphs of layers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { isUserError } from "../../src/error.js";
import { area, groupsOf, joins, taps } from "../../src/geometry.js";
import { initialise } from "../../src/initialise.js";
import { resolveLayers, unitsOfGraph } from "../../src/layer-graph.js";
import { layersOf } from "../../src/layers.js";
import { type Network, prunableWeights } from "../../src/network.js";
import { models } from "../../src/null-model/ladder.js";
import { nullMask } from "../../src/null-model/mask.js";
import { rowsIn } from "../../src/null-model/rows.js";
import { subnetwork } from "../../src/null-model/subnetwork.js";
import { activations } from "../../src/prune/activations.js";
import { layerValues, layerWiring } from "../../src/prune/layer-passes.js";
import { wiring } from "../../src/prune/passes.js";
import { criteria, prune } from "../../src/prune/prune.js";
import { flowShares } from "../../src/prune/synflow.js";
import { Random } from "../../src/random.js";
import { firstImages } from "../../src/robustness/noise.js";
import { floatImages, graphOf, residual, sampleGraph, samples } from "../engine/graph-sample.js";
import { productsOf } from "../graph/layer-products.js";
import { layerGraphs } from "../graph/random-layers.js";

const image = { channels: 3, height: 8, width: 8 };
const images = floatImages(12, image);
const networks = Object.entries(samples).map(([name, layers]) => {
  return [name, sampleGraph(graphOf(layers, image), 0.7, name)] as const;
});

test("the values of the last layer are what the engine answers", () => {
  for (const [name, network] of networks) {
    const logits = sparseEngine().logits(network, images);
    const own = layerWiring(network, network.graph!, wiring(network, network.weight, network.bias));
    for (let i = 0; i < images.count; i++) {
      const pixels = images.pixels.subarray(i * images.width, (i + 1) * images.width);
      const answer = layerValues(own, Float64Array.from(pixels)).at(-1)!;
      answer.forEach((value, c) => {
        const found = logits[i * answer.length + c]!;
        assert.ok(
          Math.abs(found - value) < 1e-4 * Math.max(1, Math.abs(value)),
          `${name}: ${found}, not ${value}`,
        );
      });
    }
  }
});

test("activations are those of the values that a weight reads, one by one", () => {
  for (const [name, network] of networks) {
    const few = firstImages(images, 3);
    const found = activations(network, few);
    const own = layerWiring(network, network.graph!, wiring(network, network.weight, network.bias));
    const { products } = productsOf(network);
    const layers = resolveLayers(network.graph!);
    const absolute = new Float64Array(network.weight.length);
    const square = new Float64Array(network.weight.length);
    for (let i = 0; i < few.count; i++) {
      const pixels = images.pixels.subarray(i * images.width, (i + 1) * images.width);
      const values = layerValues(own, Float64Array.from(pixels));
      const read = (value: string) => {
        const [place, c, y, x] = value.split(" ").map(Number) as [number, number, number, number];
        const plane = place < 0 ? image : layers[place]!;
        const at = (c * plane.height + y) * plane.width + x;
        return place < 0 ? pixels[at]! : values[place]![at]!;
      };
      for (const { from, weight } of products) {
        if (weight === undefined) continue;
        absolute[weight]! += Math.abs(read(from));
        square[weight]! += read(from) ** 2;
      }
    }
    const all = layersOf(network);
    network.layer.forEach((l, e) => {
      const layer = all[l]!;
      const reads = few.count * (layer.kind === "full" ? 1 : area(layer.output));
      assert.ok(Math.abs(found.meanAbsolute[e]! - absolute[e]! / reads) < 1e-9, name);
      assert.ok(Math.abs(found.norm[e]! - Math.sqrt(square[e]!)) < 1e-9, name);
    });
  }
});

/** The sum of the outputs for ones, all weights replaced. */
function flowOf(network: Network): (weight: Float64Array) => number {
  const known = productsOf(network);
  return (weight) => flowThrough(network, known, weight);
}

function flowThrough(
  network: Network,
  { products, inputs, outputs }: ReturnType<typeof productsOf>,
  weight: Float64Array,
): number {
  const layers = resolveLayers(network.graph!);
  const { scale, variance } = network.normalisations ?? {};
  const values = new Map(inputs.map((value) => [value, 1]));
  for (const { from, to, weight: e } of products) {
    const [place, channel] = to.split(" ").map(Number) as [number, number];
    const { pool, normalisation, layer } = layers[place]!;
    let factor = e === undefined ? 1 : weight[e]!;
    if (normalisation) {
      const at = normalisation.begin + channel;
      factor = Math.abs(scale![at]!);
      if (layer.kind === "batch-normalisation") factor /= Math.sqrt(variance![at]! + layer.epsilon);
    }
    if (pool?.kind === "average") factor /= pool.height * pool.width;
    const value = factor * (values.get(from) ?? 0);
    const before = values.get(to) ?? (layer.kind === "multiply" ? 1 : 0);
    const sum = layer.kind === "multiply" ? before * value : before + value;
    values.set(to, pool?.kind === "max" ? Math.max(before, value) : sum);
  }
  return outputs.reduce((sum, value) => sum + (values.get(value) ?? 0), 0);
}

test("synflow is |w| dR/d|w|: R is linear in each weight but where a maximum or a product is taken", () => {
  for (const [name, layers] of Object.entries(samples)) {
    const network = sampleGraph(graphOf(layers, image), 0.3, name);
    const weight = Float64Array.from(network.weight, Math.abs);
    const flow = flowOf(network);
    const total = flow(weight);
    const shares = flowShares(network);
    const linear = resolveLayers(network.graph!).every(
      ({ pool, layer }) => pool?.kind !== "max" && layer.kind !== "multiply",
    );
    const step = linear ? 1 : 1e-6;
    for (let e = 0; e < weight.length; e += 1 + Math.floor(weight.length / 6)) {
      const less = flow(weight.with(e, weight[e]! * (1 - step)));
      const share = total > 0 ? (total - less) / total / step : 0;
      assert.ok(
        Math.abs(shares[e]! - share) < (linear ? 1e-9 : 1e-6),
        `${name}: ${shares[e]}, not ${share}`,
      );
    }
  }
});

test("synflow: what all paths cross has shares of 1 in all, and depth makes nothing too large", () => {
  const block = (name: string, from: string) => [
    { kind: "full", units: 30, name: `${name}a`, from },
    { kind: "full", units: 30, name: `${name}b` },
    { kind: "add", name, from: [`${name}b`, from] },
  ];
  const names = Array.from({ length: 100 }, (_, i) => `b${i}`);
  const layers = [
    { kind: "full", units: 30, name: "stem" },
    ...names.flatMap((name, i) => block(name, names[i - 1] ?? "stem")),
    { kind: "full" },
  ];
  const network = sampleGraph(graphOf(layers, { channels: 1, height: 3, width: 3 }), 0.9, "deep");
  const shares = flowShares({ ...network, weight: network.weight.map((w) => 1e3 * w) });
  assert.ok(shares.every((share) => Number.isFinite(share) && share >= 0));
  for (const l of [0, 201]) {
    const sum = shares.filter((_, e) => network.layer[e] === l).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  }
});

test("masks of every criterion are exact, nested, within groups, and keep the normalisations", () => {
  const counts = fc.tuple(
    fc.double({ min: 0.1, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  const property = fc.property(
    layerGraphs,
    fc.constantFrom(...criteria.filter((name) => name !== "snip")),
    counts,
    (graph, criterion, [a, b]) => {
      const dense = initialise({ units: unitsOfGraph(graph), graph }, "masks");
      const { input } = graph;
      const own = floatImages(5, input, 3);
      const many = Math.round(a * dense.weight.length);
      const few = Math.round(b * many);
      const more = prune(dense, many, criterion, "s", own);
      const less = prune(dense, few, criterion, "s", own);
      assert.equal(more.weight.length, many);
      assert.equal(less.weight.length, few);
      rowsIn(more, less, "nested");
      assert.deepEqual(less.normalisations, dense.normalisations);
      if (dense.normalisations) assert.notEqual(less.normalisations, dense.normalisations);
      const layers = layersOf(dense);
      less.layer.forEach((l, e) => {
        assert.ok(joins(layers[l]!, less.source[e]!, less.target[e]!));
      });
    },
  );
  fc.assert(property, { seed: 22, numRuns: 60 });
});

test("snip's masks too, for every kind of layer", () => {
  for (const [name, network] of networks) {
    const many = Math.round(network.weight.length / 2);
    const more = prune(network, many, "snip", "s", images);
    const less = prune(network, Math.round(many / 3), "snip", "s", images);
    rowsIn(more, less, name);
    assert.equal(more.weight.length, many);
  }
});

test("a graph of layers without its normalisations is refused where they count", () => {
  const { normalisations: _, ...network } = sampleGraph(graphOf(residual, image));
  const refused = (error: Error) =>
    isUserError(error) && /normalisations, which units.arrow/.test(error.message);
  assert.throws(() => flowShares(network), refused);
  assert.throws(() => activations(network, images), refused);
  assert.throws(() => sparseEngine().evaluate(network, images), refused);
  assert.equal(prune(network, 100, "magnitude", "").weight.length, 100);
});

test("null models keep what they promise, within groups; identities need no mask", () => {
  const property = fc.property(
    layerGraphs,
    fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    (graph, share) => {
      const dense = initialise({ units: unitsOfGraph(graph), graph }, "null");
      const learned = prune(dense, Math.round(share * dense.weight.length), "random", "s");
      const rows = rowsIn(dense, learned, "learned");
      const layers = layersOf(dense);
      const count = (mask: Uint32Array, key: (row: number) => string) => {
        const found = new Map<string, number>();
        for (const row of mask) found.set(key(row), (found.get(key(row)) ?? 0) + 1);
        return new Map([...found].sort());
      };
      for (const model of models) {
        const mask = nullMask(dense, rows, model, new Random(1, model));
        assert.equal(new Set(mask).size, rows.length);
        if (model !== "global-random")
          assert.deepEqual(
            count(mask, (row) => `${dense.layer[row]}`),
            count(rows, (row) => `${dense.layer[row]}`),
          );
        if (model !== "degrees") continue;
        for (const end of ["source", "target"] as const) {
          const key = (row: number) =>
            `${dense.layer[row]} ${dense.tap[row]} ${end} ${dense[end][row]}`;
          assert.deepEqual(count(mask, key), count(rows, key));
        }
      }
      assert.equal(
        prunableWeights(dense),
        layers.reduce((sum, l) => sum + (l.sources * l.targets * taps(l)) / groupsOf(l), 0),
      );
    },
  );
  fc.assert(property, { seed: 23, numRuns: 60 });
});

test("subnetworks have normalisations: the trained ones, or those of the beginning", () => {
  const dense = sampleGraph(graphOf(residual, image));
  const learned = new Uint32Array(50).map((_, i) => 3 * i);
  const from = (start: "initial" | "inherited") =>
    subnetwork(dense, learned, "learned", start, new Random(1, "sub")).network.normalisations!;
  assert.deepEqual(from("inherited"), dense.normalisations);
  assert.notEqual(from("inherited"), dense.normalisations);
  assert.ok(from("initial").scale.every((value) => value === 1));
  assert.ok(from("initial").mean.every((value) => value === 0));
});
