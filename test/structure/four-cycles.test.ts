import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleRange } from "../../src/null-model/random-mask.js";
import { Random } from "../../src/random.js";
import { commonNeighbours } from "../../src/structure/common-neighbours.js";
import { fourCyclesZ, mostEdges } from "../../src/structure/degree-null.js";
import { expectedFourCycles, fourCycles } from "../../src/structure/four-cycles.js";
import { subsets } from "../graph/enumeration.js";

/** A layer whose edges are these places of an a x b grid. */
function layerOf(a: number, b: number, places: Iterable<number>) {
  const cells = Uint32Array.from(places);
  return {
    rows: a,
    columns: b,
    row: cells.map((cell) => Math.floor(cell / b)),
    column: cells.map((cell) => cell % b),
  };
}

const cyclesOf = (a: number, b: number, places: Iterable<number>) =>
  fourCycles(commonNeighbours(layerOf(a, b, places))!);

const room = (sources: number, targets: number, blocks = 1) => ({
  ...{ sources, targets, blocks },
  pairs: blocks * sources * targets,
});

test("mean and deviation over all layers of two blocks of 2 x 3 units", () => {
  const all = subsets(12, 7).map((places) => {
    const cells = [...places];
    const first = cyclesOf(
      2,
      3,
      cells.filter((cell) => cell < 6),
    );
    return (
      first +
      cyclesOf(
        2,
        3,
        cells.flatMap((cell) => (cell < 6 ? [] : [cell - 6])),
      )
    );
  });
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
  const expected = expectedFourCycles(room(2, 3, 2), 7);
  assert.ok(Math.abs(expected.mean - mean) < 1e-10);
  assert.ok(Math.abs(expected.deviation - Math.sqrt(variance)) < 1e-9);
});

for (const [a, b, edges] of [
  [3, 3, 5],
  [3, 4, 6],
  [4, 4, 9],
  [2, 5, 7],
] as const)
  test(`mean and deviation over all ${a} x ${b} layers of ${edges} edges`, () => {
    const all = subsets(a * b, edges).map((places) => cyclesOf(a, b, places));
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
    const expected = expectedFourCycles(room(a, b), edges);
    assert.ok(Math.abs(expected.mean - mean) < 1e-10);
    assert.ok(Math.abs(expected.deviation - Math.sqrt(variance)) < 1e-9);
  });

test("z against density is standard for random layers of real size", () => {
  const random = new Random(1, "four cycles");
  const { mean, deviation } = expectedFourCycles(room(120, 60), 900);
  const z = Array.from({ length: 300 }, () => {
    const places = sampleRange(0, 7200, 900, random);
    return (cyclesOf(120, 60, places) - mean) / deviation;
  });
  const centre = z.reduce((sum, x) => sum + x, 0) / z.length;
  const spread = z.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (z.length - 1);
  assert.ok(Math.abs(centre) < 0.25, `${centre}`); // 4 standard errors
  assert.ok(Math.abs(spread - 1) < 0.4, `${spread}`);
});

test("without a choice there is no deviation", () => {
  assert.equal(expectedFourCycles(room(3, 4), 12).deviation, 0);
  assert.equal(expectedFourCycles(room(3, 4), 12).mean, 18);
  assert.deepEqual(expectedFourCycles(room(3, 4), 0), { mean: 0, deviation: 0 });
});

test("z against degrees: small for a layer that has nothing but its degrees, large for blocks", () => {
  const random = new Random(2, "degree null");
  const plain = layerOf(40, 30, sampleRange(0, 1200, 240, random));
  const z = fourCyclesZ(plain, fourCycles(commonNeighbours(plain)!), random);
  assert.ok(Math.abs(z) < 5, `${z}`);
  // Five complete 6 x 6 blocks.
  const blocks = Array.from({ length: 30 * 30 }, (_, cell) => cell).filter(
    (cell) => Math.floor(cell / 30 / 6) === Math.floor((cell % 30) / 6),
  );
  const blocked = layerOf(30, 30, blocks);
  assert.ok(fourCyclesZ(blocked, fourCycles(commonNeighbours(blocked)!), random) > 10);
  const many = { ...plain, row: new Uint32Array(mostEdges + 1) };
  assert.ok(Number.isNaN(fourCyclesZ(many, 1, random)));
});

test("too large a layer is left out", () => {
  const layer = layerOf(700, 700, sampleRange(0, 490000, 5000, new Random(3, "large")));
  assert.equal(commonNeighbours(layer), undefined);
});
