import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Graph, layeredNodes, Role } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { classAlignment } from "../../src/structure/class-alignment.js";
import { noClass, preferredClasses } from "../../src/structure/preferred-class.js";
import { graphOf, type Pair } from "../graph/graphs.js";

// Inputs 0 1, hidden 2 3 4 5, hidden 6 7, outputs 8 9; unit 5 leads nowhere.
const pairs: Pair[] = [
  [0, 2],
  [0, 3],
  [1, 4],
  [1, 5],
  [2, 6],
  [3, 6],
  [4, 6],
  [4, 7],
  [6, 8],
  [6, 9],
  [7, 9],
];
const weights = [1, 1, 1, 1, 1, 1, 0.5, 2, 3, 1, 1];
const graph = graphOf(layeredNodes([2, 4, 2, 2]), pairs, weights);

test("the class to which most downstream weight leads", () => {
  // 4 -> class 0: 0.5 x 3 = 1.5; class 1: 0.5 x 1 + 2 x 1 = 2.5.
  const { classes, outputs, drawn } = preferredClasses(graph);
  assert.deepEqual([...classes.subarray(2)], [0, 0, 1, noClass, 0, 1, 0, 1]);
  assert.deepEqual([outputs, drawn], [2, false]);
});

test("alignment is 1 for communities that are the classes, near 0 for ones that ignore them", () => {
  const own = (labels: readonly number[]) => classAlignment(graph, Uint32Array.from(labels)).value;
  assert.ok(Math.abs(own([0, 1, 0, 0, 1, 9, 0, 1, 0, 1]) - 1) < 1e-12);
  assert.ok(own([0, 1, 0, 1, 0, 9, 1, 1, 0, 1]) < 0.3);
  const empty = graphOf(layeredNodes([2, 2, 2]), []);
  assert.ok(Number.isNaN(classAlignment(empty, new Uint32Array(6)).value));
});

/** Output by output, over all edges. */
function slowly({ nodes, source, target, weight }: Graph, outputs: readonly number[]): Int32Array {
  const best = new Float64Array(nodes.id.length);
  const preferred = new Int32Array(nodes.id.length).fill(noClass);
  outputs.forEach((output, place) => {
    const reach = new Float64Array(nodes.id.length);
    reach[output] = 1;
    for (let e = source.length - 1; e >= 0; e--)
      reach[source[e]!]! += weight[e]! * reach[target[e]!]!;
    reach.forEach((value, v) => {
      if (value <= best[v]!) return;
      best[v] = value;
      preferred[v] = place;
    });
  });
  return preferred;
}

/** Edges that skip layers, weights of 0, outputs that lead on, inputs above the first layer. */
function anyGraph(seed: number): Graph {
  const random = new Random(seed, "any graph");
  const units = [4, 5, 3, 4, 6];
  const nodes = layeredNodes(units);
  const role = nodes.role.map((own) => (random.uniform() < 0.15 ? random.integer(3) : own));
  const pairs: Pair[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      if (l < k && random.uniform() < (k === l + 1 ? 0.4 : 0.1)) pairs.push([u, v]);
    });
  });
  // Few different ones, so that sums are often equal.
  const weights = pairs.map(() => random.integer(3) / 2);
  return graphOf({ ...nodes, role }, pairs, weights);
}

test("the classes are those found output by output, whatever is held at a time", () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 400 }), (seed, values) => {
      const any = anyGraph(seed);
      const outputs = [...any.nodes.role.keys()].filter((v) => any.nodes.role[v] === Role.output);
      const expected = slowly(any, outputs);
      const found = preferredClasses(any, { values });
      assert.equal(found.outputs, outputs.length);
      any.nodes.role.forEach((role, v) => {
        if (role !== Role.input) assert.equal(found.classes[v], expected[v], `node ${v}`);
      });
    }),
    { numRuns: 200 },
  );
});

test("beyond the work that is allowed outputs are drawn, always the same", () => {
  const units = [3, 40, 40, 300];
  const random = new Random(9, "wide");
  const nodes = layeredNodes(units);
  const pairs: Pair[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      if (k === l + 1 && random.uniform() < 0.5) pairs.push([u, v]);
    });
  });
  const wide = graphOf(
    nodes,
    pairs,
    pairs.map(() => random.uniform()),
  );
  assert.equal(preferredClasses(wide, { work: 1e6 }).drawn, false, "it is done");
  const found = preferredClasses(wide, { work: 100_000, outputs: 10 });
  assert.ok(found.drawn && found.outputs >= 10 && found.outputs < 300, `${found.outputs}`);
  assert.deepEqual(found, preferredClasses(wide, { work: 100_000, outputs: 10 }));
  assert.equal(preferredClasses(wide, { work: 1, outputs: 10 }).outputs, 10, "never fewer");
  // Whoever is asked for these outputs alone finds the same.
  const drawnOnes = [...nodes.id.keys()].filter((v) => v >= 83 && found.classes[v] !== noClass);
  assert.equal(drawnOnes.length, found.outputs);
  const told = classAlignment(wide, new Uint32Array(383), { work: 100_000, outputs: 10 });
  assert.equal(told.outputs, found.outputs, "the table says how many");
  const expected = slowly(wide, drawnOnes);
  assert.deepEqual(found.classes.subarray(3), expected.subarray(3));
});

test("outputs are drawn where making few rows at a time would take too many passes", () => {
  // 100 hidden units, each joined to two of 50 outputs: rows are short, passes are 100 edges each.
  const pairs: Pair[] = [];
  for (let h = 0; h < 100; h++)
    pairs.push([h % 5, 5 + h], [5 + h, 105 + (h % 20)], [105 + (h % 20), 125 + (h % 50)]);
  const unique = [...new Map(pairs.map((pair) => [pair.join(), pair])).values()];
  const wide = graphOf(layeredNodes([5, 100, 20, 50]), unique);
  const all = preferredClasses(wide, { work: 1000, outputs: 5 });
  assert.deepEqual([all.outputs, all.drawn], [50, false], "all rows at once");
  const few = preferredClasses(wide, { work: 1000, outputs: 5, values: 60 });
  assert.ok(few.drawn && few.outputs >= 5 && few.outputs < 50, `${few.outputs} outputs`);
  const patient = preferredClasses(wide, { work: 1e9, outputs: 5, values: 60 });
  assert.deepEqual(patient, all);
});
