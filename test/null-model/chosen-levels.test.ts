import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenLevels } from "../../src/null-model/chosen-levels.js";

const levels = [1, 0.5, 0.25, 0.125, 0].map((density, level) => ({ level, density }));

test("the nearest level on a logarithmic scale, once, densest first", () => {
  assert.deepEqual(chosenLevels(levels, [0.13, 0.4, 0.45]), [1, 3]);
  assert.deepEqual(chosenLevels(levels, [0.34]), [2]); // 0.354 is half way
  assert.deepEqual(chosenLevels(levels, [0.36]), [1]);
  assert.deepEqual(chosenLevels(levels, [0.001]), [3], "an empty level is never chosen");
  assert.deepEqual(chosenLevels(levels, [0.99]), [1], "nor the dense one");
  assert.deepEqual(chosenLevels(levels.slice(0, 1), [0.5]), []);
});
