import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { louvainCommunities } from "../../src/community/louvain.js";
import { type Adjacency, aggregated, clusterable } from "../../src/graph/adjacency.js";
import { canonicalGraph } from "../../src/graph/canonical.js";
import type { Graph } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";

type Edge = readonly [a: number, b: number, weight: number];

/** Rows of `count` nodes from a list of edges, edge by edge. */
function rowsOf(count: number, edges: readonly Edge[]) {
  const rows = Array.from({ length: count }, () => [] as [number, number][]);
  const [loop, strength] = [new Float64Array(count), new Float64Array(count)];
  for (const [a, b, weight] of edges) {
    strength[a]! += weight;
    strength[b]! += weight;
    if (a === b) loop[a]! += weight;
    else {
      rows[a]!.push([b, weight]);
      rows[b]!.push([a, weight]);
    }
  }
  return { rows, loop, strength };
}

function asRows({ offset, neighbour, weight, loop, strength }: Adjacency) {
  const rows = Array.from(loop, (_, v) =>
    Array.from(neighbour.subarray(offset[v]!, offset[v + 1]!), (u, i): [number, number] => [
      u,
      weight[offset[v]! + i]!,
    ]),
  );
  assert.equal(neighbour.length, offset.at(-1));
  assert.equal(weight.length, offset.at(-1));
  return { rows, loop, strength };
}

/** Edges of the graph of communities: of each with itself and higher ones, in the order in which it meets them. */
function edgesBetween(graph: Adjacency, community: Uint32Array, count: number): Edge[] {
  const { rows, loop } = asRows(graph);
  return Array.from({ length: count }, (_, c) => {
    const sums = new Map<number, number>();
    const add = (d: number, weight: number) => sums.set(d, (sums.get(d) ?? 0) + weight);
    community.forEach((own, v) => {
      if (own !== c) return;
      if (loop[v]! > 0) add(c, 2 * loop[v]!);
      for (const [u, weight] of rows[v]!) add(community[u]!, weight);
    });
    return [...sums]
      .filter(([d]) => d >= c)
      .map(([d, sum]): Edge => [c, d, d === c ? sum / 2 : sum]);
  }).flat();
}

const count = 9;
const node = fc.nat(count - 1);
const edges = fc.array(fc.tuple(node, node, fc.float({ min: 0, max: 9, noNaN: true })), {
  maxLength: 40,
});

function graphOf(all: readonly Edge[]): Graph {
  const nodes = {
    id: Uint32Array.from({ length: count }, (_, v) => v),
    layer: new Uint8Array(count),
    role: new Uint8Array(count).fill(3),
  };
  const columns = {
    source: Uint32Array.from(all, ([u]) => u),
    target: Uint32Array.from(all, ([, v]) => v),
    weight: Float32Array.from(all, ([, , w]) => Math.abs(w)),
    layer: undefined,
    multiplicity: undefined,
  };
  return canonicalGraph("g", nodes, columns, 1);
}

test("property: rows of a graph, and of its communities twice over, bit by bit those of their edges", () => {
  const colours = fc.array(fc.nat(4), { minLength: count, maxLength: count });
  fc.assert(
    fc.property(edges, colours, (all, colour) => {
      const graph = graphOf(all);
      let level: Adjacency = clusterable(graph);
      const used = [...(level as ReturnType<typeof clusterable>).nodes];
      const isZero = graph.weight.every((w) => w === 0);
      const own = Array.from(graph.source, (u, e): Edge => {
        const ends = [used.indexOf(u), used.indexOf(graph.target[e]!)] as const;
        return [...ends, isZero ? 1 : graph.weight[e]!];
      });
      assert.deepEqual(asRows(level), rowsOf(used.length, own));
      for (const some of [5, 2]) {
        const labels = level.loop.map((_, v) => colour[v]! % some);
        const known = [...new Set(labels)];
        const community = Uint32Array.from(labels, (label) => known.indexOf(label));
        const next = aggregated(level, community);
        const between = edgesBetween(level, community, known.length);
        assert.deepEqual(asRows(next), rowsOf(known.length, between));
        assert.equal(
          next.total,
          next.strength.reduce((sum, s) => sum + s, 0),
        );
        level = next;
      }
    }),
    { numRuns: 300 },
  );
});

test("weights of 32 bits, as large graphs have them, lead to the same communities", () => {
  const random = new Random(1, "adjacency");
  const all = Array.from({ length: 60 }, (): Edge => {
    return [random.integer(count), random.integer(count), random.uniform()];
  });
  const rows = clusterable(graphOf(all));
  const short = { ...rows, weight: Float32Array.from(rows.weight) };
  const found = [rows, short].map((level) => {
    const communities = louvainCommunities(level, new Random(2, "adjacency"));
    return [communities, asRows(aggregated(level, communities))];
  });
  assert.deepEqual(found[1], found[0]);
});
