/** Scalars of a level's communities, for the table `statistics`. */
import type { Graph } from "../graph/graph.js";
import type { Statistic } from "../graph/statistic.js";
import { mean, variance } from "../statistics/moments.js";
import type { Communities } from "./community.js";
import { degreeCentralization, weightedDensity } from "./metrics.js";
import { communitySizes } from "./mutual-information.js";

/** Every statistic with its meaning. Nodes without edges belong to no community. */
export const communityMeanings: Readonly<Record<string, string>> = {
  modularity_mean: "Newman's weighted, undirected modularity: mean over runs",
  modularity_sd: "the same: standard deviation over runs",
  modularity_max: "the same: best run, whose partition is kept",
  barber_modularity: "multi-layer (Barber's) modularity of the best run",
  communities: "communities of the best run",
  largest_community: "nodes in the largest of them / nodes with edges",
  community_stability: "mean adjusted mutual information of all pairs of runs",
  louvain_runs: "runs of Louvain made: fewer than asked for above 2,000,000 edges",
  leiden_runs: "the same of Leiden, where that is the algorithm",
  clustered_share: "nodes with edges / nodes",
  weighted_density: "sum of absolute weights / all prunable weights",
  degree_centralization: "sum of (k_max - k) / ((n - 1)(n - 2)) over the n nodes with edges",
};

export function communityStatistics(graph: Graph, found: Communities): Statistic[] {
  const { algorithm, clusterable, best, modularities, barber, stability } = found;
  const sizes = communitySizes(best);
  const values: Record<keyof typeof communityMeanings, number> = {
    modularity_mean: mean(modularities),
    modularity_sd: Math.sqrt(variance(modularities)),
    modularity_max: modularities.reduce((most, q) => Math.max(most, q), Number.NEGATIVE_INFINITY),
    barber_modularity: barber,
    communities: sizes.length,
    largest_community: (sizes[0] ?? Number.NaN) / clusterable.nodes.length,
    community_stability: stability,
    [algorithm === "leiden" ? "leiden_runs" : "louvain_runs"]: modularities.length,
    clustered_share: clusterable.nodes.length / graph.nodes.id.length,
    weighted_density: weightedDensity(graph),
    degree_centralization: degreeCentralization(graph),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
