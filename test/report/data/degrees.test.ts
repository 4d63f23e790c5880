import assert from "node:assert/strict";
import { test } from "node:test";
import { className, classOf, degreeRows } from "../../../src/report/data/degrees.js";
import { layerName } from "../../../src/report/format.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

test("classes are two to an octave and hold every degree once", () => {
  const names = Array.from({ length: 11 }, (_, index) => className(index));
  assert.deepEqual(names, [
    ...["0", "1", "2", "3", "4–5", "6–7", "8–11", "12–15", "16–23", "24–31", "32–47"],
  ]);
  for (let degree = 0; degree < 3000; degree++) {
    const [low, high] = className(classOf(degree)).split("–").map(Number);
    assert.ok(low! <= degree && degree <= (high ?? low!), `${degree} in ${low} to ${high}`);
  }
});

test("layers are called by their place", () => {
  assert.deepEqual(
    [0, 1, 3, 4].map((layer) => layerName(layer, 4)),
    ["inputs", "hidden layer 1", "hidden layer 3", "outputs"],
  );
});

test("shares of a layer's units add up to one at every level", (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [0.25], seeds: 2, levels: 6 });
  const results = new Results(readInputs(allFiles(sample)));
  const rows = degreeRows(results.inputs.cells.degrees, results.levels, results.series);
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = [row["series"], row["level"], row["layer"], row["side"]].join("/");
    sums.set(key, (sums.get(key) ?? 0) + Number(row["share"]));
  }
  assert.equal(sums.size, 2 * 6 * 8); // series, levels, (layer, side)
  for (const [key, sum] of sums) assert.ok(Math.abs(sum - 1) < 1e-12, `${key}: ${sum}`);
});
