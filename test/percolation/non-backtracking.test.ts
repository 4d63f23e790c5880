import assert from "node:assert/strict";
import { test } from "node:test";
import { nonBacktrackingRadius } from "../../src/percolation/non-backtracking.js";
import { Random } from "../../src/random.js";
import { erdosRenyi, type Pair, pairsOf, plainGraph, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

const close = (found: number, expected: number, tolerance = 1e-8) =>
  assert.ok(Math.abs(found - expected) < tolerance, `found ${found}, expected ${expected}`);

/** All edges between two groups of nodes. */
function bipartite(a: number, b: number): Pair[] {
  return Array.from({ length: a * b }, (_, i): Pair => [i % a, a + Math.floor(i / a)]);
}

test("graphs whose radius is known", () => {
  // Every node of degree d: d - 1. Complete bipartite: sqrt((a - 1)(b - 1)). Cycle: 1. Forest: 0.
  const complete = Array.from({ length: 36 }, (_, i): Pair => [i % 6, Math.floor(i / 6)]);
  close(
    nonBacktrackingRadius(
      plainGraph(
        6,
        complete.filter(([u, v]) => u < v),
      ),
    ),
    4,
  );
  close(nonBacktrackingRadius(plainGraph(9, bipartite(4, 5))), Math.sqrt(12));
  const cycle = Array.from({ length: 7 }, (_, v): Pair => [v, (v + 1) % 7]);
  close(nonBacktrackingRadius(plainGraph(7, cycle)), 1);
  assert.equal(
    nonBacktrackingRadius(
      plainGraph(5, [
        [0, 1],
        [1, 2],
        [1, 3],
        [3, 4],
      ]),
    ),
    0,
  );
  assert.equal(nonBacktrackingRadius(plainGraph(3, [])), 0);
});

test("trees that hang on a graph change nothing", () => {
  const hung: Pair[] = [...bipartite(4, 5), [0, 9], [9, 10], [9, 11], [11, 12]];
  close(nonBacktrackingRadius(plainGraph(13, hung)), Math.sqrt(12));
});

test("the largest component of several decides", () => {
  const two: Pair[] = [...bipartite(4, 5), [9, 10], [10, 11], [9, 11]];
  close(nonBacktrackingRadius(plainGraph(12, two)), Math.sqrt(12));
});

test("the radius is that of the operator's matrix", (t) => {
  const random = new Random(1, "nb");
  const graphs = [
    randomLayered([8, 7, 6, 3], 0.5, 1),
    randomLayered([12, 9, 9, 4], 0.25, 2),
    randomLayered([6, 5, 4], 0.9, 3),
    erdosRenyi(30, 45, random),
    erdosRenyi(25, 60, random),
  ];
  const script = `
import numpy
result = []
for pairs in json.load(sys.stdin):
    arcs = [(u, v) for u, v in pairs] + [(v, u) for u, v in pairs]
    B = numpy.array([[1.0 if d == a and c != b else 0.0 for c, d in arcs] for a, b in arcs])
    result.append(max(abs(numpy.linalg.eigvals(B))))
print(json.dumps(result))`;
  const expected = python(script, graphs.map(pairsOf)) as number[] | undefined;
  if (!expected) return t.skip("needs Debian's python3-numpy");
  graphs.forEach((graph, i) => {
    close(nonBacktrackingRadius(graph), expected[i]!, 1e-6);
  });
});
