/** Columns of criticality.arrow and order.arrow. */
import type { ColumnData } from "../arrow/table.js";
import type { Estimate } from "../criticality/estimate.js";
import type { GroupKey } from "../criticality/observation.js";
import type { OrderRow } from "../criticality/order.js";

/** Phases and control parameters under the names of the table: a user's own table has others. */
type Named<T> = Omit<T, "phase" | "control"> & { readonly phase: string; readonly control: string };
type NamedOrder = Omit<OrderRow, "phase"> & { readonly phase: string };

export function estimateColumns(estimates: readonly Named<Estimate>[]): Record<string, ColumnData> {
  return {
    ...groupColumns(estimates),
    phase: estimates.map((e) => e.phase),
    control: estimates.map((e) => e.control),
    estimator: estimates.map((e) => e.estimator),
    value: Float64Array.from(estimates, (e) => e.value),
    lower: Float64Array.from(estimates, (e) => e.lower),
    upper: Float64Array.from(estimates, (e) => e.upper),
    confidence: Float64Array.from(estimates, (e) => e.confidence),
    seeds: Uint32Array.from(estimates, (e) => e.seeds),
    quality: Float64Array.from(estimates, (e) => e.quality),
    verdict: estimates.map((e) => e.verdict),
  };
}

export function orderColumns(rows: readonly NamedOrder[]): Record<string, ColumnData> {
  const number = (pick: (row: NamedOrder) => number) => Float64Array.from(rows, pick);
  return {
    ...groupColumns(rows),
    phase: rows.map((row) => row.phase),
    level: Uint32Array.from(rows, (row) => row.level),
    density: number((row) => row.control.density),
    weights: number((row) => row.control.weights),
    mean_degree: number((row) => row.control.mean_degree),
    effective_density: number((row) => row.control.effective_density),
    seeds: Uint32Array.from(rows, (row) => row.seeds),
    mean: number((row) => row.mean),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    susceptibility: number((row) => row.susceptibility),
    susceptibility_lower: number((row) => row.susceptibilityLower),
    susceptibility_upper: number((row) => row.susceptibilityUpper),
  };
}

function groupColumns(rows: readonly { readonly key: GroupKey }[]): Record<string, ColumnData> {
  return {
    dataset: rows.map(({ key }) => key.dataset),
    architecture: rows.map(({ key }) => key.architecture),
    criterion: rows.map(({ key }) => key.criterion),
    pruning: rows.map(({ key }) => key.pruning),
    width: Float64Array.from(rows, ({ key }) => key.width),
  };
}
