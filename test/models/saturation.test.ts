import assert from "node:assert/strict";
import { test } from "node:test";
import { saturations } from "../../src/models/saturation.js";

const names = saturations.map(({ name }) => name);
const of = (name: string) => saturations.find((s) => s.name === name)!;

test("no saturation is the first choice", () => {
  assert.equal(names[0], "none");
  assert.equal(new Set(names).size, names.length);
});

for (const { name, bound, free, slope } of saturations) {
  test(`${name}: there and back, and the slope`, () => {
    for (const m of [0.01, 0.2, 0.5, 0.8, 0.96]) {
      assert.ok(Math.abs(bound(free(m)) - m) < 1e-12);
      const step = 1e-6;
      const numeric = (free(m + step) - free(m - step)) / (2 * step);
      assert.ok(Math.abs(slope(m) / numeric - 1) < 1e-6, `${slope(m)}, not ${numeric}`);
    }
    // small m is small h, whatever the form
    assert.ok(Math.abs(free(1e-6) / 1e-6 - 1) < 1e-5);
  });
}

test("known values", () => {
  assert.ok(Math.abs(of("exponential").bound(1) - 0.6321205588285577) < 1e-15); // 1 - 1/e
  assert.ok(Math.abs(of("tanh").bound(1) - 0.7615941559557649) < 1e-15);
  assert.ok(Math.abs(of("power 1").bound(1) - 0.5) < 1e-15);
  assert.ok(Math.abs(of("power 2").bound(1) - Math.SQRT1_2) < 1e-15);
});
