import assert from "node:assert/strict";
import { test } from "node:test";
import { type Calibrated, calibrated } from "../../src/criticality/calibrated.js";
import { powerOf } from "../../src/criticality/power.js";
import type { SizeSample } from "../../src/models/sample.js";
import { assertNear } from "../statistics/near.js";

function samples(sizes: number, seeds: number, ratio: number): SizeSample[] {
  return Array.from({ length: sizes }, (_, i) => {
    const control = Float64Array.from({ length: 10 }, (__, l) => ratio ** l);
    const rows = Array.from({ length: seeds }, () => control);
    return { size: 2 ** i, factor: 1, control: rows, values: rows };
  });
}

/** Designs in no order, each with a share of its own. */
const designs: Calibrated[] = [
  [3, 5, 0.65, 0.1],
  [4, 8, 0.8, 0.6],
  [4, 5, 0.65, 0.4],
  [4, 8, 0.65, 0.5],
  [4, 8, 0.9, 0.7],
  [6, 20, 0.65, 0.9],
  [6, 3, 0.65, 0.3],
].map(([sizes, seeds, ratio, found]) => ({
  sizes: sizes!,
  seeds: seeds!,
  ratio: ratio!,
  found: found!,
  mistaken: 0,
}));

const at = (sizes: number, seeds: number, ratio: number) => {
  const power = powerOf(samples(sizes, seeds, ratio), designs);
  return power && [power.sizes, power.seeds, power.ratio, power.found];
};

test("a design stands for one at least as large, with the nearest ratio", () => {
  assert.deepEqual(at(4, 8, 0.65), [4, 8, 0.65, 0.5]);
  assert.deepEqual(at(4, 8, 0.82), [4, 8, 0.8, 0.6]);
  assert.deepEqual(at(4, 9, 0.86), [4, 8, 0.9, 0.7]);
  // nearest by ratio: 0.72 is closer to 0.8 in logarithms and to 0.65 in differences
  assert.deepEqual(at(4, 8, 0.7229), [4, 8, 0.8, 0.6]);
  assert.deepEqual(at(4, 8, 0.72), [4, 8, 0.65, 0.5]);
  assert.deepEqual(at(5, 7, 0.5), [4, 5, 0.65, 0.4]);
  assert.equal(at(2, 8, 0.65), undefined);
  assert.equal(at(4, 2, 0.65), undefined);
});

test("sizes count before seeds, seeds before the ratio", () => {
  assert.deepEqual(at(6, 19, 0.8), [6, 3, 0.65, 0.3]);
  assert.deepEqual(at(6, 20, 0.9), [6, 20, 0.65, 0.9]);
  assert.deepEqual(at(5, 8, 0.9), [4, 8, 0.9, 0.7]);
  assert.deepEqual(at(3, 8, 0.9), [3, 5, 0.65, 0.1]);
});

test("the size with the fewest seeds counts; the design at hand is told beside", () => {
  const [first, ...rest] = samples(4, 8, 0.65);
  const uneven = [{ ...first!, values: first!.values.slice(0, 5) }, ...rest];
  const power = powerOf(uneven, designs)!;
  assert.deepEqual([power.seeds, power.found], [5, 0.4]);
  assert.deepEqual([power.own.sizes, power.own.seeds], [4, 5]);
  assertNear(power.own.ratio, 0.65, 1e-12);
});

test("the ratio of levels is below 1 whichever way they run, whatever lies at zero", () => {
  const levels = (control: readonly number[]) =>
    samples(4, 8, 0.65).map((sample) => ({ ...sample, control: [Float64Array.from(control)] }));
  const ratio = (control: readonly number[]) => powerOf(levels(control), designs)!.own.ratio;
  assertNear(ratio([1, 0.8, 0.64]), 0.8, 1e-12);
  assertNear(ratio([0.64, 0.8, 1]), 0.8, 1e-12);
  assertNear(ratio([1, 0.8, 0.64, 0]), 0.8, 1e-12);
  assertNear(ratio([1, 0.8, 0, 0]), 0.8, 1e-12);
  assertNear(ratio([1, 0.8, 0]), 0.8, 1e-12);
  // two of three steps: the median, not the mean
  assertNear(ratio([1, 0.8, 0.64, 0.064]), 0.8, 1e-12);
});

test("shares are shares, and every design stands once", () => {
  for (const { found, mistaken } of calibrated) {
    assert.ok(found >= 0 && found <= 1 && mistaken >= 0 && mistaken <= 1);
  }
  const names = calibrated.map(({ sizes, seeds, ratio }) => `${sizes} ${seeds} ${ratio}`);
  assert.equal(new Set(names).size, names.length);
});
