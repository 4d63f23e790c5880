import assert from "node:assert/strict";
import { test } from "node:test";
import { nullModelRows } from "../../../src/report/data/null-models.js";
import { robustnessRows } from "../../../src/report/data/robustness.js";
import { SEEDS_DRAWN } from "../../../src/report/data/seeds.js";
import { type CellFile, readInputs } from "../../../src/report/inputs/inputs.js";
import { labelSeries } from "../../../src/report/inputs/series.js";
import { halving } from "../../../src/report/text/damage.js";
import { levelsOf, telling } from "../../../src/report/text/telling-level.js";
import { scratchFolder } from "../../support/folder.js";
import { orderOf, writeNulls } from "../sample-nulls.js";

/** Student's t of 97.5 % with 2 degrees of freedom, from tables. */
const t2 = 4.302653;
const near = (a: unknown, b: number) =>
  assert.ok(Math.abs(Number(a) - b) < 1e-6, `${a} is not near ${b}`);

function files(t: Parameters<typeof scratchFolder>[0]) {
  const { cells } = readInputs(writeNulls(scratchFolder(t)).reverse());
  const series = labelSeries(cells["null-model"].map(({ cell }) => cell));
  return { cells, series };
}

test("a rung's mean over seeds, its draws averaged first, with Student's interval", (t) => {
  const { cells, series } = files(t);
  const { null_models, null_seeds } = nullModelRows(cells["null-model"], series, () => 0.004);
  assert.equal(null_models.length, 3 * 2 * 5 * 2);
  assert.equal(null_seeds.length, 3 * null_models.length);
  const pick = (row: Record<string, unknown>) =>
    row["model"] === "degrees" &&
    row["level"] === 14 &&
    row["start"] === "initial" &&
    row["quantity"] === "order_parameter";
  const [row, ...others] = null_models.filter(pick);
  assert.equal(others.length, 0);
  near(row!["mean"], orderOf("degrees", 14, 1));
  // seeds are 0.02 apart: their standard deviation is 0.02
  near(row!["upper"], orderOf("degrees", 14, 1) + (t2 * 0.02) / Math.sqrt(3));
  near(row!["lower"], orderOf("degrees", 14, 1) - (t2 * 0.02) / Math.sqrt(3));
  assert.equal(row!["critical"], 0.004);
  const seeds = null_seeds.filter(pick);
  assert.deepEqual(
    seeds.map((s) => s["seed"]),
    [0, 1, 2],
  );
  for (const s of seeds) near(s["value"], orderOf("degrees", 14, Number(s["seed"])));
});

test("of many seeds the first ones stand beside the mean, which is over all", (t) => {
  const { cells, series } = files(t);
  const [file] = cells["null-model"] as [CellFile];
  const many = (seeds: number) =>
    Array.from({ length: seeds }, (_, seed) => ({ ...file, cell: { ...file.cell, seed } }));
  const rows = nullModelRows(many(SEEDS_DRAWN + 30), series, () => null);
  const few = nullModelRows(many(SEEDS_DRAWN), series, () => null);
  assert.deepEqual(rows.null_seeds, few.null_seeds);
  assert.ok(rows.null_models.every((row) => row["seeds"] === SEEDS_DRAWN + 30));
});

test("of the files of many cells each is read once, whoever asks", (t) => {
  const { cells, series } = files(t);
  let read = 0;
  const counted = (own: readonly CellFile[]): CellFile[] =>
    own.map((file) => ({
      ...file,
      read() {
        read++;
        return file.read();
      },
    }));
  const [nulls, curves] = [counted(cells["null-model"]), counted(cells.robustness)];
  const first = nullModelRows(nulls, series, () => null);
  assert.deepEqual(
    nullModelRows(nulls, series, () => null),
    first,
  );
  assert.deepEqual(robustnessRows(curves, series), robustnessRows(curves, series));
  assert.equal(read, nulls.length + curves.length);
});

test("robustness curves at the levels that have null models, amounts ascending", (t) => {
  const { cells, series } = files(t);
  const rows = robustnessRows(cells.robustness, series);
  assert.deepEqual(
    levelsOf(rows).map(({ level }) => level),
    [9, 14, 18],
  );
  const own = rows.filter(
    (row) =>
      row["model"] === "learned" &&
      row["level"] === 18 &&
      row["perturbation"] === "Weights removed, at random" &&
      row["quantity"] === "order_parameter",
  );
  assert.deepEqual(
    own.map((row) => row["amount"]),
    [0, 0.5, 1],
  );
  near(own[1]!["mean"], orderOf("learned", 18, 1) / 2);
  assert.equal(own[1]!["seeds"], 3);
  const trajectory = rows.filter((row) => row["model"] === "trajectory");
  assert.equal(trajectory.length, 3 * 3 * 2);
});

test("without null models every level of the trajectory is kept", (t) => {
  const paths = writeNulls(scratchFolder(t)).filter((path) => path.endsWith("/robustness.arrow"));
  const { cells } = readInputs(paths);
  const rows = robustnessRows(cells.robustness, labelSeries(cells.robustness.map((f) => f.cell)));
  assert.deepEqual(
    levelsOf(rows).map(({ level }) => level),
    [9, 14, 18, 20],
  );
});

test("the amount that halves a curve lies between its points; NaN where it stays up", () => {
  const curve = (...means: number[]) => means.map((mean, i) => ({ amount: 0.1 * i, mean }));
  assert.equal(halving(curve(0.8, 0.6, 0.2, 0.5)).toFixed(6), "0.150000");
  assert.ok(Number.isNaN(halving(curve(0.8, 0.6))));
  assert.ok(Number.isNaN(halving([])));
});

test("subnetworks are told apart at the sparsest level at twice p_c or above", () => {
  const rows = [0.1, 0.01, 0.001].map((density, level) => ({ level, density }));
  assert.equal(telling(rows, 0.004)?.level, 1);
  assert.equal(telling(rows, 0.006)?.level, 0);
  assert.equal(telling(rows, undefined)?.level, 0);
  assert.equal(telling([], 0.1), undefined);
});
