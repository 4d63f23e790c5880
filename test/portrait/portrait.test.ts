import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Graph } from "../../src/graph/graph.js";
import { layeredNodes } from "../../src/graph/graph.js";
import { bandEdges } from "../../src/portrait/bands.js";
import { lastingColours } from "../../src/portrait/colours.js";
import { places } from "../../src/portrait/places.js";
import { drawnEdges, shareOfEach, strongestEdges } from "../../src/portrait/strongest.js";
import { Random } from "../../src/random.js";

type Edge = readonly [source: number, target: number, weight: number];

function graphOf(units: readonly number[], edges: readonly Edge[]): Graph {
  const nodes = layeredNodes(units);
  const sorted = edges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    nodes,
    source: Uint32Array.from(sorted, ([s]) => s),
    target: Uint32Array.from(sorted, ([, t]) => t),
    weight: Float32Array.from(sorted, ([, , w]) => w),
    multiplicity: new Uint32Array(sorted.length).fill(1),
    weightLayer: Uint8Array.from(sorted, ([s]) => nodes.layer[s]!),
    prunable: 1000,
  };
}

/** Pairs of edges of a weight layer that cross, by the places of their ends. */
function crossings({ source, target, weightLayer }: Graph, y: Float32Array): number {
  let count = 0;
  for (let a = 0; a < source.length; a++)
    for (let b = 0; b < a; b++) {
      if (weightLayer[a] !== weightLayer[b]) continue;
      const above = y[source[a]!]! - y[source[b]!]!;
      const below = y[target[a]!]! - y[target[b]!]!;
      if (above * below < 0) count++;
    }
  return count;
}

test("as many inputs as an image has are its pixels, others a column; outputs keep their order", () => {
  const { x, y } = places([graphOf([16, 3, 4], [[0, 16, 1]])]);
  assert.deepEqual([...x.subarray(0, 5)], [0.125, 0.375, 0.625, 0.875, 0.125]);
  assert.deepEqual([...y.subarray(0, 5)], [0.125, 0.125, 0.125, 0.125, 0.375]);
  assert.deepEqual([...y.subarray(19)], [0.125, 0.375, 0.625, 0.875]);
  const column = places([graphOf([5, 2], [[0, 5, 1]])]);
  assert.deepEqual([...column.x.subarray(0, 5)], [0.5, 0.5, 0.5, 0.5, 0.5]);
  assert.ok(column.y.subarray(1, 5).every((v, i) => v > column.y[i]!));
});

test("a shuffled ladder is laid out without a crossing", () => {
  const random = new Random(1, "ladder");
  const order = random.permutation(8);
  const edges = Array.from(order, (unit, rung): Edge[] => [
    [rung, 8 + unit, 1],
    [8 + unit, 16 + rung, 1],
  ]).flat();
  const graph = graphOf([8, 8, 8], edges);
  const straight = Float32Array.from({ length: 24 }, (_, v) => v % 8);
  assert.ok(crossings(graph, straight) > 5, "as numbered, edges cross");
  assert.equal(crossings(graph, places([graph]).y), 0);
});

test("all places lie in their boxes, a long column in strands, no two units at one place", () => {
  const random = new Random(2, "places");
  const units = [10, 200, 5];
  const edges = Array.from({ length: 200 }, (_, i): Edge[] => [
    [random.integer(10), 10 + i, random.uniform()],
    [10 + i, 210 + random.integer(5), random.uniform()],
  ]).flat();
  const levels = [graphOf(units, edges), graphOf(units, edges.slice(0, 50))];
  const { x, y } = places(levels);
  for (const v of [...x, ...y]) assert.ok(v > 0 && v < 1);
  assert.equal(new Set(x.subarray(10, 210)).size, 4);
  assert.equal(
    new Set(Array.from(x, (value, v) => `${v < 10}/${v < 210}/${value}/${y[v]}`)).size,
    215,
  );
});

test("units that live longer get more room", () => {
  const edges = Array.from({ length: 4 }, (_, i): Edge[] => [
    [0, 2 + i, 1],
    [2 + i, 6, 1],
  ]).flat();
  const last = edges.filter(([s, t]) => s === 2 || t === 2);
  const { y } = places([graphOf([2, 4, 1], edges), graphOf([2, 4, 1], last)]);
  const sorted = [...y.subarray(2, 6)].sort((a, b) => a - b);
  // Rooms are 9 (two levels + 1, squared) and three times 4: of 21 in all.
  const [own, place] = [y[2]!, sorted.indexOf(y[2]!)];
  assert.ok(Math.abs(own - (4 * place + 4.5) / 21) < 1e-6);
});

