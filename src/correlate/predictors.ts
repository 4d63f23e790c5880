/**
 * Sets of columns to predict from. Each holds the one before it in `base`.
 *
 *   base      density and size (for m: ln density, its square and cube, ln hidden units and its product
 *             with ln density; for p_c, which belongs to a cell: ln hidden units, ln prunable weights)
 *   weights   base and what says something of the weights whatever they join
 *   graph     base and everything that the weighted graph says
 *   all       base, weights and graph
 *
 * A column counts where it is defined in four of five rows.
 */
import type { Design } from "../statistics/ridge.js";
import type { Columns } from "./correlate.js";

export const predictorSets = ["none", "base", "weights", "graph", "all"] as const;
export type PredictorSet = (typeof predictorSets)[number];

/** Whether a metric is one of the weights alone, not of what they join. */
export function isOfWeights(name: string): boolean {
  return (
    /^weight_/.test(name) ||
    ["weighted_density", "distance_from_initial", "sign_changes"].includes(name)
  );
}

/** The columns of a set at some rows of the table, as a design; and how many of them are metrics. */
export function designOf(
  set: PredictorSet,
  base: readonly Float64Array[],
  metrics: Columns,
  rows: readonly number[],
): Design & { readonly metrics: number } {
  const usable = Object.entries(metrics)
    .filter(([name]) => {
      if (set === "none" || set === "base") return false;
      return set === "all" || (set === "weights") === isOfWeights(name);
    })
    .map(([, values]) => rows.map((row) => values[row]!))
    .filter((values) => values.filter(Number.isFinite).length >= 0.8 * rows.length);
  const own = set === "none" ? [] : base.map((values) => rows.map((_, i) => values[i]!));
  const columns = [...own, ...usable];
  const values = new Float64Array(rows.length * columns.length);
  columns.forEach((column, c) => {
    column.forEach((x, i) => {
      values[i * columns.length + c] = Number.isFinite(x) ? x : Number.NaN;
    });
  });
  return { columns: columns.length, values, free: own.length, metrics: usable.length };
}
