/**
 * Sets of columns to predict from.
 *
 *   none      nothing: the mean
 *   base      density and size (baseline.ts)
 *   weights   base and what says something of the weights whatever they join
 *   graph     base and everything that the weighted graph says
 *   all       base, weights and graph
 *
 * A column counts where it is defined in four of five rows and says something that density and size do
 * not; what is undefined counts as the mean of its stratum and level.
 */
import type { Columns } from "./correlate.js";
import type { Problem } from "./problem.js";
import { byRows, type Matrix, residual } from "./smoother.js";

export const predictorSets = ["none", "base", "weights", "graph", "all"] as const;
export type PredictorSet = (typeof predictorSets)[number];

/**
 * What must be left of a column's variance, and of its square, since differences of rounding are no
 * information: of a function that saturates nothing else may be left.
 */
const least = { variance: 1e-8, square: 1e-20 };

/** Whether a metric is one of the weights alone, not of what they join. */
export function isOfWeights(name: string): boolean {
  return (
    /^weight_/.test(name) ||
    ["weighted_density", "distance_from_initial", "sign_changes"].includes(name)
  );
}

/** The metrics of a set without what the baseline says of them, each scaled to mean square 1. */
export function metricsOf(
  set: PredictorSet,
  base: Matrix,
  metrics: Columns,
  problem: Problem,
): Matrix {
  const columns = Object.entries(metrics).flatMap(([name, column]) => {
    if (!belongs(name, set)) return [];
    const values = problem.at(column);
    const missing = values.filter((value) => !Number.isFinite(value)).length;
    if (missing > 0.2 * values.length) return [];
    const filled = missing === 0 ? values : fill(values, problem);
    const rest = residual(base, filled);
    const [left, all] = [meanSquare(rest), meanSquare(residual(constantOf(filled), filled))];
    const varies = left > least.variance * all && left > least.square * meanSquare(filled);
    return varies ? [rest.map((value) => value / Math.sqrt(left))] : [];
  });
  return byRows(columns);
}

function belongs(name: string, set: PredictorSet): boolean {
  if (set === "none" || set === "base") return false;
  return set === "all" || (set === "weights") === isOfWeights(name);
}

const constantOf = ({ length }: Float64Array): Matrix => ({
  columns: 1,
  values: new Float64Array(length).fill(1 / Math.sqrt(length)),
});

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** Undefined values replaced by the mean of the defined ones of the stratum and level, or of all. */
function fill(values: Float64Array, { strata }: Problem): Float64Array {
  const result = values.slice();
  const whole = meanOf(values, [...values.keys()], 0);
  let from = 0;
  for (const { cells, levels } of strata) {
    for (let level = 0; level < levels; level++) {
      const rows = cells.map((_, c) => from + c * levels + level);
      const centre = meanOf(values, rows, whole);
      for (const row of rows) if (!Number.isFinite(values[row]!)) result[row] = centre;
    }
    from += cells.length * levels;
  }
  return result;
}

function meanOf(values: Float64Array, rows: readonly number[], otherwise: number): number {
  const defined = rows.map((row) => values[row]!).filter(Number.isFinite);
  if (defined.length === 0) return otherwise;
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
