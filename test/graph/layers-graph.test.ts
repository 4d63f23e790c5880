import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import { layerSizes, survivingWeights } from "../../src/graph/graph.js";
import { hasSkips, withoutSkips } from "../../src/graph/identities.js";
import { networkGraph, weightEnds } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { nodesOfLayers } from "../../src/graph/size.js";
import { initialise } from "../../src/initialise.js";
import { unitsOfGraph } from "../../src/layer-graph.js";
import { layerGraph, namedLayers } from "../../src/layer-settings.js";
import { type Network, prunableWeights, selectEdges } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { weightsOnPaths } from "./layer-products.js";
import { layerGraphs, prunedLayers, unitLayerGraphs } from "./random-layers.js";

const density = fc.double({ min: 0.02, max: 0.6, noNaN: true });

test("a weight is effective where some product of it lies on a path, through layers of every kind", () => {
  const property = fc.property(layerGraphs, density, (graph, share) => {
    const network = prunedLayers(graph, share, "effective");
    assert.equal(effectiveWeights(network), weightsOnPaths(network).size);
  });
  fc.assert(property, { seed: 19, numRuns: 300 });
});

test("where values are units, live units and effective weights are those of the values", () => {
  const property = fc.property(unitLayerGraphs, density, (graph, share) => {
    const network = prunedLayers(graph, share, "units");
    const found = liveness(networkGraph(network));
    const weights = weightsOnPaths(network);
    assert.equal(found.effectiveWeights, weights.size);
    const { source, target } = weightEnds(network);
    for (const e of weights) assert.ok(found.live[source[e]!] && found.live[target[e]!]);
  });
  fc.assert(property, { seed: 20, numRuns: 300 });
});

test("the graph has every weight once, between the units that it joins, and no more paths than its values", () => {
  const property = fc.property(layerGraphs, density, (graph, share) => {
    const network = prunedLayers(graph, share, "channels");
    const made = networkGraph(network);
    assert.deepEqual(layerSizes(made.nodes), nodesOfLayers(network));
    assert.equal(survivingWeights(made), network.weight.length);
    assert.equal(made.prunable, prunableWeights(network));
    const { source, target } = weightEnds(network);
    const squares = new Map<string, number>();
    for (let w = 0; w < source.length; w++) {
      const key = `${source[w]} ${target[w]} ${network.layer[w]}`;
      squares.set(key, (squares.get(key) ?? 0) + network.weight[w]! ** 2);
    }
    assert.equal(made.source.length, squares.size);
    for (let e = 0; e < made.source.length; e++) {
      const [s, t] = [made.source[e]!, made.target[e]!];
      const norm = Math.sqrt(squares.get(`${s} ${t} ${made.weightLayer[e]}`)!);
      assert.ok(Math.abs(made.weight[e]! - norm) <= 1e-6 * norm);
      assert.ok(made.nodes.layer[s]! < made.nodes.layer[t]!);
      if (e > 0)
        assert.ok(made.source[e - 1]! < s || (made.source[e - 1] === s && made.target[e - 1]! < t));
    }
    const { source: from = [], target: to = [] } = made.identities ?? {};
    for (let i = 0; i < from.length; i++)
      assert.ok(made.nodes.layer[from[i]!]! < made.nodes.layer[to[i]!]!);
    assert.ok(liveness(made).effectiveWeights >= effectiveWeights(network));
    assert.ok(liveness(withoutSkips(made)).effectiveWeights <= liveness(made).effectiveWeights);
  });
  fc.assert(property, { seed: 21, numRuns: 200 });
});

const block = (name: string, from: string) => [
  { kind: "convolution", name: `${name}1`, from, channels: 2, kernel: 1, bias: false },
  { kind: "relu", name: `${name}r` },
  { kind: "convolution", name: `${name}2`, channels: 2, kernel: 1, bias: false },
  { kind: "add", name, from: [`${name}2`, from] },
];

/** A stem of two channels, two blocks, two classes; its dense table by (layer, source, target). */
function residual(): Network {
  const layers = [
    { kind: "convolution", name: "stem", channels: 2, kernel: 1, bias: false },
    ...block("a", "stem"),
    ...block("b", "a"),
    { kind: "full" },
  ];
  const graph = layerGraph(
    "given",
    namedLayers("given", layers),
    { channels: 1, height: 1, width: 1 },
    2,
  );
  return initialise({ units: unitsOfGraph(graph), graph }, "residual");
}

/** Of which only these weights are left: "layer source target". */
function kept(names: readonly string[]): Network {
  const network = residual();
  const rows = [...network.layer.keys()].filter((e) =>
    names.includes(`${network.layer[e]} ${network.source[e]} ${network.target[e]}`),
  );
  assert.equal(rows.length, names.length);
  return selectEdges(network, rows);
}

test("known residual network: what is live with its skips, and through its weights alone", () => {
  // groups: 0 input, 1 stem, 2 a1, 3 a, 4 b1, 5 b, 6 outputs: 1, 2, 2, 2, 2, 2, 2 nodes
  const graph = networkGraph(residual());
  assert.deepEqual(layerSizes(graph.nodes), [1, 2, 2, 2, 2, 2, 2]);
  assert.deepEqual([...graph.identities!.source], [1, 2, 5, 6]);
  assert.deepEqual([...graph.identities!.target], [5, 6, 9, 10]);
  assert.ok(hasSkips(graph));

  // no block has a weight: channel 0 goes through on skips alone
  const bare = networkGraph(kept(["0 0 0", "5 0 1"]));
  const found = liveness(bare);
  assert.deepEqual(on(found.live), [0, 1, 5, 9, 12]);
  assert.equal(found.effectiveWeights, 2);
  assert.ok(found.spanning);
  assert.deepEqual(on(liveness(withoutSkips(bare)).live), []);
  assert.equal(effectiveWeights(kept(["0 0 0", "5 0 1"])), 2);

  // the first block leads from channel 0 to channel 1; a2's weight from its unit 1 has nothing to read
  const names = ["0 0 0", "1 0 0", "2 0 1", "2 1 0", "5 1 0"];
  const one = networkGraph(kept(names));
  assert.deepEqual(on(liveness(one).live), [0, 1, 3, 6, 10, 11]);
  assert.equal(effectiveWeights(kept(names)), 4);
  assert.ok(!liveness(withoutSkips(one)).spanning);

  // both blocks joined: a way through weights alone
  const through = networkGraph(kept(["0 0 0", "1 0 0", "2 0 1", "3 1 1", "4 1 0", "5 0 0"]));
  assert.deepEqual(on(liveness(withoutSkips(through)).live), [0, 1, 3, 6, 8, 9, 11]);
  assert.ok(liveness(withoutSkips(through)).spanning);
});

const on = (flags: Uint8Array) => [...flags.keys()].filter((v) => flags[v] === 1);

test("a chain that is written as layers has the chain's graph", () => {
  const layers = [{ kind: "full", units: 5 }, { kind: "relu" }, { kind: "full" }];
  const image = { channels: 1, height: 3, width: 3 };
  const graph = layerGraph("given", namedLayers("given", layers), image, 3);
  const dense = initialise({ units: unitsOfGraph(graph), graph }, "chain");
  const chain: Network = { ...initialise([9, 5, 3], "chain"), weight: dense.weight };
  const strip = ({ ends: _, ...rest }: ReturnType<typeof networkGraph>) => rest;
  assert.deepEqual(
    strip(networkGraph(prune(dense, 20, "magnitude", ""))),
    networkGraph(prune(chain, 20, "magnitude", "")),
  );
});
