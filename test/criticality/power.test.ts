import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrated } from "../../src/criticality/calibrated.js";
import { powerOf } from "../../src/criticality/power.js";
import type { SizeSample } from "../../src/models/sample.js";

function samples(sizes: number, seeds: number, ratio: number): SizeSample[] {
  return Array.from({ length: sizes }, (_, i) => {
    const control = Float64Array.from({ length: 10 }, (__, l) => ratio ** l);
    const rows = Array.from({ length: seeds }, () => control);
    return { size: 2 ** i, factor: 1, control: rows, values: rows };
  });
}

test("a design stands for one at least as large, with the nearest ratio", () => {
  const at = (sizes: number, seeds: number, ratio: number) => {
    const found = powerOf(samples(sizes, seeds, ratio));
    return found && [found.sizes, found.seeds, found.ratio];
  };
  assert.deepEqual(at(4, 8, 0.65), [4, 8, 0.65]);
  assert.deepEqual(at(4, 8, 0.82), [4, 8, 0.8]);
  assert.deepEqual(at(5, 7, 0.5), [4, 5, 0.65]);
  assert.equal(at(2, 8, 0.65), undefined);
  assert.equal(at(4, 2, 0.65), undefined);
});

test("shares are shares, and every design stands once", () => {
  for (const { found, mistaken } of calibrated) {
    assert.ok(found >= 0 && found <= 1 && mistaken >= 0 && mistaken <= 1);
  }
  const names = calibrated.map(({ sizes, seeds, ratio }) => `${sizes} ${seeds} ${ratio}`);
  assert.equal(new Set(names).size, names.length);
});
