import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Convolution, type ConvolutionSettings, windowOf } from "../../src/geometry.js";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import { layerSizes, survivingWeights } from "../../src/graph/graph.js";
import { networkGraph, weightEnds } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { initialise } from "../../src/initialise.js";
import { inputValues, layersOf, type Shape, shapeFor } from "../../src/layers.js";
import { type Network, prunableWeights } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { shapes as randomShapes } from "../engine/random-shapes.js";

const plain = { kernel: 3, stride: 1, padding: "same" } as const;
const max2 = { kind: "max", size: 2 } as const;
const forms: readonly (readonly ConvolutionSettings[])[] = [
  [
    { ...plain, channels: 2, pool: max2 },
    { ...plain, channels: 3, pool: max2 },
  ],
  [{ ...plain, channels: 3, stride: 2, pool: { kind: "max", size: 3, stride: 1 } }],
  [
    { ...plain, channels: 2, padding: "valid" },
    { ...plain, channels: 2, kernel: 2, pool: { kind: "global-average" } },
  ],
  [
    {
      channels: 2,
      kernel: [3, 2],
      stride: [1, 2],
      padding: { top: 0, bottom: 2, left: 1, right: 0 },
      pool: { kind: "max", size: [3, 2], stride: [2, 1], padding: [1, 1] },
    },
    { ...plain, channels: 2, padding: 2, pool: { kind: "average", size: 2, padding: 1 } },
  ],
  [{ ...plain, channels: 2, pool: { kind: "max", size: 4, stride: 3, ceil: true } }],
];
const shapes = [
  ...forms.map((layers) => shapeFor(36, 3, [4], layers)),
  ...fc.sample(randomShapes, { seed: 5, numRuns: 40 }),
];

function pruned(shape: Shape, density: number, seed: string): Network {
  const dense = initialise(shape, seed);
  return prune(dense, Math.round(density * dense.weight.length), "random", seed);
}

/** Every product of a weight and a value, with the pooled value that it takes part in. */
function products(network: Network, l: number) {
  const layer = layersOf(network)[l]!;
  const rows = [...network.layer.keys()].filter((e) => network.layer[e] === l);
  if (layer.kind === "full")
    return rows.map((e) => ({ e, from: network.source[e]!, to: network.target[e]! }));
  return rows.flatMap((e) => productsOfTap(network, layer, e));
}

const firstOf = (window: number, step: number, zeros: number) => window * step - zeros;

function productsOfTap(network: Network, layer: Convolution, e: number) {
  const found: { e: number; from: number; to: number }[] = [];
  const { kernel, stride, top, left, input, output, pooled } = layer;
  const pool = windowOf(layer);
  const [a, b] = [Math.floor(network.tap[e]! / kernel.width), network.tap[e]! % kernel.width];
  for (let i = 0; i < pooled.height; i++)
    for (let j = 0; j < pooled.width; j++)
      for (let y = firstOf(i, pool.stride.down, pool.top), n = 0; n < pool.height; y++, n++)
        for (let x = firstOf(j, pool.stride.right, pool.left), m = 0; m < pool.width; x++, m++) {
          if (y < 0 || x < 0 || y >= output.height || x >= output.width) continue;
          const [row, column] = [y * stride.down + a - top, x * stride.right + b - left];
          if (row < 0 || column < 0 || row >= input.height || column >= input.width) continue;
          const from = (network.source[e]! * input.height + row) * input.width + column;
          found.push({ e, from, to: (network.target[e]! * pooled.height + i) * pooled.width + j });
        }
  return found;
}

/** Nodes of each unit layer in the graph `units`. */
function unitSizes(network: Network): number[] {
  return [
    inputValues(network),
    ...layersOf(network).map((layer) =>
      layer.kind === "full"
        ? layer.targets
        : layer.targets * layer.pooled.height * layer.pooled.width,
    ),
  ];
}

/** Edges as text -> squares of the weights behind them. */
function edgesOf(network: Network, name: (l: number, from: number, to: number) => string) {
  const edges = new Map<string, number[]>();
  for (let l = 0; l + 1 < network.units.length; l++)
    for (const { e, from, to } of products(network, l)) {
      const key = name(l, from, to);
      edges.set(key, [...(edges.get(key) ?? []), network.weight[e]! ** 2]);
    }
  return edges;
}

