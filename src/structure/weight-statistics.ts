/**
 * What the absolute weights w_1 … w_n of a layer say, whatever they join:
 *
 *   mean        sum w / n
 *   cv          standard deviation / mean
 *   kurtosis    <(w - mean)^4> / <(w - mean)^2>^2: 3 for a normal law
 *   gini        Gini coefficient
 *   half        the smallest share of the weights that holds half of sum w^2; `most`: 90 % of it
 *
 * NaN for a layer without weights or with nothing but zeros. O(n).
 */
import { giniOfSorted } from "../degree/distribution.js";
import type { Graph } from "../graph/graph.js";
import { sortSizes } from "../statistics/sort-sizes.js";

export const weightMeanings: Readonly<Record<string, string>> = {
  weight_mean: "mean absolute weight of a weight layer",
  weight_cv: "its standard deviation / mean",
  weight_kurtosis: "its fourth moment about the mean / variance^2",
  weight_gini: "its Gini coefficient",
  weight_half: "smallest share of a layer's weights that holds half of their squares' sum",
  weight_most: "the same for 90 %",
};

export interface WeightSummary {
  readonly mean: number;
  readonly cv: number;
  readonly kurtosis: number;
  readonly gini: number;
  readonly half: number;
  readonly most: number;
}

/** By weight layer. */
export function weightSummaries(graph: Graph, layers: number): WeightSummary[] {
  return Array.from({ length: layers }, (_, layer) => summary(weightsOf(graph, layer)));
}

function weightsOf({ weight, weightLayer }: Graph, layer: number): Float32Array {
  let count = 0;
  for (let e = 0; e < weight.length; e++) if (weightLayer[e] === layer) count++;
  const own = new Float32Array(count);
  count = 0;
  for (let e = 0; e < weight.length; e++) if (weightLayer[e] === layer) own[count++] = weight[e]!;
  return own;
}

function summary(weights: Float32Array): WeightSummary {
  const n = weights.length;
  const sorted = sortSizes(weights);
  const mean = sorted.reduce((sum, w) => sum + w, 0) / n;
  let [square, fourth, energy] = [0, 0, 0];
  for (const w of sorted) {
    const d = (w - mean) * (w - mean);
    square += d;
    fourth += d * d;
    energy += w * w;
  }
  const share = (part: number) => {
    if (!(energy > 0)) return Number.NaN;
    let [sum, count] = [0, 0];
    while (sum < part * energy && count < n) {
      const w = sorted[n - 1 - count++]!;
      sum += w * w;
    }
    return count / n;
  };
  return {
    mean,
    cv: Math.sqrt(square / n) / mean,
    kurtosis: (fourth * n) / (square * square),
    gini: giniOfSorted(sorted),
    half: share(0.5),
    most: share(0.9),
  };
}
