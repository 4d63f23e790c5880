import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graph, layeredNodes } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { mean, variance } from "../../src/statistics/moments.js";
import { densityNull } from "../../src/structure/density-null.js";
import { densityZ } from "../../src/structure/density-z.js";
import { structureStatistics } from "../../src/structure/statistics.js";
import { graphOf, type Pair, pairsOf, randomLayered } from "../graph/graphs.js";
import { structureGraphs } from "./graphs.js";

test("random graphs keep the edges between any two layers and the weights, no edge twice", () => {
  const between = ({ nodes, source, target }: Graph) => {
    const counts: Record<string, number> = {};
    source.forEach((u, e) => {
      const key = `${nodes.layer[u]} ${nodes.layer[target[e]!]}`;
      counts[key] = (counts[key] ?? 0) + 1;
    });
    return counts;
  };
  for (const [name, graph] of structureGraphs) {
    const drawn = densityNull(graph, new Random(1, name));
    assert.deepEqual(between(drawn), between(graph), name);
    assert.deepEqual([...drawn.weight].sort(), [...graph.weight].sort(), name);
    assert.equal(new Set(pairsOf(drawn).map(String)).size, graph.source.length, name);
    assert.equal(drawn.prunable, graph.prunable);
  }
});

test("every set of edges is equally likely", () => {
  // 3 of the 6 pairs of 2 and 3 units: 20 sets.
  const graph = graphOf(layeredNodes([2, 3]), [
    [0, 2],
    [0, 3],
    [1, 4],
  ]);
  const random = new Random(3, "uniform");
  const counts = new Map<string, number>();
  const draws = 4000;
  for (let i = 0; i < draws; i++) {
    const key = pairsOf(densityNull(graph, random)).join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.equal(counts.size, 20);
  const expected = draws / 20;
  const square = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(square < 43.8, `chi-square ${square}`); // 19 degrees of freedom, p = 0.001
});

const z = (graph: Graph, name: string, seed: number) =>
  densityZ(graph, 20, new Random(seed, "z")).find((s) => s.name === `${name}_density_z`)!.value;

test("random graphs have z-scores about zero", () => {
  for (const name of ["modularity", "betweenness_gini", "participation_mean"]) {
    const scores = Array.from({ length: 60 }, (_, seed) =>
      z(densityNull(randomLayered([30, 20, 10, 4], 0.2, 1), new Random(seed, name)), name, seed),
    );
    // With 20 draws z is about Student's t of 19 degrees of freedom, variance 19/17 (1 + 1/20).
    assert.ok(Math.abs(mean(scores)) < 0.5, `${name}: mean ${mean(scores)}`);
    assert.ok(variance(scores) < 2.2, `${name}: variance ${variance(scores)}`);
  }
});

test("groups that are there stand out in modularity and participation", () => {
  const nodes = layeredNodes([40, 30, 20]);
  const random = new Random(2, "groups");
  const pairs: Pair[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      const p = u % 4 === v % 4 ? 0.4 : 0.03;
      if (k === l + 1 && random.uniform() < p) pairs.push([u, v]);
    });
  });
  const graph = graphOf(nodes, pairs);
  assert.ok(z(graph, "modularity", 1) > 5);
  assert.ok(z(graph, "participation_mean", 1) < -3);
});

test("above 20,000 edges there is none, and nothing takes long", () => {
  const graph = randomLayered([300, 100, 10], 0.7, 1);
  assert.ok(graph.source.length > 20_000);
  assert.ok(densityZ(graph, 20, new Random(1, "z")).every(({ value }) => Number.isNaN(value)));
});

test("none where none are asked for", () => {
  const graph = randomLayered([6, 5, 3], 0.5, 1);
  const options = { samples: 0, nulls: 0, seed: 0, purpose: "test" };
  const names = structureStatistics(graph, options).map(({ name }) => name);
  assert.ok(!names.some((name) => name.endsWith("_density_z")));
});
