/** How the critical densities of a series go with size: rows of limits.arrow, and whether a law fits. */
import { rejection } from "../../scaling/limit.js";
import type { Row, Rows } from "../rows.js";
import type { Results } from "./results.js";
import type { LabelledSeries } from "./series.js";

/** Laws of the half-recovery point after fine-tuning. */
export function sizeLawsOf(results: Results, series: LabelledSeries, control = "density"): Rows {
  return results
    .rows("limits")
    .filter(
      (row) =>
        row["series"] === series.label &&
        row["phase"] !== "before" &&
        row["control"] === control &&
        row["estimator"] === "half-recovery",
    );
}

export const parameterOf = (rows: Rows, law: string, name: string): Row | undefined =>
  rows.find((row) => row["law"] === law && row["parameter"] === name);

export const boundOf = (row: Row | undefined, end: "lower" | "upper") =>
  Number(row?.[end] ?? Number.NaN);

/** Undefined where nothing is left to judge by, or the law was not fitted. */
export function describesPoints(rows: Rows, law: string): boolean | undefined {
  const p = parameterOf(rows, law, "p")?.["value"];
  return typeof p === "number" ? p > rejection : undefined;
}
