import assert from "node:assert/strict";
import { test } from "node:test";
import { communities, communityAlgorithms, runsFor } from "../../src/community/community.js";
import { louvainCommunities, numberBySize } from "../../src/community/louvain.js";
import { degreeCentralization } from "../../src/community/metrics.js";
import { newmanModularity } from "../../src/community/modularity.js";
import { communityMeanings, communityStatistics } from "../../src/community/statistics.js";
import { clusterable } from "../../src/graph/adjacency.js";
import { layeredNodes } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { graphOf, type Pair, plainGraph, randomLayered } from "../graph/graphs.js";
import { karateClub } from "./karate.js";

test("the karate club's best partition has modularity 0.4198", () => {
  // Optimum 0.419790 of the unweighted network: Brandes et al., IEEE TKDE 20, 172 (2008).
  const graph = plainGraph(34, karateClub);
  const found = communities(graph, 20, 1);
  assert.ok(Math.abs(Math.max(...found.modularities) - 0.41979) < 5e-6, `${found.modularities}`);
  assert.equal(new Set(found.best).size, 4);
});

test("communities that are there are found, and every run agrees", () => {
  // Four groups of fully connected layers that share nothing but a few weak edges.
  const nodes = layeredNodes([20, 16, 8]);
  const group = (v: number) => (v < 20 ? v : v < 36 ? v - 20 : v - 36) % 4;
  const pairs: Pair[] = [];
  const weights: number[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      if (k !== l + 1 || (group(u) !== group(v) && (u + v) % 9 > 0)) return;
      pairs.push([u, v]);
      weights.push(group(u) === group(v) ? 1 : 0.05);
    });
  });
  const found = communities(graphOf(nodes, pairs, weights), 5, 1);
  const label = new Map(found.best.entries());
  for (let u = 0; u < 44; u++)
    for (let v = 0; v < 44; v++)
      assert.equal(label.get(u) === label.get(v), group(u) === group(v), `${u} and ${v}`);
  assert.ok(Math.abs(found.stability - 1) < 1e-9);
  assert.ok(found.barber > 0.6);
});

test("the same seed gives the same communities; the size of the weights does not matter", () => {
  const graph = randomLayered([40, 30, 10], 0.2, 1);
  const found = communities(graph, 4, 1);
  assert.deepEqual(communities(graph, 4, 1).best, found.best);
  // A power of two, so that no weight is rounded.
  const tiny = { ...graph, weight: graph.weight.map((w) => w / 2 ** 40) };
  assert.deepEqual(communities(tiny, 4, 1).best, found.best);
});

test("the best run has the highest modularity, as measured on its partition", () => {
  const graph = randomLayered([40, 30, 10], 0.1, 2);
  const found = communities(graph, 6, 3);
  const all = new Uint32Array(80);
  found.clusterable.nodes.forEach((v, i) => {
    all[v] = found.best[i]!;
  });
  assert.equal(newmanModularity(graph, all), Math.max(...found.modularities));
  const runs = [0, 1, 2, 3, 4, 5].map((k) =>
    louvainCommunities(found.clusterable, new Random(3, `louvain/run${k}`)),
  );
  assert.deepEqual(found.best, runs[found.modularities.indexOf(Math.max(...found.modularities))]);
});

test("communities are numbered by decreasing size, ties by first member", () => {
  assert.deepEqual([...numberBySize([7, 3, 3, 9, 7, 1])], [0, 1, 1, 2, 0, 3]);
});

test("nodes without edges belong to no community", () => {
  const graph = graphOf(layeredNodes([3, 3]), [
    [0, 3],
    [2, 5],
  ]);
  assert.deepEqual([...clusterable(graph).nodes], [0, 2, 3, 5]);
  const found = communities(graph, 3, 1);
  assert.deepEqual([...found.best], [0, 1, 0, 1]);
  assert.equal(found.modularities[0], 0.5);
});

test("weights that are all zero count as equal", () => {
  const graph = graphOf(
    layeredNodes([2, 2]),
    [
      [0, 2],
      [1, 3],
    ],
    [0, 0],
  );
  assert.deepEqual([...communities(graph, 2, 1).best], [0, 1, 0, 1]);
});

test("large graphs get fewer runs, but at least two", () => {
  assert.equal(runsFor(1000, 5), 5);
  assert.equal(runsFor(2_000_000, 5), 5);
  assert.equal(runsFor(3_000_000, 5), 3);
  assert.equal(runsFor(20_000_000, 5), 2);
  assert.equal(runsFor(20_000_000, 1), 1);
  assert.equal(runsFor(0, 5), 5);
});

test("degree centralization is 1 for a star and 0 for a cycle", () => {
  const star = Array.from({ length: 6 }, (_, v): Pair => [0, v + 1]);
  const cycle = Array.from({ length: 6 }, (_, v): Pair => [v, (v + 1) % 6]);
  assert.ok(Math.abs(degreeCentralization(plainGraph(9, star)) - 1) < 1e-12);
  assert.equal(degreeCentralization(plainGraph(6, cycle)), 0);
  assert.ok(Number.isNaN(degreeCentralization(plainGraph(3, [[0, 1]]))));
});

test("every statistic has a meaning, and a level without edges has statistics too", () => {
  for (const graph of [randomLayered([9, 7, 3], 0.4, 1), graphOf(layeredNodes([2, 1]), [])]) {
    const names = communityAlgorithms.flatMap((algorithm) =>
      communityStatistics(graph, communities(graph, 3, 1, undefined, algorithm)).map(
        ({ name }) => name,
      ),
    );
    assert.deepEqual([...new Set(names)].sort(), Object.keys(communityMeanings).sort());
  }
});
