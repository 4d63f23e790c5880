/**
 * Four-cycles that the degrees alone explain: mean and standard deviation over random layers with the
 * same degrees (graph/curveball.ts). Only for layers of at most `mostEdges` edges.
 */
import { concatenate } from "../concatenate.js";
import type { Bipartite } from "../graph/bipartite.js";
import { curveball } from "../graph/curveball.js";
import type { Random } from "../random.js";
import { mean, variance } from "../statistics/moments.js";
import { commonNeighbours } from "./common-neighbours.js";
import { fourCycles } from "./four-cycles.js";

/** Blocks of a layer each by itself: edges between them are not in the dense network. */
function sameDegrees({ row, column, block }: Bipartite, random: Random) {
  const parts = block ? [...new Set(block)].sort((a, b) => a - b) : [0];
  const drawn = parts.map((part) => {
    const own = (ends: Uint32Array) => (block ? ends.filter((_, e) => block[e] === part) : ends);
    return curveball({ source: own(row), target: own(column) }, random);
  });
  const joined = (end: "source" | "target") =>
    concatenate(
      drawn.map((pairs) => pairs[end]),
      (n) => new Uint32Array(n),
    );
  return { row: joined("source"), column: joined("target") };
}

export const mostEdges = 3000;
const samples = 20;

/** NaN for larger layers, and where the degrees leave no choice. */
export function fourCyclesZ(layer: Bipartite, found: number, random: Random): number {
  if (layer.row.length > mostEdges) return Number.NaN;
  const drawn = Array.from({ length: samples }, () => {
    const common = commonNeighbours({ ...layer, ...sameDegrees(layer, random) });
    return common ? fourCycles(common) : Number.NaN;
  });
  const deviation = Math.sqrt(variance(drawn));
  return deviation > 0 ? (found - mean(drawn)) / deviation : Number.NaN;
}
