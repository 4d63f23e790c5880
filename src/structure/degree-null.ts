/**
 * Four-cycles that the degrees alone explain: mean and standard deviation over random layers with the
 * same degrees (graph/curveball.ts). Only for layers of at most `mostEdges` edges.
 */
import type { Bipartite } from "../graph/bipartite.js";
import { curveball } from "../graph/curveball.js";
import type { Random } from "../random.js";
import { mean, variance } from "../statistics/moments.js";
import { commonNeighbours } from "./common-neighbours.js";
import { fourCycles } from "./four-cycles.js";

export const mostEdges = 3000;
const samples = 20;

/** NaN for larger layers, and where the degrees leave no choice. */
export function fourCyclesZ(layer: Bipartite, found: number, random: Random): number {
  if (layer.row.length > mostEdges) return Number.NaN;
  const drawn = Array.from({ length: samples }, () => {
    const { source, target } = curveball({ source: layer.row, target: layer.column }, random);
    const common = commonNeighbours({ ...layer, row: source, column: target });
    return common ? fourCycles(common) : Number.NaN;
  });
  const deviation = Math.sqrt(variance(drawn));
  return deviation > 0 ? (found - mean(drawn)) / deviation : Number.NaN;
}
