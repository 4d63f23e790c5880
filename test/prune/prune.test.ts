import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../src/error.js";
import { initialise } from "../../src/initialise.js";
import { shapeFor } from "../../src/layers.js";
import { layerOffsets, type Network } from "../../src/network.js";
import { layerQuotas } from "../../src/prune/layer-magnitude.js";
import { criteria, prune } from "../../src/prune/prune.js";
import { Random } from "../../src/random.js";

/** Those whose order of the edges does not depend on which of them are left; the others: scores.test.ts. */
const simple = ["magnitude", "layer-magnitude", "random"] as const;

const dense = initialise([9, 8, 7, 3], "prune");
/** Two convolutions and two fully connected layers, the first of which reads 2 x 2 values a channel. */
const convolutional = initialise(
  shapeFor(
    16,
    3,
    [3],
    [
      { channels: 2, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
      { channels: 3, kernel: 2, stride: 1, padding: "same" },
    ],
  ),
  "prune",
);
const rows = (network: Network) => Array.from(network.weight.keys());
const names = (network: Network) =>
  rows(network).map(
    (e) => `${network.layer[e]} ${network.source[e]} ${network.target[e]} ${network.tap[e]}`,
  );

/** A network whose weights repeat, so that most cuts fall among ties. */
function tied(): Network {
  const random = new Random("prune", "tied weights");
  return { ...dense, weight: dense.weight.map(() => (random.integer(5) - 2) / 4) };
}

test("exact counts, whole rows, the order of the table", () => {
  for (const criterion of simple) {
    for (const network of [dense, tied(), convolutional]) {
      const order = new Map(names(network).map((name, e) => [name, e]));
      assert.equal(order.size, network.weight.length);
      for (let keep = 0; keep <= network.weight.length; keep++) {
        const kept = prune(network, keep, criterion, "s");
        assert.equal(kept.weight.length, keep);
        const from = names(kept).map((name) => order.get(name)!);
        assert.ok(from.every((e, i) => i === 0 || e > from[i - 1]!));
        assert.deepEqual(
          Array.from(kept.weight),
          from.map((e) => network.weight[e]),
        );
        assert.deepEqual(
          Array.from(kept.initial!),
          from.map((e) => network.initial![e]),
        );
        assert.deepEqual(kept.bias, network.bias);
      }
    }
  }
});

test("masks are nested, from the dense network and from one another", () => {
  for (const criterion of simple) {
    for (const network of [dense, tied(), convolutional]) {
      let larger = network;
      for (let keep = network.weight.length; keep >= 0; keep--) {
        const smaller = prune(network, keep, criterion, "s");
        const present = new Set(names(larger));
        assert.ok(
          names(smaller).every((name) => present.has(name)),
          `${criterion} ${keep}`,
        );
        assert.deepEqual(prune(larger, keep, criterion, "s"), smaller);
        larger = smaller;
      }
    }
  }
});

test("magnitude keeps what sorting keeps; among equals the earlier row", () => {
  for (const network of [dense, tied()]) {
    const sorted = rows(network).sort(
      (a, b) => Math.abs(network.weight[b]!) - Math.abs(network.weight[a]!) || a - b,
    );
    for (const keep of [0, 1, 10, 77, sorted.length]) {
      const expected = sorted.slice(0, keep).sort((a, b) => a - b);
      const found = names(prune(network, keep, "magnitude", ""));
      assert.deepEqual(
        found,
        expected.map((e) => names(network)[e]),
      );
    }
  }
});

test("magnitude orders zeros, subnormal and large weights of both signs", () => {
  const weight = Float32Array.of(-0, 1e-40, -3e38, 0, -1e-45, 1e-38, 2, -2.5);
  const network = initialise([8, 1], "");
  const order = [2, 7, 6, 5, 1, 4, 0, 3];
  for (let keep = 0; keep <= 8; keep++) {
    const kept = prune({ ...network, weight }, keep, "magnitude", "");
    assert.deepEqual(
      Array.from(kept.source),
      order.slice(0, keep).sort((a, b) => a - b),
    );
  }
});

test("layer-magnitude keeps the largest of each layer, in equal shares", () => {
  const cases = [dense, convolutional].flatMap((network) =>
    [1, 20, 60, 85].map((keep) => [network, keep] as const),
  );
  for (const [network, keep] of cases) {
    const kept = prune(network, keep, "layer-magnitude", "");
    const [before, after] = [layerOffsets(network), layerOffsets(kept)];
    for (let l = 0; l + 1 < network.units.length; l++) {
      const size = before[l + 1]! - before[l]!;
      const share = after[l + 1]! - after[l]!;
      assert.ok(Math.abs(share - (size * keep) / network.weight.length) < 1.5);
      const magnitudes = Array.from(network.weight.slice(before[l], before[l + 1]), Math.abs);
      const largest = magnitudes.sort((a, b) => b - a).slice(0, share);
      const found = Array.from(kept.weight.slice(after[l], after[l + 1]), Math.abs);
      assert.deepEqual(
        found.sort((a, b) => b - a),
        largest,
      );
    }
  }
});

test("quotas sum exactly, never exceed what is left, and are Webster's", () => {
  const layer = fc.tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  const some = fc.array(layer, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      some,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (layers, whole, share) => {
        const dense = layers.map(([n]) => n);
        const present = layers.map(([n, part]) => (whole ? n : Math.round(part * n)));
        const keep = Math.round(share * present.reduce((sum, n) => sum + n, 0));
        const quotas = layerQuotas(dense, present, keep);
        assert.equal(
          quotas.reduce((sum, n) => sum + n, 0),
          keep,
        );
        const total = dense.reduce((sum, n) => sum + n, 0);
        quotas.forEach((quota, l) => {
          assert.ok(quota >= 0 && quota <= present[l]!);
          const exact = total > 0 ? (dense[l]! * keep) / total : 0;
          if (whole) assert.ok(Math.abs(quota - exact) <= (dense.length + 1) / 2);
        });
        // the definition: all the priorities, sorted
        const priorities = present.flatMap((left, l) =>
          Array.from({ length: left }, (_, r) => ({ l, value: (2 * r + 1) / dense[l]! })),
        );
        priorities.sort((a, b) => a.value - b.value || a.l - b.l);
        const slow = dense.map(() => 0);
        for (const { l } of priorities.slice(0, keep)) slow[l]!++;
        assert.deepEqual(quotas, slow);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("the Alabama paradox does not take a weight back", () => {
  // Largest remainders give [4, 4, 2] of 10 but [5, 5, 1] of 11 (exact shares 4.29, 4.29, 1.43
  // and 4.71, 4.71, 1.57): the third layer would lose one as more are kept.
  const sizes = [600, 600, 200];
  let fewer = layerQuotas(sizes, sizes, 0);
  for (let keep = 1; keep <= 1400; keep++) {
    const more = layerQuotas(sizes, sizes, keep);
    assert.ok(fewer.every((quota, l) => quota <= more[l]!));
    fewer = more;
  }
});

test("random keeps each edge equally often, whatever its place", () => {
  const counts = new Float64Array(dense.weight.length);
  const seeds = 2000;
  const keep = 45;
  const place = new Map(names(dense).map((name, e) => [name, e]));
  for (let seed = 0; seed < seeds; seed++) {
    for (const name of names(prune(dense, keep, "random", `seed ${seed}`))) {
      counts[place.get(name)!]!++;
    }
  }
  // Each count is binomial(seeds, p): the sum of squared deviations in standard units is about
  // chi-square with n - 1 degrees of freedom (scaled: the counts sum to a constant).
  const n = counts.length;
  const p = keep / n;
  const deviation = counts.reduce((sum, c) => sum + (c - seeds * p) ** 2, 0);
  const chiSquare = (deviation / (seeds * p * (1 - p))) * ((n - 1) / n);
  assert.ok(Math.abs(chiSquare - (n - 1)) < 4 * Math.sqrt(2 * (n - 1)), String(chiSquare));
});

test("random does not depend on the weights or on the other edges", () => {
  const other = { ...dense, weight: dense.weight.map((w) => -3 * w) };
  assert.deepEqual(names(prune(other, 50, "random", "s")), names(prune(dense, 50, "random", "s")));
  assert.notDeepEqual(
    names(prune(dense, 50, "random", "t")),
    names(prune(dense, 50, "random", "s")),
  );
});

test("an impossible number of weights is refused", () => {
  for (const keep of [-1, 0.5, dense.weight.length + 1, Number.NaN]) {
    for (const criterion of criteria) {
      assert.throws(() => prune(dense, keep, criterion, ""), UserError);
    }
  }
});
