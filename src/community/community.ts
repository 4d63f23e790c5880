/** Communities of one graph: several runs of an algorithm, their quality and how far they agree. */

import { type Clusterable, clusterable, ofAllNodes } from "../graph/adjacency.js";
import type { Graph } from "../graph/graph.js";
import { Random } from "../random.js";
import { mean } from "../statistics/moments.js";
import { graphologyCommunities } from "./graphology-louvain.js";
import { leidenCommunities } from "./leiden.js";
import { louvainCommunities } from "./louvain.js";
import { barberModularity, newmanModularity } from "./modularity.js";
import { adjustedMutualInformation } from "./mutual-information.js";

const found = {
  louvain: louvainCommunities,
  leiden: leidenCommunities,
  "graphology-louvain": graphologyCommunities,
} as const;

export type CommunityAlgorithm = keyof typeof found;
export const communityAlgorithms = Object.keys(found) as CommunityAlgorithm[];

export interface Communities {
  readonly algorithm: CommunityAlgorithm;
  readonly clusterable: Clusterable;
  /** Of the best run, for the nodes of `clusterable`. */
  readonly best: Uint32Array;
  /** Newman's modularity of each run. */
  readonly modularities: readonly number[];
  /** Barber's multi-layer modularity of the best run; NaN for edges without directions. */
  readonly barber: number;
  /** Mean adjusted mutual information over all pairs of runs; NaN for fewer than two runs. */
  readonly stability: number;
}

/** Edges x runs that fit in a few seconds; larger graphs get fewer runs, but at least two. */
const budget = 10_000_000;

/** Runs for a graph of so many edges where `wanted` are asked for. */
export function runsFor(edges: number, wanted: number): number {
  return Math.min(wanted, Math.max(2, Math.floor(budget / Math.max(edges, 1))));
}

/**
 * @param runs wanted, see runsFor. The best run is the first with the highest modularity.
 * @param seed @param purpose name the random streams of the runs.
 */
export function communities(
  graph: Graph,
  runs: number,
  seed: number | string,
  purpose?: string,
  algorithm: CommunityAlgorithm = "louvain",
): Communities {
  const part = clusterable(graph);
  const partitions = Array.from({ length: runsFor(graph.source.length, runs) }, (_, run) =>
    found[algorithm](part, new Random(seed, `${purpose ?? algorithm}/run${run}`)),
  );
  const whole = (own: Uint32Array) => ofAllNodes(part, own, graph.nodes.id.length);
  const modularities = partitions.map((own) => newmanModularity(graph, whole(own)));
  const highest = modularities.reduce((most, q) => Math.max(most, q), Number.NEGATIVE_INFINITY);
  const best = partitions[Math.max(0, modularities.indexOf(highest))]!;
  return {
    algorithm,
    clusterable: part,
    best,
    modularities,
    barber: graph.undirected ? Number.NaN : barberModularity(graph, whole(best)),
    stability: part.nodes.length === 0 ? Number.NaN : meanPairwise(partitions),
  };
}

function meanPairwise(partitions: readonly Uint32Array[]): number {
  return mean(
    partitions.flatMap((u, i) =>
      partitions.slice(i + 1).map((v) => adjustedMutualInformation(u, v)),
    ),
  );
}
