/** Percolation curves as an Arrow file: percolation.arrow. */
import type { Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import type { Graph } from "../graph/graph.js";
import { hasSkips } from "../graph/identities.js";
import type { GraphPercolation } from "../percolation/percolation.js";

export interface LevelPercolation {
  readonly level: number;
  readonly graph: Graph;
  readonly percolation: GraphPercolation;
}

const always = [
  ...(["occupation", "density", "giant", "second", "susceptibility"] as const),
  ...(["reached_outputs", "live", "effective_density"] as const),
] as const;
/** Of networks with skips. */
const withSkips = [
  "reached_outputs_without_skips",
  "live_without_skips",
  "effective_density_without_skips",
  "giant_with_skips",
  "second_with_skips",
] as const;

/** Writes percolation.arrow: for every level, the magnitude curve and then the random one. */
export function writePercolation(
  path: string,
  levels: readonly LevelPercolation[],
  provenance: Provenance,
): void {
  const rows = levels.flatMap(curveRows);
  const numbers = Object.fromEntries(
    [...always, ...(levels.some(({ graph }) => hasSkips(graph)) ? withSkips : [])].map((name) => [
      name,
      Float64Array.from(rows, (row) => row[name]),
    ]),
  );
  writeTable(
    path,
    "percolation",
    {
      level: Uint32Array.from(rows, (row) => row.level),
      order: rows.map((row) => row.order),
      edges: Uint32Array.from(rows, (row) => row.edges),
      ...numbers,
    },
    provenance,
  );
}

function curveRows({ level, graph, percolation }: LevelPercolation) {
  return (["magnitude", "random"] as const).flatMap((order) => {
    const { curve } = percolation[order];
    return Array.from(percolation.samples, (edges, i) => ({
      level,
      order,
      edges,
      occupation: edges / graph.source.length,
      density: curve.weights[i]! / graph.prunable,
      giant: curve.giant[i]!,
      second: curve.second[i]!,
      susceptibility: curve.susceptibility[i]!,
      reached_outputs: curve.reachedOutputs[i]!,
      live: curve.live[i]!,
      effective_density: curve.effectiveWeights[i]! / graph.prunable,
      reached_outputs_without_skips: curve.reachedOutputsWithoutSkips?.[i] ?? Number.NaN,
      live_without_skips: curve.liveWithoutSkips?.[i] ?? Number.NaN,
      effective_density_without_skips:
        (curve.effectiveWeightsWithoutSkips?.[i] ?? Number.NaN) / graph.prunable,
      giant_with_skips: curve.giantWithSkips?.[i] ?? Number.NaN,
      second_with_skips: curve.secondWithSkips?.[i] ?? Number.NaN,
    }));
  });
}
