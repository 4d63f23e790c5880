/** The graph `units` of networks that are graphs of layers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isUserError } from "../../src/error.js";
import type { Image } from "../../src/geometry.js";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import { layerSizes, survivingWeights } from "../../src/graph/graph.js";
import { withoutSkips } from "../../src/graph/identities.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { unitsSize } from "../../src/graph/size.js";
import { valueNodes } from "../../src/graph/value-nodes.js";
import { initialise } from "../../src/initialise.js";
import type { LayerGraph } from "../../src/layer-graph.js";
import { layerGraph, namedLayers } from "../../src/layer-settings.js";
import { asLayerGraph, shapeOfGraph } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { shapes } from "../engine/random-shapes.js";
import { layerGraphs, prunedLayers } from "./random-layers.js";
import { referenceGraph } from "./unrolled-reference.js";

const density = fc.constantFrom(1, 0.5, 0.2, 0.05);

test("nodes, edges, identities and live values are those of the definition, value by value", () => {
  const property = fc.property(layerGraphs, density, (graph, share) => {
    const network = prunedLayers(graph, share, "unrolled");
    const made = networkGraph(network, "units");
    const expected = referenceGraph(network);
    assert.deepEqual(layerSizes(made.nodes), expected.sizes);
    const name = (v: number) => expected.nodes[v]!;
    assert.equal(made.source.length, expected.edges.size);
    for (let e = 0; e < made.source.length; e++) {
      const [s, t] = [made.source[e]!, made.target[e]!];
      const squares = expected.edges.get(`${name(s)} > ${name(t)}`)!;
      assert.ok(squares, `${name(s)} > ${name(t)}`);
      assert.equal(made.multiplicity[e], squares.length);
      const norm = Math.sqrt(squares.reduce((a, b) => a + b, 0));
      assert.ok(Math.abs(made.weight[e]! - norm) <= 1e-6 * norm);
      assert.ok(made.nodes.layer[s]! < made.nodes.layer[t]!);
      if (e > 0)
        assert.ok(made.source[e - 1]! < s || (made.source[e - 1] === s && made.target[e - 1]! < t));
    }
    const { source = [], target = [], skip = [] } = made.identities ?? {};
    const identities = Array.from(source, (s, i) => [
      `${name(s)} > ${name(target[i]!)}`,
      skip[i] === 1,
    ]);
    assert.deepEqual(new Map(identities as [string, boolean][]), expected.identities);
    assert.equal(identities.length, expected.identities.size);
    const { live } = liveness(made);
    live.forEach((flag, v) => {
      const isLive = expected.reached.has(name(v)) && expected.leading.has(name(v));
      assert.equal(flag === 1, isLive, name(v));
    });
    if (share === 1) assert.equal(survivingWeights(made), made.prunable);
  });
  fc.assert(property, { seed: 23, numRuns: 250 });
});

test("a chain that is written as layers has the chain's graph", () => {
  for (const shape of fc.sample(shapes, { seed: 29, numRuns: 60 })) {
    const dense = initialise(shape, "chain");
    const network = prune(dense, Math.ceil(0.3 * dense.weight.length), "random", "");
    const { convolutions: _, ...rest } = network;
    const graph = asLayerGraph(shape);
    const layered = { ...rest, ...shapeOfGraph(graph) };
    const { ends, ...own } = networkGraph(layered, "units");
    const chain = networkGraph(network, "units");
    assert.deepEqual(own, shape.convolutions ? chain : networkGraph(network));
    assert.equal(ends!.length, shape.units.length - 1);
  }
});

test("the size that a plan expects is that of the dense network, or a little more", () => {
  const property = fc.property(layerGraphs, (graph) => {
    const dense = prunedLayers(graph, 1, "dense");
    const { nodes, edges } = unitsSize(dense);
    const made = networkGraph(dense, "units");
    assert.equal(nodes, made.nodes.id.length);
    const mixes = graph.layers.some(({ kind }) => kind === "transpose" || kind === "concatenate");
    if (mixes) assert.ok(edges >= made.source.length);
    else assert.equal(edges, made.source.length);
  });
  fc.assert(property, { seed: 31, numRuns: 200 });
});

function graphOf(layers: readonly object[], image: Image, classes = 2): LayerGraph {
  return layerGraph("given", namedLayers("given", layers), image, classes);
}
const denseOf = (graph: LayerGraph): Network => initialise(shapeOfGraph(graph), "dense");

const one = { kernel: 1, bias: false };
const pairs = ({ source, target }: { source: Uint32Array; target: Uint32Array }) =>
  Array.from(source, (s, i) => [s, target[i]!]);

test("known residual block: its skip leads from each value to the pooled one of its channel", () => {
  const layers = [
    { kind: "convolution", name: "stem", channels: 2, ...one },
    { kind: "convolution", name: "branch", channels: 2, ...one },
    { kind: "add", from: ["branch", "stem"] },
    { kind: "relu" },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const graph = networkGraph(
    denseOf(graphOf(layers, { channels: 1, height: 1, width: 2 })),
    "units",
  );
  // two values, two channels of two, the sum's two means, two outputs
  assert.deepEqual(layerSizes(graph.nodes), [2, 4, 2, 2]);
  assert.deepEqual(pairs(graph.identities!), [
    [2, 6],
    [3, 6],
    [4, 7],
    [5, 7],
  ]);
  assert.deepEqual([...graph.identities!.skip], [1, 1, 1, 1]);
  assert.deepEqual(pairs(graph).slice(0, 6), [
    [0, 2],
    [0, 4],
    [1, 3],
    [1, 5],
    [2, 6],
    [2, 7],
  ]);
  assert.equal(graph.prunable, 4 + 8 + 4);
  assert.ok(liveness(graph).spanning);
  const bare = {
    ...graph,
    source: graph.source.subarray(0, 0),
    target: graph.target.subarray(0, 0),
  };
  assert.ok(!liveness({ ...bare, weight: new Float32Array() }).spanning);
});

test("known gate: a factor of one value a channel leads to all of its positions", () => {
  const layers = [
    { kind: "convolution", name: "x", channels: 2, ...one },
    { kind: "global-average-pool" },
    { kind: "full", units: 2 },
    { kind: "sigmoid", name: "gate" },
    { kind: "multiply", from: ["x", "gate"] },
    { kind: "full" },
  ];
  const graph = networkGraph(
    denseOf(graphOf(layers, { channels: 1, height: 1, width: 3 })),
    "units",
  );
  assert.deepEqual(layerSizes(graph.nodes), [3, 6, 6, 2]);
  // the gate's weights lead from each value in the mean to each of the product's
  const gate = pairs(graph).filter(([s], e) => graph.weightLayer[e] === 1 && s === 3);
  assert.deepEqual(
    gate.map(([, t]) => t),
    [9, 10, 11, 12, 13, 14],
  );
  assert.deepEqual(
    pairs(graph.identities!),
    [3, 4, 5, 6, 7, 8].map((v) => [v, v + 6]),
  );
  assert.equal(graph.prunable, 2 * 3 + 4 * 9 + 12);
  assert.equal(survivingWeights(graph), graph.prunable);
});

test("known mixer: a transposition leaves values what they are", () => {
  const layers = [
    { kind: "convolution", name: "patches", channels: 3, ...one },
    { kind: "transpose" },
    { kind: "convolution", name: "tokens", channels: 2, ...one },
    { kind: "transpose", name: "back" },
    { kind: "add", from: ["back", "patches"] },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const graph = networkGraph(
    denseOf(graphOf(layers, { channels: 1, height: 1, width: 2 })),
    "units",
  );
  assert.deepEqual(layerSizes(graph.nodes), [2, 6, 3, 2]);
  // each channel of patches mixes its own positions
  const mixed = pairs(graph).filter((_, e) => graph.weightLayer[e] === 1);
  assert.deepEqual(
    mixed,
    [2, 3, 4, 5, 6, 7].map((v) => [v, 8 + Math.floor((v - 2) / 2)]),
  );
  assert.deepEqual([...graph.multiplicity].slice(6, 12), [2, 2, 2, 2, 2, 2]);
});

test("known outputs side by side: each leads to its own", () => {
  const layers = [
    { kind: "convolution", name: "x", channels: 2, ...one },
    { kind: "global-average-pool", name: "mean" },
    { kind: "full", name: "head", units: 1, from: "x" },
    { kind: "concatenate", from: ["mean", "head"] },
  ];
  const graph = networkGraph(
    denseOf(graphOf(layers, { channels: 1, height: 1, width: 2 }, 3)),
    "units",
  );
  assert.deepEqual(layerSizes(graph.nodes), [2, 4, 1, 3]);
  assert.deepEqual(pairs(graph.identities!), [
    [2, 7],
    [3, 7],
    [4, 8],
    [5, 8],
    [6, 9],
  ]);
  assert.deepEqual([...graph.identities!.skip], [0, 0, 0, 0, 0]);
});

test("without skips there are no more live values, and no weight on a path is missed", () => {
  const property = fc.property(layerGraphs, density, (graph, share) => {
    const network = prunedLayers(graph, share, "skips");
    const made = networkGraph(network, "units");
    const [all, without] = [liveness(made), liveness(withoutSkips(made))];
    without.live.forEach((flag, v) => {
      assert.ok(flag <= all.live[v]!);
    });
    assert.ok(all.effectiveWeights >= effectiveWeights(network));
    assert.equal(all.spanning, effectiveWeights(network) > 0 || !hasWeightOnEveryPath(graph));
  });
  fc.assert(property, { seed: 37, numRuns: 200 });
});

/** The last layer of these graphs is fully connected, so that every path has a weight. */
const hasWeightOnEveryPath = ({ layers }: LayerGraph) => layers.at(-1)!.kind === "full";

test("more nodes, or values in windows, than can be held: one line, before they are made", () => {
  const refused = (layers: readonly object[], image: Image, message: RegExp) =>
    assert.throws(
      () => valueNodes(graphOf(layers, image)),
      (error: Error) => isUserError(error) && message.test(error.message),
    );
  const wide = { channels: 1, height: 1000, width: 1000 };
  const many = Array.from({ length: 17 }, () => ({ kind: "convolution", channels: 1, ...one }));
  const end = [{ kind: "global-average-pool" }, { kind: "full" }];
  refused([...many, ...end], wide, /at most 16777216 nodes, found 17000003 values/);
  const large = [{ kind: "convolution", channels: 1, kernel: 255, bias: false }, ...end];
  refused(large, wide, /at most 1073741824 taps at all positions .* found 65025000002/);
  const windows = [
    { kind: "convolution", name: "x", channels: 1, ...one },
    { kind: "max-pool", name: "pool", size: 255, stride: 1 },
    { kind: "global-average-pool", name: "a" },
    { kind: "global-average-pool", name: "b", from: "x" },
    { kind: "concatenate", from: ["a", "b"] },
    { kind: "full" },
  ];
  refused(windows, wide, /at most 67108864 values in the windows of layers, to pool, found more/);
});