test("units: an edge per pair of values, counted product by product", () => {
  for (const shape of shapes)
    for (const density of [1, 0.3, 0.05]) {
      const network = pruned(shape, density, "units");
      const graph = networkGraph(network, "units");
      const sizes = unitSizes(network);
      assert.deepEqual(layerSizes(graph.nodes), sizes);
      const begin = sizes.map((_, l) => sizes.slice(0, l).reduce((a, b) => a + b, 0));
      const expected = edgesOf(
        network,
        (l, from, to) => `${begin[l]! + from} ${begin[l + 1]! + to}`,
      );
      assert.equal(graph.source.length, expected.size);
      for (let e = 0; e < graph.source.length; e++) {
        const squares = expected.get(`${graph.source[e]} ${graph.target[e]}`)!;
        assert.equal(graph.multiplicity[e], squares.length);
        const norm = Math.sqrt(squares.reduce((a, b) => a + b, 0));
        assert.ok(Math.abs(graph.weight[e]! - norm) < 1e-6 * norm);
        const [u, v] = [graph.source[e]!, graph.target[e]!];
        if (e > 0)
          assert.ok(
            graph.source[e - 1]! < u || (graph.source[e - 1] === u && graph.target[e - 1]! < v),
          );
        assert.equal(graph.nodes.layer[u], graph.weightLayer[e]);
      }
      if (density === 1) assert.equal(survivingWeights(graph), graph.prunable);
    }
});

test("channels: an edge per kernel, counted tap by tap", () => {
  for (const shape of shapes)
    for (const density of [1, 0.3, 0.05]) {
      const network = pruned(shape, density, "channels");
      const graph = networkGraph(network);
      assert.deepEqual(layerSizes(graph.nodes), network.units);
      assert.equal(survivingWeights(graph), network.weight.length);
      assert.equal(graph.prunable, prunableWeights(network));
      const ends = weightEnds(network);
      const expected = new Map<string, number>();
      for (let e = 0; e < network.weight.length; e++) {
        const key = `${ends.source[e]} ${ends.target[e]}`;
        expected.set(key, (expected.get(key) ?? 0) + network.weight[e]! ** 2);
      }
      assert.equal(graph.source.length, expected.size);
      for (let e = 0; e < graph.source.length; e++) {
        const norm = Math.sqrt(expected.get(`${graph.source[e]} ${graph.target[e]}`)!);
        assert.ok(Math.abs(graph.weight[e]! - norm) < 1e-6 * norm);
      }
    }
});

test("known channels: two kernels and the values of one channel", () => {
  // one 1 x 1 kernel with weight -2 to channel 1; both values of channel 1 lead to unit 0, with 3, 4
  const shape: Shape = {
    units: [1, 2, 2],
    convolutions: {
      input: { height: 1, width: 2 },
      layers: [{ channels: 2, kernel: 1, stride: 1, padding: "valid" }],
    },
  };
  const network: Network = {
    ...shape,
    layer: Uint8Array.of(0, 1, 1),
    source: Uint32Array.of(0, 2, 3),
    target: Uint32Array.of(1, 0, 0),
    tap: new Uint16Array(3),
    weight: Float32Array.of(-2, 3, 4),
    initial: new Float32Array(3),
    bias: new Float32Array(4),
    initialBias: new Float32Array(4),
  };
  const graph = networkGraph(network, "channels");
  assert.deepEqual([...graph.source], [0, 2]);
  assert.deepEqual([...graph.target], [2, 3]);
  assert.deepEqual([...graph.weight], [2, 5]);
  assert.deepEqual([...graph.multiplicity], [1, 2]);
  assert.equal(graph.prunable, 2 + 8);
  const units = networkGraph(network, "units");
  assert.deepEqual([...units.source], [0, 1, 4, 5]); // 2 inputs, 2 x 2 values, 2 outputs
  assert.deepEqual([...units.target], [4, 5, 6, 6]);
  assert.equal(units.prunable, 4 + 8);
});

test("without convolutions both conventions are one graph", () => {
  const network = pruned({ units: [9, 8, 3] }, 0.3, "plain");
  assert.deepEqual(networkGraph(network, "units"), networkGraph(network, "channels"));
  assert.deepEqual([...networkGraph(network).weight], [...network.weight.map(Math.abs)]);
});

test("a tap is effective where some product of it lies between live values", () => {
  const density = fc.double({ min: 0.005, max: 0.3, noNaN: true });
  const property = fc.property(
    fc.nat(shapes.length - 1),
    density,
    fc.nat(1000),
    (s, share, seed) => {
      const network = pruned(shapes[s]!, share, String(seed));
      const { live } = liveness(networkGraph(network, "units"));
      const sizes = unitSizes(network);
      let effective = 0;
      let begin = 0;
      for (let l = 0; l + 1 < network.units.length; l++) {
        const next = begin + sizes[l]!;
        const alive = new Set<number>();
        for (const { e, from, to } of products(network, l))
          if (live[begin + from] && live[next + to]) alive.add(e);
        effective += alive.size;
        begin = next;
      }
      assert.equal(effectiveWeights(network), effective);
    },
  );
  fc.assert(property, { numRuns: 300, seed: 1 });
});

test("of fully connected layers, effective weights are the edges between live nodes", () => {
  const property = fc.property(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(1000),
    (share, seed) => {
      const network = pruned({ units: [12, 9, 8, 3] }, share, String(seed));
      assert.equal(effectiveWeights(network), liveness(networkGraph(network)).effectiveWeights);
    },
  );
  fc.assert(property, { numRuns: 100, seed: 1 });
});
