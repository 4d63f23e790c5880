/** The formula that leaves rows out, against fitting again without them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deletedErrors, deletion, type Group } from "../../src/correlate/left-out.js";
import { Predictor } from "../../src/correlate/predictor.js";
import { addSquares, singleDeletion, slopeOf } from "../../src/correlate/singles.js";
import {
  basis,
  beside,
  byRows,
  type Matrix,
  residual,
  ridgeFactors,
} from "../../src/correlate/smoother.js";
import { Random } from "../../src/random.js";
import { solvePositive } from "../../src/statistics/cholesky.js";
import { assertNear } from "../statistics/near.js";

const n = 24;
const random = new Random(1, "left out");
const normal = () => Float64Array.from({ length: n }, () => random.normal());
const free = [new Float64Array(n).fill(1), normal(), normal()];
const base = basis(free);
const y = normal();
const groups = Array.from({ length: 8 }, (_, g) => ({ from: 3 * g, to: 3 * g + 3 }));

/** Metrics without what the baseline says of them. */
const metrics = (count: number): Matrix =>
  byRows(Array.from({ length: count }, () => residual(base, normal())));

const rowsOf = (out: readonly Group[]) =>
  new Set(out.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));

/**
 * y - prediction at the rows left out, of the fit to all others by its normal equations: baseline columns
 * without a penalty (a millionth of a millionth, so that they can be solved), metrics with one.
 */
function refitted(added: Matrix, penalty: number, out: ReadonlySet<number>): number[] {
  const columns = free.length + added.columns;
  const row = (i: number) => [
    ...free.map((column) => column[i]!),
    ...added.values.subarray(i * added.columns, (i + 1) * added.columns),
  ];
  const matrix = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  for (let i = 0; i < n; i++) {
    if (out.has(i)) continue;
    const x = row(i);
    for (let a = 0; a < columns; a++) {
      right[a]! += x[a]! * y[i]!;
      for (let b = 0; b < columns; b++) matrix[a * columns + b]! += x[a]! * x[b]!;
    }
  }
  for (let a = 0; a < columns; a++) matrix[a * columns + a]! += a < free.length ? 1e-12 : penalty;
  assert.ok(solvePositive(matrix, right));
  return [...out].map((i) => y[i]! - row(i).reduce((sum, x, a) => sum + x * right[a]!, 0));
}

for (const count of [4, 7, 60])
  test(`ridge with ${count} metrics at ${n} rows: the same as fitting again`, () => {
    const rest = metrics(count);
    const factor = ridgeFactors(rest, [0.5, 2.5])[1]!;
    for (const out of [[groups[2]!], [groups[0]!, groups[5]!]]) {
      const own = deletion(beside(base, factor), out);
      const errors = new Float64Array(own.size);
      deletedErrors(own, residual(factor, residual(base, y)), errors);
      const expected = refitted(rest, 2.5, rowsOf(own.groups));
      errors.forEach((error, i) => {
        assertNear(error, expected[i]!, 1e-8);
      });
    }
  });

test("regression on one metric: the same as fitting again", () => {
  const rest = metrics(5);
  const own = deletion(base, [groups[1]!, groups[7]!]);
  const left = residual(base, y);
  const errors = new Float64Array(own.size);
  deletedErrors(own, left, errors);
  const of = (c: number) => ({ columns: 1, values: rest.values.filter((_, i) => i % 5 === c) });
  const product = Float64Array.from({ length: 5 }, (_, c) =>
    of(c).values.reduce((sum, x, i) => sum + x * left[i]!, 0),
  );
  const single = singleDeletion(rest, own, 0);
  const slopes = [0, 1, 2, 3, 4].map((c) => slopeOf(c, rest, own, single, product, errors));
  const scores = new Float64Array(5).fill(1);
  addSquares(rest, own, single, product, errors, scores);
  for (let c = 0; c < 5; c++) {
    const expected = refitted(of(c), 0, rowsOf(own.groups));
    errors.forEach((error, i) => {
      assertNear(error - slopes[c]! * single.errors[i * 5 + c]!, expected[i]!, 1e-8);
    });
    assertNear(scores[c]!, 1 + expected.reduce((sum, error) => sum + error * error, 0), 1e-8);
  }
});

test("what the baseline knows from the rows alone cannot be predicted without them", () => {
  const alone = basis([
    new Float64Array(n).fill(1),
    Float64Array.from({ length: n }, (_, i) => +(i < 3)),
  ]);
  assert.equal(deletion(alone, [groups[0]!]).inverse.length, 0);
  assert.equal(deletion(alone, [groups[1]!]).inverse.length, 9);
  const errors = new Predictor(alone, { columns: 0, values: new Float64Array(0) }, groups).errors(
    y,
  );
  errors.forEach((error, i) => {
    assert.equal(Number.isNaN(error), i < 3, `row ${i}`);
  });
});

test("nothing of what is left out enters its prediction, neither penalty nor metric", () => {
  const predictor = new Predictor(base, metrics(12), groups);
  const before = predictor.errors(y);
  const changed = y.slice();
  for (let i = 3; i < 6; i++) changed[i]! += 1000 * (i - 3.5);
  const after = predictor.errors(changed);
  for (let i = 0; i < n; i++) {
    const prediction = [y[i]! - before[i]!, changed[i]! - after[i]!];
    if (i >= 3 && i < 6) assertNear(prediction[1]!, prediction[0]!, 1e-9);
    else assert.ok(Math.abs(prediction[1]! - prediction[0]!) > 1e-6, `row ${i}`);
  }
});

test("a column that others explain adds nothing to a basis", () => {
  const [a, b] = [normal(), normal()];
  assert.equal(basis([a, b, a.map((value, i) => 2 * value - b[i]!)]).columns, 2);
});
