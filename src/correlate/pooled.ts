/**
 * Correlation of metric and target pooled over strata, covariates swept out, with a jackknife
 * interval over cells. O(cells x cells of the stratum x levels).
 */

import { gram, partialCorrelation } from "../statistics/gram.js";
import type { Interval } from "../statistics/interval.js";
import { jackknifeInterval } from "../statistics/jackknife.js";
import type { Block } from "./block.js";
import { type Method, scores } from "./scores.js";

/**
 * NaN where the covariates explain the metric or the target, or one of them does not vary.
 * @param blocks ranked for this method.
 */
export function pooledCorrelation(blocks: readonly Block[], method: Method): number {
  return ofGrams(blocks.map((block) => gram(scores(block, method))));
}

/** Interval of `estimate`, leaving out one cell at a time. */
export function pooledInterval(
  estimate: number,
  blocks: readonly Block[],
  method: Method,
  confidence: number,
): Interval {
  const grams = blocks.map((block) => gram(scores(block, method)));
  const without = blocks.map((block, b) =>
    Array.from({ length: block.cells }, (_, cell) => {
      const rest = gram(scores(block, method, cell));
      return ofGrams(grams.map((own, other) => (other === b ? rest : own)));
    }),
  );
  return jackknifeInterval(estimate, without, confidence);
}

/** Partial correlation of the strata together: their inner products add. */
function ofGrams(grams: readonly Float64Array[]): number {
  const total = new Float64Array(grams[0]?.length ?? 0);
  for (const matrix of grams) for (let i = 0; i < total.length; i++) total[i]! += matrix[i]!;
  return partialCorrelation(total, Math.sqrt(total.length));
}
