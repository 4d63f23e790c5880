import assert from "node:assert/strict";
import { test } from "node:test";
import { layeredNodes } from "../../src/graph/graph.js";
import { classAlignment, noClass, preferredClasses } from "../../src/structure/class-alignment.js";
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
  const preferred = preferredClasses(graph);
  assert.deepEqual([...preferred.subarray(2)], [0, 0, 1, noClass, 0, 1, 0, 1]);
});

test("alignment is 1 for communities that are the classes, near 0 for ones that ignore them", () => {
  const own = (labels: readonly number[]) => classAlignment(graph, Uint32Array.from(labels));
  assert.ok(Math.abs(own([0, 1, 0, 0, 1, 9, 0, 1, 0, 1]) - 1) < 1e-12);
  assert.ok(own([0, 1, 0, 1, 0, 9, 1, 1, 0, 1]) < 0.3);
  const empty = graphOf(layeredNodes([2, 2, 2]), []);
  assert.ok(Number.isNaN(classAlignment(empty, new Uint32Array(6))));
});
