/** The estimates of correlations.arrow, the strongest metrics first. */
import type { Table } from "../../arrow/table.js";
import type { Correlation as Estimated } from "../../correlate/correlate.js";
import { groupBy } from "../rows.js";

/** A row as it was estimated. */
export interface Correlation extends Omit<Estimated, "method" | "sample"> {
  readonly target: string;
  readonly method: string;
  /** 1 for the metric with the largest |rho| by the first method in the file. */
  readonly rank: number;
}

export function readCorrelations(table: Table): Correlation[] {
  const text = (name: string) => table.text(name);
  const number = (name: string) => table.float64(name);
  const rows = Array.from({ length: table.rows }, (_, row) => ({
    metric: text("metric")[row]!,
    target: text("target")[row]!,
    criterion: text("criterion")[row]!,
    method: text("method")[row]!,
    control: text("control")[row]!,
    rho: number("rho")[row]!,
    lower: number("lower")[row]!,
    upper: number("upper")[row]!,
    p: number("p")[row]!,
    q: number("q")[row]!,
    least: number("least_q")[row]!,
    cells: table.uint32("cells")[row]!,
    observations: table.uint32("observations")[row]!,
    verdict: text("verdict")[row]!,
  }));
  return ranked(rows);
}

/** Metrics are ranked within their criterion and target; ties keep the order of the file. */
function ranked(rows: readonly Omit<Correlation, "rank">[]): Correlation[] {
  const groups = groupBy(rows, (row) => `${row.criterion}\n${row.target}`);
  return [...groups.values()].flatMap((group) => {
    const { method, control } = group[0]!;
    const strength = (row: { rho: number }) => (Number.isNaN(row.rho) ? -1 : Math.abs(row.rho));
    const first = group.filter((row) => row.method === method && row.control === control);
    const order = [...first].sort((a, b) => strength(b) - strength(a)).map((row) => row.metric);
    const place = (metric: string) => {
      const at = order.indexOf(metric);
      return at < 0 ? order.length : at;
    };
    return group
      .map((row) => ({ ...row, rank: place(row.metric) + 1 }))
      .sort((a, b) => a.rank - b.rank);
  });
}

/** The verdict that counts: q below the level that the stage used, in its own words. */
export function isSignificant({ verdict }: { readonly verdict: string }): boolean {
  return verdict === "significant";
}

/** What a method holds fixed, in words. */
export function methodName(method: string, control: string): string {
  const held = control === "" ? "" : `, ${control.replaceAll("_", " ")} fixed`;
  return `${method}${held}`;
}
