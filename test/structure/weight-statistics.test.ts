import assert from "node:assert/strict";
import { test } from "node:test";
import { layeredNodes } from "../../src/graph/graph.js";
import { weightSummaries } from "../../src/structure/weight-statistics.js";
import { graphOf, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

test("by hand", () => {
  const graph = graphOf(
    layeredNodes([2, 2, 1]),
    [
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ],
    [1, 1, 1, 3],
  );
  const [first, second] = weightSummaries(graph, 2);
  assert.equal(first!.mean, 1.5);
  assert.equal(first!.half, 0.25, "9 of 12");
  assert.equal(first!.most, 0.75, "11 of 12, 10 are not enough");
  assert.equal(first!.gini, 0.25); // sum |wi - wj| = 12 over 2 n^2 mean = 48
  for (const value of Object.values(second!)) assert.ok(Number.isNaN(value));
});

test("agrees with SciPy", (t) => {
  const graph = randomLayered([30, 20, 10], 0.5, "weights");
  const input = [0, 1].map((l) => [...graph.weight].filter((_, e) => graph.weightLayer[e] === l));
  const script = `
import numpy as np
from scipy import stats
print(json.dumps([[np.mean(w), stats.variation(w), stats.kurtosis(w, fisher=False)] for w in json.load(sys.stdin)]))`;
  const expected = python(script, input) as number[][] | undefined;
  if (!expected) return t.skip("needs Debian's python3-scipy");
  weightSummaries(graph, 2).forEach(({ mean, cv, kurtosis }, l) => {
    [mean, cv, kurtosis].forEach((value, i) => {
      assert.ok(Math.abs(value - expected[l]![i]!) < 1e-9);
    });
  });
});