test("a community keeps its colour as it shrinks and changes its number", () => {
  const part = (groups: readonly (readonly number[])[]) => ({
    nodes: Uint32Array.from(groups.flat()),
    community: Uint32Array.from(groups.flatMap((group, c) => group.map(() => c))),
  });
  const [first, second, third] = lastingColours([
    part([
      [1, 2, 3, 4],
      [5, 6, 7],
      [8, 9],
    ]),
    part([
      [5, 6, 7],
      [1, 2],
      [10, 11],
    ]),
    part([[8], [1]]),
  ]);
  assert.deepEqual([...first!], [1, 1, 1, 1, 2, 2, 2, 3, 3]);
  assert.deepEqual([...second!], [2, 2, 2, 1, 1, 3, 3]);
  assert.deepEqual([...third!], [2, 1], "8 was forgotten: it takes the lowest colour left");
  const many = part(Array.from({ length: 9 }, (_, c) => [2 * c, 2 * c + 1]));
  const colours = lastingColours([many])[0]!;
  assert.deepEqual([...colours.filter((_, i) => i % 2 === 0)], [1, 2, 3, 4, 5, 6, 0, 0, 0]);
});

test("the strongest edges of each layer, ties to the first", () => {
  const graph = graphOf(
    [3, 2, 1],
    [
      [0, 3, 0.1],
      [0, 4, 0.3],
      [1, 3, 0.3],
      [2, 4, 0.3],
      [3, 5, 0.01],
    ],
  );
  assert.deepEqual(strongestEdges(graph, 2), [1, 2, 4]);
  assert.deepEqual(strongestEdges(graph, 9), [0, 1, 2, 3, 4]);
  assert.deepEqual(strongestEdges(graph, 0), []);
});

test("the strongest edges are those that a sort puts first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(3), fc.nat(9)), { maxLength: 300 }),
      fc.nat(40),
      (edges, each) => {
        const weight = Float32Array.from(edges, ([, w]) => w / 4);
        const weightLayer = Uint8Array.from(edges, ([l]) => l);
        const sorted = [0, 1, 2, 3].flatMap((layer) =>
          [...edges.keys()]
            .filter((e) => weightLayer[e] === layer)
            .sort((a, b) => weight[b]! - weight[a]! || a - b)
            .slice(0, each),
        );
        const expected = sorted.sort((a, b) => a - b);
        assert.deepEqual(strongestEdges({ weight, weightLayer }, each), expected);
      },
    ),
  );
});

test("all edges while they are few; of many the strongest of each layer, shares left over go on", () => {
  const random = new Random(3, "drawn");
  const edges = [
    ...Array.from({ length: 40 }, (_, i): Edge => [i % 5, 5 + Math.floor(i / 5), random.uniform()]),
    ...Array.from({ length: 8 }, (_, i): Edge => [5 + i, 13, random.uniform()]),
  ];
  const graph = graphOf([5, 8, 1], edges);
  assert.deepEqual(drawnEdges(graph, 48), [...Array(48).keys()]);
  const drawn = drawnEdges(graph, 30);
  const of = (layer: number) => drawn.filter((e) => graph.weightLayer[e] === layer).length;
  assert.deepEqual([of(0), of(1)], [22, 8]);
  const [last] = drawn
    .filter((e) => e < 40)
    .toSorted((a, b) => graph.weight[a]! - graph.weight[b]!);
  for (let e = 0; e < 40; e++)
    assert.ok(drawn.includes(e) || graph.weight[e]! <= graph.weight[last!]!);
});

test("the share of each is the largest that fits", () => {
  const counts = fc.array(fc.nat(30), { maxLength: 6 });
  fc.assert(
    fc.property(counts, fc.nat(100), (all, most) => {
      const kept = (each: number) => all.reduce((sum, n) => sum + Math.min(n, each), 0);
      const share = shareOfEach(all, most);
      assert.ok(kept(share) <= most);
      assert.ok(kept(share) === kept(Infinity) || kept(share + 1) > most);
    }),
  );
});

test("edges from band to band are those of the graph, of all pairs that there could be", () => {
  const random = new Random(4, "bands");
  const units = [9, 40, 3];
  const edges = Array.from(
    { length: 150 },
    (_, i): Edge =>
      i < 120 ? [i % 9, 9 + random.integer(40), 1] : [9 + i - 120, 49 + random.integer(3), 1],
  );
  const distinct = [...new Map(edges.map((e) => [`${e[0]} ${e[1]}`, e])).values()];
  const graph = graphOf(units, distinct);
  const where = places([graph]);
  const found = bandEdges(graph, where);
  const band = (v: number) => Math.floor(16 * where.y[v]!);
  const all = [...graph.nodes.id];
  for (const { layer, from, to, edges: n, pairs } of found) {
    const inBand = (l: number, b: number) =>
      all.filter((v) => graph.nodes.layer[v] === l && band(v) === b);
    const [sources, targets] = [inBand(layer, from), inBand(layer + 1, to)];
    assert.equal(pairs, sources.length * targets.length);
    const own = distinct.filter(([s, t]) => sources.includes(s) && targets.includes(t));
    assert.equal(n, own.length);
  }
  assert.equal(
    found.reduce((sum, { edges: n }) => sum + n, 0),
    distinct.length,
  );
});
