/**
 * Tables of the whole experiment that charts bind as they are, by the table's name: a row a row,
 * with the label of its series instead of the four columns that make one.
 */
import type { Table } from "../../arrow/table.js";
import type { Data } from "../charts/needs.js";
import type { Single } from "../inputs/inputs.js";
import type { Results } from "../inputs/results.js";

/** Table -> the stage that makes it, and what cannot be shown without it. */
export const bound = {
  observables: ["criticality", "other order parameters and Binder's cumulant"],
  scaling: ["criticality", "the exponents of the scaling collapse"],
  collapse: ["criticality", "the scaling collapse"],
  limits: ["criticality", "the limit of large networks"],
  crossings: ["criticality", "crossings of the curves"],
  models: ["criticality", "the comparison of rival models"],
  universality: ["criticality", "whether series share their exponents"],
  structure: ["criticality", "functional against structural thresholds"],
  predictions: ["correlate", "predictions of cells that were left out"],
  equivalence: ["equivalence", "null models of the learned subnetworks"],
  "robustness-areas": ["robustness-summary", "robustness under damage and noise"],
  "noise-shift": ["robustness-summary", "how noise on the weights moves p_c"],
} as const satisfies Partial<Record<Single, readonly [stage: string, what: string]>>;

export type Bound = keyof typeof bound;

/** Rows of every such table, or the sentence that says why there are none. */
export function tableData(results: Results): Data {
  return Object.fromEntries(
    Object.keys(bound).map((key) => {
      const name = key as Bound;
      const table = results.tables[name];
      return [name, table && table.rows > 0 ? results.rows(name) : whyAbsent(name, table)];
    }),
  );
}

export function whyAbsent(name: Bound, table: Table | undefined): string {
  const [stage, what] = bound[name];
  if (table) return `The ${name} table has no row, so ${what} cannot be shown.`;
  return `No ${name} table was given, so ${what} cannot be shown. pcrit ${stage} makes it.`;
}
