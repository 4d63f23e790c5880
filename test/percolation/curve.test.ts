import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Graph, Role } from "../../src/graph/graph.js";
import { liveness } from "../../src/graph/reach.js";
import { percolate, sampleCounts } from "../../src/percolation/curve.js";
import { Random } from "../../src/random.js";
import { componentSizes, graphOf, pairsOf, randomLayered } from "../graph/graphs.js";

const cases = fc.record({
  units: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
  p: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.nat(),
});

/** Edges stand for one weight each, or for one to three. */
function build({ units, p, seed }: { units: number[]; p: number; seed: number }) {
  const graph = randomLayered(units, p, seed);
  const multiplicity = graph.multiplicity.map((_, e) => 1 + (seed % 2 === 0 ? 0 : e % 3));
  const order = new Random(seed, "order").permutation(graph.source.length);
  return { graph: { ...graph, multiplicity }, order };
}

/** Everything about the graph of the first `t` edges, from its definition. */
function slow(graph: Graph, order: Uint32Array, t: number) {
  const present = [...order.subarray(0, t)].sort((a, b) => a - b);
  const all = pairsOf(graph);
  const pairs = present.map((e) => all[e]!);
  const part = {
    ...graphOf(graph.nodes, pairs),
    multiplicity: Uint32Array.from(present, (e) => graph.multiplicity[e]!),
  };
  const sizes = componentSizes(graph.nodes.id.length, pairs);
  const rest = sizes.slice(1).reduce((s, x) => s + x, 0);
  const { live, reached, effectiveWeights } = liveness(part);
  const share = (flags: Uint8Array, role: number) => {
    const own = [...flags].filter((_, v) => graph.nodes.role[v] === role);
    return own.length === 0 ? 0 : own.filter((f) => f === 1).length / own.length;
  };
  return {
    giant: sizes[0]! / graph.nodes.id.length,
    second: (sizes[1] ?? 0) / graph.nodes.id.length,
    susceptibility: rest === 0 ? 0 : sizes.slice(1).reduce((s, x) => s + x * x, 0) / rest,
    reachedOutputs: share(reached, Role.output),
    live: share(live, Role.hidden),
    weights: part.multiplicity.reduce((s, m) => s + m, 0),
    effectiveWeights,
  };
}

test("every point of the curve agrees with a measurement from scratch", () => {
  fc.assert(
    fc.property(cases, (settings) => {
      const { graph, order } = build(settings);
      const samples = order.map((_, i) => i + 1);
      const { curve } = percolate(graph, order, samples);
      samples.forEach((t, i) => {
        const expected = slow(graph, order, t);
        for (const name of Object.keys(expected) as (keyof typeof expected)[])
          assert.equal(curve[name][i], expected[name], `${name} after ${t} edges`);
      });
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("the thresholds are those of the measured curve", () => {
  const firstPeak = (values: number[]) => {
    const at = values.indexOf(Math.max(...values));
    return at === values.length - 1 ? Number.NaN : at + 1;
  };
  const first = (values: boolean[]) => {
    const at = values.indexOf(true);
    return at < 0 ? Number.NaN : at + 1;
  };
  fc.assert(
    fc.property(cases, (settings) => {
      const { graph, order } = build(settings);
      if (order.length === 0) return;
      const curve = Array.from(order, (_, i) => slow(graph, order, i + 1));
      const { events } = percolate(graph, order, sampleCounts(order.length, 3));
      assert.equal(events.second, firstPeak(curve.map((c) => c.second)));
      assert.equal(events.susceptibility, firstPeak(curve.map((c) => c.susceptibility)));
      assert.equal(events.spanning, first(curve.map((c) => c.reachedOutputs > 0)));
      assert.equal(events.outputs, first(curve.map((c) => c.reachedOutputs === 1)));
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("samples are points of the full curve", () => {
  const { graph, order } = build({ units: [20, 15, 10, 5], p: 0.3, seed: 1 });
  const every = percolate(graph, order, sampleCounts(order.length, order.length)).curve;
  const samples = sampleCounts(order.length, 20);
  const { curve } = percolate(graph, order, samples);
  for (const name of Object.keys(curve) as (keyof typeof curve)[])
    assert.deepEqual(
      [...curve[name]!],
      Array.from(samples, (t) => every[name]![t - 1]),
    );
});

test("the curve grows where it must, and effective weights never exceed weights", () => {
  fc.assert(
    fc.property(cases, (settings) => {
      const { graph, order } = build(settings);
      const { curve } = percolate(graph, order, sampleCounts(order.length));
      for (const name of [
        "giant",
        "reachedOutputs",
        "live",
        "weights",
        "effectiveWeights",
      ] as const)
        curve[name].forEach((x, i) => {
          assert.ok(i === 0 || x >= curve[name][i - 1]!, name);
        });
      curve.weights.forEach((w, i) => {
        assert.ok(curve.effectiveWeights[i]! <= w);
        assert.ok(curve.second[i]! <= curve.giant[i]!);
      });
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("sample counts ascend from 1 to the number of edges, each once", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 2, max: 60 }),
      (edges, wanted) => {
        const counts = [...sampleCounts(edges, wanted)];
        assert.equal(counts[0], 1);
        assert.equal(counts.at(-1), edges);
        assert.ok(counts.length <= Math.max(wanted, 1));
        for (let i = 1; i < counts.length; i++) assert.ok(counts[i]! > counts[i - 1]!);
      },
    ),
    { seed: 4, numRuns: 1000 },
  );
  assert.deepEqual([...sampleCounts(5)], [1, 2, 3, 4, 5]);
  assert.deepEqual([...sampleCounts(0)], []);
});

test("a peak at the last edge is no threshold", () => {
  // Two chains that never meet: the second component only grows.
  const nodes = {
    id: Uint32Array.of(0, 1, 2, 3),
    layer: Uint8Array.of(0, 0, 1, 1),
    role: Uint8Array.of(0, 0, 2, 2),
  };
  const graph = graphOf(nodes, [
    [0, 2],
    [1, 3],
  ]);
  const { events } = percolate(graph, Uint32Array.of(0, 1), Uint32Array.of(1, 2));
  assert.deepEqual(events, {
    second: Number.NaN,
    susceptibility: Number.NaN,
    spanning: 1,
    outputs: 2,
  });
});
