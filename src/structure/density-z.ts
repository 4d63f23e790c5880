/**
 * How far a statistic lies from what the densities alone explain:
 *
 *   z = (found - mean) / standard deviation
 *
 * over random graphs with the same number of edges between the same layers (density-null.ts). What
 * is found and what is drawn are measured alike: modularity and participation by one run of Louvain.
 */
import { louvainCommunities } from "../community/louvain.js";
import { newmanModularity } from "../community/modularity.js";
import { clusterable, ofAllNodes } from "../graph/adjacency.js";
import { bipartiteLayers } from "../graph/bipartite.js";
import type { Graph } from "../graph/graph.js";
import type { Statistic } from "../graph/statistic.js";
import { layerRooms } from "../graph/weight-layers.js";
import type { Random } from "../random.js";
import { mean, variance } from "../statistics/moments.js";
import { commonNeighbours } from "./common-neighbours.js";
import { densityNull } from "./density-null.js";
import { spectralGap } from "./spectral-gap.js";
import { betweennessSummary, meanParticipation } from "./summaries.js";
import { smallestVertexCut } from "./vertex-cut.js";

/** Larger graphs have no z-scores: each takes as many measurements as there are draws. */
export const mostEdges = 20_000;

const layered = ["spectral_gap", "ramanujan_ratio"] as const;
const whole = [
  "vertex_cut",
  "betweenness_gini",
  "betweenness_max",
  "modularity",
  "participation_mean",
] as const;

const limit = `NaN above ${mostEdges} edges`;
export const densityZMeanings: Readonly<Record<string, string>> = Object.fromEntries(
  [...layered, ...whole].map((name) => [
    `${name}_density_z`,
    `${name} against random graphs with the same layer densities: (found - mean) / standard deviation; ${limit}`,
  ]),
);

/** @param draws random graphs, at least 2. All NaN for a graph above `mostEdges`. */
export function densityZ(graph: Graph, draws: number, random: Random): Statistic[] {
  const layers = layerRooms(graph).length;
  if (graph.source.length > mostEdges)
    return namesFor(layers).map((name) => ({ ...name, value: Number.NaN }));
  const found = measure(graph, layers, random);
  const drawn = Array.from({ length: draws }, () =>
    measure(densityNull(graph, random), layers, random),
  );
  return namesFor(layers).map((name, i) => ({
    ...name,
    value: zScore(
      found[i]!,
      drawn.map((values) => values[i]!),
    ),
  }));
}

/** NaN where the draws do not vary, or some of them have no value. */
function zScore(found: number, drawn: readonly number[]): number {
  const deviation = Math.sqrt(variance(drawn));
  return deviation > 0 ? (found - mean(drawn)) / deviation : Number.NaN;
}

function namesFor(layers: number): Omit<Statistic, "value">[] {
  return [
    ...Array.from({ length: layers }, (_, layer) =>
      layered.map((name) => ({ name: `${name}_density_z`, layer })),
    ).flat(),
    ...whole.map((name) => ({ name: `${name}_density_z` })),
  ];
}

/** In the order of namesFor. */
function measure(graph: Graph, layers: number, random: Random): number[] {
  const rows = clusterable(graph);
  const own = louvainCommunities(rows, random);
  const community = ofAllNodes(rows, own, graph.nodes.id.length);
  const betweenness = betweennessSummary(graph);
  return [
    ...bipartiteLayers(graph, layers).flatMap((layer) => {
      const { gap, ratio } = spectralGap(layer, commonNeighbours(layer));
      return [gap, ratio];
    }),
    smallestVertexCut(graph),
    betweenness.gini,
    betweenness.max,
    newmanModularity(graph, community),
    meanParticipation(graph, community).hidden,
  ];
}
