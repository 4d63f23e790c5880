import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyCrossing } from "../../src/criticality/entropy-crossing.js";
import { levelQuantities } from "../../src/criticality/quantities.js";

const log10 = Math.log(10);
const dense = {
  accuracy: 0.9,
  prediction_entropy: 0.2,
  outcome_entropy: log10,
  mutual_information: 1.8,
  loss: 0.4,
};

test("every quantity is 1 for the dense network and 0 at chance", () => {
  const { entropy_margin, ...order } = levelQuantities(dense, dense, 10);
  for (const [name, value] of Object.entries(order)) assert.ok(Math.abs(value - 1) < 1e-12, name);
  assert.ok(Math.abs(entropy_margin - (log10 - 0.2)) < 1e-12);
  const chance = {
    accuracy: 0.1,
    prediction_entropy: log10,
    outcome_entropy: 0,
    mutual_information: 0,
    loss: log10,
  };
  const none = levelQuantities(chance, dense, 10);
  for (const name of Object.keys(dense) as (keyof typeof dense)[])
    assert.ok(Math.abs(none[name]) < 1e-12, name);
  assert.ok(levelQuantities({ ...chance, loss: 5 }, dense, 10).loss < 0);
});

test("entropies cross between the levels where their difference changes sign", () => {
  const curve = (y: readonly number[]) => ({
    x: Float64Array.from(y, (_, i) => -i),
    y: Float64Array.from(y),
  });
  assert.deepEqual(entropyCrossing(curve([2, 1, -1, -2])), { at: -1.5, resolution: 0 });
  assert.deepEqual(entropyCrossing(curve([2, -1, 1, -3])), { at: -2.25, resolution: 0 }); // the last
  assert.ok("reason" in entropyCrossing(curve([1, 1])));
  assert.ok("reason" in entropyCrossing(curve([-1, -1])));
});
