import assert from "node:assert/strict";
import { test } from "node:test";
import { layeredNodes } from "../../src/graph/graph.js";
import { percolate } from "../../src/percolation/curve.js";
import { magnitudeOrder } from "../../src/percolation/magnitude.js";
import { graphPercolation } from "../../src/percolation/percolation.js";
import { percolationMeanings, percolationStatistics } from "../../src/percolation/statistics.js";
import { Random } from "../../src/random.js";
import { graphOf, randomLayered } from "../graph/graphs.js";

const graph = randomLayered([20, 15, 10, 5], 0.4, 1);
const edges = graph.source.length;

test("magnitude order adds the strongest edges first", () => {
  const { samples, magnitude } = graphPercolation(graph, 1, 1);
  const alone = percolate(graph, magnitudeOrder(graph.weight), samples);
  assert.deepEqual(magnitude.curve, alone.curve);
  const { density, occupation, degree } = magnitude.thresholds.spanning;
  assert.equal(occupation, alone.events.spanning / edges);
  assert.equal(density, alone.events.spanning / (20 * 15 + 15 * 10 + 10 * 5));
  assert.equal(degree, (2 * alone.events.spanning) / 50);
});

test("random order is the mean over shuffles from streams of their own", () => {
  const { samples, random } = graphPercolation(graph, 3, 7, "here");
  const runs = [0, 1, 2].map((k) =>
    percolate(graph, new Random(7, `here/shuffle${k}`).permutation(edges), samples),
  );
  for (const name of ["giant", "susceptibility", "effectiveWeights"] as const)
    random.curve[name].forEach((x, i) => {
      const sum = runs.reduce((s, run) => s + run.curve[name][i]!, 0);
      assert.equal(x, sum / 3);
    });
  const spanning = runs.reduce((s, run) => s + run.events.spanning / edges, 0) / 3;
  assert.ok(Math.abs(random.thresholds.spanning.occupation - spanning) < 1e-15);
});

test("the same seed gives the same numbers, another one others", () => {
  assert.deepEqual(graphPercolation(graph, 2, 1), graphPercolation(graph, 2, 1));
  const other = graphPercolation(graph, 2, 2);
  assert.notDeepEqual(graphPercolation(graph, 2, 1).random, other.random);
  assert.deepEqual(graphPercolation(graph, 2, 1).magnitude, other.magnitude);
});

test("weights present count with their multiplicity", () => {
  const pairs = [[0, 1] as const, [1, 2] as const];
  const chain = { ...graphOf(layeredNodes([1, 1, 1]), pairs, [1, 2]), prunable: 18 };
  const heavy = { ...chain, multiplicity: Uint32Array.of(4, 5) };
  const { thresholds, curve } = graphPercolation(heavy, 1, 1).magnitude;
  assert.equal(thresholds.spanning.density, 9 / 18);
  assert.deepEqual([...curve.weights], [5, 9]);
  assert.deepEqual([...curve.effectiveWeights], [0, 9]);
});

test("every statistic has a meaning, and every meaning a statistic", () => {
  const names = new Set(
    percolationStatistics(graph, graphPercolation(graph, 1, 1)).map((s) => s.name),
  );
  // The graph is not so large that the radius would not be settled.
  const expected = Object.keys(percolationMeanings).filter((n) => n !== "non_backtracking_rounds");
  assert.deepEqual([...names].sort(), expected.sort());
});

test("a level without edges has statistics too", () => {
  const empty = graphOf(layeredNodes([2, 3, 1]), []);
  const found = graphPercolation(empty, 2, 1);
  const values = new Map(percolationStatistics(empty, found).map((s) => [s.name, s.value]));
  assert.equal(found.samples.length, 0);
  assert.equal(values.get("giant"), 1 / 6);
  assert.equal(values.get("spanning"), 0);
  assert.equal(values.get("reached_outputs"), 0);
  for (const name of ["threshold_spanning_density_random", "molloy_reed", "effective_share"])
    assert.ok(Number.isNaN(values.get(name)), name);
});
