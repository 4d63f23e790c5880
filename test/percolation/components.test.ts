import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Components } from "../../src/percolation/components.js";
import { Random } from "../../src/random.js";
import { componentSizes, type Pair } from "../graph/graphs.js";

const growth = fc.integer({ min: 1, max: 24 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
  }),
);

/** The same quantities from a list of component sizes, largest first. */
function slow(sizes: readonly number[]) {
  const rest = sizes.slice(1);
  const sum = rest.reduce((s, x) => s + x, 0);
  return {
    components: sizes.length,
    giant: sizes[0],
    second: sizes[1] ?? 0,
    squares: sizes.reduce((s, x) => s + x * x, 0),
    susceptibility: sum === 0 ? 0 : rest.reduce((s, x) => s + x * x, 0) / sum,
  };
}

function fast({ components, giant, second, squares, susceptibility }: Components) {
  return { components, giant, second, squares, susceptibility };
}

test("after every edge, components agree with a search of the whole graph", () => {
  fc.assert(
    fc.property(growth, ({ count, pairs }) => {
      const all = new Components(count);
      assert.deepEqual(fast(all), slow(componentSizes(count, [])));
      pairs.forEach(([u, v], e) => {
        const before = all.components;
        const joined = all.union(u, v);
        assert.equal(joined, all.components === before - 1);
        const sizes = componentSizes(count, pairs.slice(0, e + 1));
        assert.deepEqual(fast(all), slow(sizes));
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("larger graphs, in which components of many sizes meet", () => {
  const random = new Random(1, "components");
  const count = 400;
  const pairs: Pair[] = [];
  const all = new Components(count);
  for (let e = 0; e < 500; e++) {
    const pair: Pair = [random.integer(count), random.integer(count)];
    pairs.push(pair);
    all.union(...pair);
    assert.deepEqual(fast(all), slow(componentSizes(count, pairs)), `after edge ${e}`);
  }
});

test("two nodes have the same component exactly where a search finds a path", () => {
  fc.assert(
    fc.property(growth, ({ count, pairs }) => {
      const all = new Components(count);
      for (const [u, v] of pairs) all.union(u, v);
      for (let u = 0; u < count; u++)
        for (let v = 0; v < count; v++) {
          const apart = componentSizes(count, [...pairs, [u, v]]).length < all.components;
          assert.equal(all.find(u) === all.find(v), !apart);
        }
    }),
    { seed: 2, numRuns: 20 },
  );
});

test("the numbers do not depend on how nodes are named, nor on the order within a set of edges", () => {
  fc.assert(
    fc.property(growth, fc.nat(), ({ count, pairs }, seed) => {
      const random = new Random(seed, "names");
      const name = random.permutation(count);
      const here = new Components(count);
      const there = new Components(count);
      for (const [u, v] of pairs) here.union(u, v);
      for (const [u, v] of random.shuffle([...pairs])) there.union(name[v]!, name[u]!);
      assert.deepEqual(fast(there), fast(here));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("a component that swallows 300,000 nodes one by one takes linear time", () => {
  // A pointer to the second size that restarted from the largest would need 4.5e10 steps here.
  const count = 300_000;
  const all = new Components(count);
  for (let v = 1; v < count; v++) {
    all.union(0, v);
    assert.equal(all.second, v === count - 1 ? 0 : 1);
  }
  assert.equal(all.giant, count);
});

test("an empty graph has no component", () => {
  assert.deepEqual(fast(new Components(0)), {
    components: 0,
    giant: 0,
    second: 0,
    squares: 0,
    susceptibility: 0,
  });
});
