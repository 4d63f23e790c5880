import assert from "node:assert/strict";
import { test } from "node:test";
import { FewCommunities, fewOf, unclear } from "../../src/community/few-communities.js";
import { leastGain, moveNodes } from "../../src/community/local-moving.js";
import { type Adjacency, clusterable } from "../../src/graph/adjacency.js";
import type { Graph } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { randomLayered } from "../graph/graphs.js";

const alone = ({ strength }: Adjacency) => Uint32Array.from(strength.keys());

/** The same as moveNodes, where nodes stay, without any table: sums over the neighbours at each look. */
function movedPlainly(graph: Adjacency, random: Random): { community: number[]; looks: number } {
  const { offset, neighbour, weight, strength, total } = graph;
  const community = [...alone(graph)];
  const inside = [...strength];
  const queue = [...random.permutation(community.length)];
  let looks = 0;
  for (let v = queue.shift(); v !== undefined; v = queue.shift()) {
    looks++;
    const to = new Map<number, number>();
    for (let p = offset[v]!; p < offset[v + 1]!; p++) {
      const c = community[neighbour[p]!]!;
      to.set(c, (to.get(c) ?? 0) + weight[p]!);
    }
    const own = community[v]!;
    inside[own]! -= strength[v]!;
    const gain = (c: number) => (to.get(c) ?? 0) - (strength[v]! / total) * inside[c]!;
    let [best, most] = [own, gain(own) + leastGain(graph)];
    for (const c of to.keys()) if (gain(c) > most) [best, most] = [c, gain(c)];
    inside[best]! += strength[v]!;
    if (best === own) continue;
    community[v] = best;
    for (let p = offset[v]!; p < offset[v + 1]!; p++) {
      const u = neighbour[p]!;
      if (community[u] !== best && !queue.includes(u)) queue.push(u);
    }
  }
  return { community, looks };
}

/** Dense, so that few communities are left soon; those with equal weights have nothing but ties. */
const dense: readonly Graph[] = [
  ...[0.4, 0.8, 1].map((share, k) => randomLayered([50, 40, 30], share, k)),
  ...[0.5, 1].map((share, k) => weighted(randomLayered([40, 30, 20], share, 10 + k), () => 0.1)),
  weighted(randomLayered([40, 40, 40], 0.7, 20), (e) => (e % 3 === 0 ? 0 : 1e-6 * e)),
];

function weighted(graph: Graph, weightOf: (e: number) => number): Graph {
  return { ...graph, weight: Float32Array.from(graph.source, (_, e) => weightOf(e)) };
}

test("communities are those without a table, bit by bit", () => {
  for (const [k, graph] of dense.entries())
    for (let run = 0; run < 5; run++) {
      const rows = clusterable(graph);
      assert.ok(fewOf(rows) > 3);
      const community = alone(rows);
      moveNodes(rows, new Random(k, `run ${run}`), community, "stays");
      const expected = movedPlainly(rows, new Random(k, `run ${run}`));
      assert.ok(expected.looks > community.length);
      assert.deepEqual([...community], expected.community);
    }
});

test("a table that was changed often says what sums over the neighbours say, or that it is not clear", () => {
  const rows = clusterable(randomLayered([30, 30, 20], 0.6, 3));
  const { offset, neighbour, weight, strength, total } = rows;
  const random = new Random(1, "moves");
  const count = strength.length;
  const community = Uint32Array.from(strength, (_, v) => v % 5);
  const sizes = [0, 1, 2, 3, 4].map((c) => community.filter((own) => own === c).length);
  const toAndInside = new Float64Array(2 * count);
  for (let v = 0; v < count; v++) toAndInside[2 * community[v]! + 1]! += strength[v]!;
  const least = leastGain(rows);
  const names = Uint32Array.of(0, 1, 2, 3, 4);
  const table = new FewCommunities(rows, community, toAndInside, least, names);
  let clear = 0;
  for (let move = 0; move < 20 * count; move++) {
    const v = random.integer(count);
    const own = community[v]!;
    toAndInside[2 * own + 1]! -= strength[v]!;
    const told = table.bestOf(v, own, strength[v]! / total);
    const gains = Array.from({ length: 5 }, (_, c) => {
      let to = 0;
      for (let p = offset[v]!; p < offset[v + 1]!; p++)
        if (community[neighbour[p]!] === c) to += weight[p]!;
      const gain = to - (strength[v]! / total) * toAndInside[2 * c + 1]!;
      return c === own ? gain + least : to > 0 ? gain : Number.NEGATIVE_INFINITY;
    });
    if (told !== unclear) {
      assert.equal(gains[told], Math.max(...gains));
      clear++;
    }
    // Anywhere, so that communities are emptied too.
    const filled = [0, 1, 2, 3, 4].filter((c) => c !== own && sizes[c]! > 0);
    if (filled.length === 0) break;
    const to = filled[random.integer(filled.length)]!;
    community[v] = to;
    sizes[own]!--;
    sizes[to]!++;
    toAndInside[2 * to + 1]! += strength[v]!;
    table.move(v, own, to, sizes[own] === 0);
  }
  assert.ok(clear > 5 * count);
});
