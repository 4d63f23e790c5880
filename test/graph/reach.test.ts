import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Graph, layeredNodes, Role } from "../../src/graph/graph.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness, liveShares, never, reachTimes } from "../../src/graph/reach.js";
import { Random } from "../../src/random.js";
import { graphOf, type Pair, pairsOf, randomLayered, reachable } from "./graphs.js";

/** Graphs whose edges may also skip layers. */
const graphs = fc
  .record({
    units: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ units, p, seed }) => {
    const random = new Random(seed, "reach");
    const nodes = layeredNodes(units);
    const pairs: Pair[] = [];
    nodes.layer.forEach((l, u) => {
      nodes.layer.forEach((k, v) => {
        if (k > l && random.uniform() < (k === l + 1 ? p : p / 4)) pairs.push([u, v]);
      });
    });
    return graphOf(nodes, pairs);
  });

/** Reached from inputs, and reaching outputs, over these edges: by depth-first search. */
function search({ nodes }: Graph, pairs: readonly Pair[]) {
  const neighbours = (swap: boolean) => {
    const lists: number[][] = Array.from(nodes.id, () => []);
    for (const [u, v] of pairs) lists[swap ? v : u]!.push(swap ? u : v);
    return lists;
  };
  const all = [...nodes.id.keys()];
  const inputs = all.filter((v) => nodes.role[v] === Role.input);
  const outputs = all.filter((v) => nodes.role[v] === Role.output);
  return {
    forward: reachable(inputs, neighbours(false)),
    backward: reachable(outputs, neighbours(true)),
  };
}

test("a node's times are those at which a search first finds it", () => {
  fc.assert(
    fc.property(graphs, fc.nat(), (graph, seed) => {
      const pairs = pairsOf(graph);
      const order = new Random(seed, "order").permutation(pairs.length);
      const rank = new Uint32Array(pairs.length);
      order.forEach((e, t) => {
        rank[e] = t + 1;
      });
      const times = reachTimes(graph, rank);
      for (let t = 0; t <= pairs.length; t++) {
        const found = search(
          graph,
          pairs.filter((_, e) => rank[e]! <= t),
        );
        graph.nodes.id.forEach((v) => {
          assert.equal(times.forward[v]! <= t, found.forward.has(v));
          assert.equal(times.backward[v]! <= t, found.backward.has(v));
        });
      }
    }),
    { seed: 1, numRuns: 150 },
  );
});

/** Min over paths of the largest rank on them: all ways tried again and again until nothing changes. */
function slowTimes(graph: Graph, start: number, ways: readonly [number, number, number][]) {
  const times: number[] = Array.from(graph.nodes.role, (role) => (role === start ? 0 : never));
  for (let before = ""; before !== times.join(); ) {
    before = times.join();
    for (const [u, v, rank] of ways) times[v] = Math.min(times[v]!, Math.max(times[u]!, rank));
  }
  return times;
}

test("identities are there from the beginning, wherever they stand between edges", () => {
  const both = fc.tuple(graphs, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }), fc.nat());
  fc.assert(
    fc.property(both, ([graph, drawn, seed]) => {
      const { layer } = graph.nodes;
      const pairs = drawn
        .map(([a, b]): Pair => [a % layer.length, b % layer.length])
        .filter(([u, v]) => layer[u]! < layer[v]!)
        .sort(([a, b], [c, d]) => a - c || b - d);
      const identities = {
        source: Uint32Array.from(pairs, ([u]) => u),
        target: Uint32Array.from(pairs, ([, v]) => v),
        skip: new Uint8Array(pairs.length),
      };
      const rank = new Random(seed, "rank").permutation(graph.source.length).map((t) => t + 1);
      const ways = [
        ...pairsOf(graph).map(([u, v], e): [number, number, number] => [u, v, rank[e]!]),
        ...pairs.map(([u, v]): [number, number, number] => [u, v, 0]),
      ];
      const back = ways.map(([u, v, time]): [number, number, number] => [v, u, time]);
      const { forward, backward } = reachTimes({ ...graph, identities }, rank);
      assert.deepEqual([...forward], slowTimes(graph, Role.input, ways));
      assert.deepEqual([...backward], slowTimes(graph, Role.output, back));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("liveness agrees with a search", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const pairs = pairsOf(graph);
      const { forward, backward } = search(graph, pairs);
      const found = liveness(graph);
      const isLive = (v: number) => forward.has(v) && backward.has(v);
      assert.deepEqual(
        [...found.live],
        Array.from(graph.nodes.id, (v) => (isLive(v) ? 1 : 0)),
      );
      assert.equal(found.effectiveWeights, pairs.filter((pair) => pair.every(isLive)).length);
      assert.deepEqual(
        [...found.reached],
        Array.from(graph.nodes.id, (v) => (forward.has(v) ? 1 : 0)),
      );
      const outputs = [...forward].filter((v) => graph.nodes.role[v] === Role.output);
      assert.equal(found.spanning, outputs.length > 0);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("an edge is effective exactly where some input-to-output path uses it", () => {
  // Paths listed one by one, on graphs small enough for that.
  for (let seed = 0; seed < 40; seed++) {
    const graph = randomLayered([3, 3, 3, 2], 0.4, seed);
    const pairs = pairsOf(graph);
    const used = new Set<number>();
    const walk = (v: number, path: readonly number[]) => {
      if (graph.nodes.role[v] === Role.output) for (const e of path) used.add(e);
      pairs.forEach(([u, w], e) => {
        if (u === v) walk(w, [...path, e]);
      });
    };
    for (const v of [0, 1, 2]) walk(v, []);
    assert.equal(liveness(graph).effectiveWeights, used.size);
  }
});

test("multiplicity counts", () => {
  const graph = graphOf(layeredNodes([1, 2, 1]), [
    [0, 1],
    [1, 3],
    [0, 2],
  ]);
  const heavy = { ...graph, multiplicity: Uint32Array.of(5, 7, 11) };
  assert.deepEqual(pairsOf(graph)[1], [0, 2]);
  assert.equal(liveness(heavy).effectiveWeights, 5 + 11);
});

test("live shares are per unit layer", () => {
  const graph = graphOf(layeredNodes([2, 4, 1]), [
    [0, 2],
    [2, 6],
    [1, 3],
  ]);
  assert.deepEqual(liveShares(graph, liveness(graph).live), [0.5, 0.25, 1]);
});

test("a graph without edges reaches nothing", () => {
  const graph = graphOf(layeredNodes([2, 2]), []);
  const { forward, backward } = reachTimes(graph, new Uint32Array());
  assert.deepEqual([...forward], [0, 0, never, never]);
  assert.deepEqual([...backward], [never, never, 0, 0]);
  assert.equal(liveness(graph).spanning, false);
});

test("a network's graph has absolute weights and node ids layer by layer", () => {
  const graph = networkGraph({
    units: [2, 3, 1],
    layer: Uint8Array.of(0, 0, 1),
    source: Uint32Array.of(0, 1, 2),
    target: Uint32Array.of(2, 0, 0),
    tap: new Uint16Array(3),
    weight: Float32Array.of(-0.5, 0.25, -2),
    initial: new Float32Array(3),
    bias: new Float32Array(4),
    initialBias: new Float32Array(4),
  });
  assert.deepEqual(pairsOf(graph), [
    [0, 4],
    [1, 2],
    [4, 5],
  ]);
  assert.deepEqual([...graph.weight], [0.5, 0.25, 2]);
  assert.deepEqual([...graph.nodes.layer], [0, 0, 1, 1, 1, 2]);
  assert.equal(graph.prunable, 9);
});
