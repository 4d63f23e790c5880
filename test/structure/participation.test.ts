import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalGraph } from "../../src/graph/canonical.js";
import type { Graph, Nodes } from "../../src/graph/graph.js";
import { participation } from "../../src/structure/participation.js";

/** Unit by unit over all edges, in their order, a loop twice. */
function slowly({ source, target, weight }: Graph, community: Uint32Array, v: number): number {
  const shares = new Map<number, number>();
  let total = 0;
  source.forEach((u, e) => {
    for (const [here, there] of [
      [u, target[e]!],
      [target[e]!, u],
    ] as const) {
      if (here !== v) continue;
      const c = community[there]!;
      shares.set(c, (shares.get(c) ?? 0) + weight[e]!);
      total += weight[e]!;
    }
  });
  if (!(total > 0)) return Number.NaN;
  return 1 - [...shares.values()].reduce((sum, s) => sum + (s / total) * (s / total), 0);
}

const count = 7;
const node = fc.nat(count - 1);
const edges = fc.array(fc.tuple(node, node, fc.float({ min: 0, max: 9, noNaN: true })), {
  maxLength: 30,
});

/** Layers of no order, or none: then with loops, parallel edges, and with or without directions. */
const kinds = fc.oneof(
  fc
    .array(fc.nat(3), { minLength: count, maxLength: count })
    .filter((layer) => layer.some((l) => l > 0)),
  fc.constantFrom("directed" as const, "undirected" as const),
);

test("property: bit by bit what a pass over all edges gives for each unit", () => {
  fc.assert(
    fc.property(edges, kinds, fc.array(fc.nat(2), { minLength: count }), (all, kind, own) => {
      const isLayered = typeof kind !== "string";
      const nodes: Nodes = {
        id: Uint32Array.from({ length: count }, (_, v) => v),
        layer: isLayered ? Uint8Array.from(kind) : new Uint8Array(count),
        role: new Uint8Array(count).fill(isLayered ? 1 : 3),
      };
      const used = new Set<number>();
      const kept = all.filter(([u, v]) => {
        if (!isLayered) return true;
        const known = used.has(u * count + v);
        used.add(u * count + v);
        return !known && kind[u]! < kind[v]!;
      });
      const columns = {
        source: Uint32Array.from(kept, ([u]) => u),
        target: Uint32Array.from(kept, ([, v]) => v),
        weight: Float32Array.from(kept, ([, , w]) => Math.abs(w)),
        layer: undefined,
        multiplicity: undefined,
      };
      const graph = canonicalGraph("g", nodes, columns, 1, kind === "undirected");
      const community = Uint32Array.from(own);
      const expected = Float64Array.from({ length: count }, (_, v) => slowly(graph, community, v));
      assert.deepEqual(participation(graph, community), expected);
    }),
    { numRuns: 500 },
  );
});
