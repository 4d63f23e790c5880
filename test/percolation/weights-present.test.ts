import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { never } from "../../src/graph/reach.js";
import { sampleCounts } from "../../src/percolation/curve.js";
import { SampleBins } from "../../src/percolation/sample-bins.js";
import { weightsPresent } from "../../src/percolation/weights-present.js";
import { Random } from "../../src/random.js";

test("a time's sample is the first at or after it, of any numbers of 32 bits", () => {
  const near = fc.constantFrom(0, 1, 2, 7, 8, 9, 15, 16, 17, 2 ** 31 - 1, 2 ** 31, never - 1);
  const time = fc.oneof(near, fc.nat(40), fc.integer({ min: 0, max: never - 1 }));
  fc.assert(
    fc.property(fc.uniqueArray(time, { maxLength: 255 }), fc.array(time), (drawn, times) => {
      const samples = Uint32Array.from(drawn).sort();
      const bins = new SampleBins(samples);
      const first = (wanted: number) => [...samples].findIndex((sample) => sample >= wanted);
      for (const wanted of [...times, ...drawn, never]) {
        const place = wanted === never ? -1 : first(wanted);
        assert.equal(bins.of(wanted), place < 0 ? samples.length : place);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("weights present are the sums of the first edges' multiplicities", () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 200 }),
    fc.array(fc.oneof(fc.nat(199), fc.constant(Number.NaN)), { maxLength: 6 }),
    fc.nat(),
    (drawn, events, seed) => {
      const multiplicity = Uint32Array.from(drawn);
      const order = new Random(seed, "order").permutation(drawn.length);
      const rank = new Uint32Array(drawn.length);
      order.forEach((e, t) => {
        rank[e] = t + 1;
      });
      const samples = sampleCounts(drawn.length, 5);
      const others = events.map((edges) => Math.min(edges, drawn.length));
      const weightsAt = weightsPresent(multiplicity, rank, samples, others);
      for (const edges of [...samples, ...others]) {
        const present = order.subarray(0, edges);
        const sum = present.reduce((all, e) => all + multiplicity[e]!, 0);
        assert.equal(weightsAt(edges), Number.isNaN(edges) ? Number.NaN : sum);
      }
    },
  );
  fc.assert(property, { seed: 2, numRuns: 200 });
});
