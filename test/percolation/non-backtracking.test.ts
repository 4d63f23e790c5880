import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Graph } from "../../src/graph/graph.js";
import { messagesAlong } from "../../src/percolation/messages.js";
import { nonBacktrackingRadius as measured } from "../../src/percolation/non-backtracking.js";
import { Random } from "../../src/random.js";
import { erdosRenyi, type Pair, pairsOf, plainGraph, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

const nonBacktrackingRadius = (graph: Graph) => measured(graph).value;

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

/** The recurrence of the file's header, edge by edge, until it no longer changes. */
function slowRadius({ nodes, source, target }: Graph): number {
  const edges = [...source].map((u, e) => [u, target[e]!] as const);
  let core = edges;
  let degree: number[] = [];
  for (let before = -1; before !== core.length; ) {
    before = core.length;
    degree = nodes.id.reduce<number[]>((all) => [...all, 0], []);
    for (const ends of core) for (const v of ends) degree[v]!++;
    core = core.filter((ends) => ends.every((v) => degree[v]! > 1));
  }
  const start = degree.reduce((sum, d) => sum + d, 0);
  if (start === 0) return 0;
  let inward = degree.map((d) => d / start);
  let outward = [...inward];
  let [last, calm] = [Number.NaN, 0];
  for (let round = 0; round < 2000 && calm < 5; round++) {
    for (const _ of [1, 2]) {
      const next = outward.map((x) => -x);
      for (const [u, v] of core) {
        next[u]! += inward[v]!;
        next[v]! += inward[u]!;
      }
      [inward, outward] = [next, inward.map((x, v) => (degree[v]! - 1) * x)];
    }
    const growth = inward.reduce((sum, x) => sum + x, 0);
    calm = Math.abs(growth - last) <= 1e-11 * growth ? calm + 1 : 0;
    last = growth;
    [inward, outward] = [inward.map((x) => x / growth), outward.map((x) => x / growth)];
  }
  return calm < 5 ? Number.NaN : Math.sqrt(last);
}

test("any graph, with loops and parallel edges too: bit by bit as edge by edge", () => {
  const pair = fc.tuple(fc.nat(14), fc.nat(14));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
      const source = Uint32Array.from(pairs, ([u]) => u);
      const graph = { ...plainGraph(15, []), source, target: source.map((_, e) => pairs[e]![1]) };
      assert.equal(nonBacktrackingRadius(graph), slowRadius(graph));
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("one graph after another in the same memory, large ones and small ones: the same bits each time", () => {
  const random = new Random(3, "nb");
  const sizes = [400, 20, 3000, 20, 400];
  const made = sizes.map((nodes) => erdosRenyi(nodes, 3 * nodes, random));
  const first = made.map(nonBacktrackingRadius);
  assert.deepEqual(made.toReversed().map(nonBacktrackingRadius), first.toReversed());
  first.forEach((value, i) => {
    assert.equal(value, slowRadius(made[i]!));
  });
});

test("a core that 32 bits do not address has no messages", () => {
  const nodes = { length: 2 ** 28 } as Float64Array;
  assert.equal(
    messagesAlong(plainGraph(3, []), { place: new Uint32Array(3), degree: nodes }),
    undefined,
  );
});

test("where the edges that may be visited do not settle it, it is unknown and the rounds are told", () => {
  const random = new Random(2, "nb");
  const graph = erdosRenyi(200, 800, random);
  const { value } = measured(graph);
  assert.ok(value > 5);
  const rounds = (most: number) => measured(graph, most * 2 * graph.source.length);
  assert.deepEqual(rounds(3), { value: Number.NaN, rounds: 3 });
  assert.deepEqual(rounds(1999), { value });
  assert.deepEqual(measured(plainGraph(3, [[0, 1]]), 0), { value: 0 });
});
