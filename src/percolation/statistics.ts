/** Scalars of a level's percolation, for the table `statistics`. */
import { degrees } from "../degree/degree.js";
import { summarize } from "../degree/distribution.js";
import { type Graph, Role, survivingWeights } from "../graph/graph.js";
import { isUnlayered } from "../graph/layers.js";
import { liveness, liveShares } from "../graph/reach.js";
import type { Statistic } from "../graph/statistic.js";
import { wholeGraph } from "./components.js";
import { nonBacktrackingRadius } from "./non-backtracking.js";
import { eventNames, type GraphPercolation, type OrderPercolation } from "./percolation.js";

const events = {
  second: "the second component is largest",
  susceptibility: "the susceptibility peaks",
  spanning: "the first path leads from an input to an output",
  outputs: "every output is reached from some input",
};
const measures = {
  density: "weights present / all prunable weights",
  occupation: "edges present / edges",
  degree: "2 x edges present / nodes",
};
const orders = {
  magnitude: "edges added strongest first",
  random: "in random order, mean over shuffles",
};

/** Every statistic with its meaning. */
export const percolationMeanings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    eventNames.flatMap((event) =>
      Object.entries(measures).flatMap(([measure, meaning]) =>
        Object.entries(orders).map(([order, words]) => [
          `threshold_${event}_${measure}_${order}`,
          `${meaning} when ${events[event]}; ${words}`,
        ]),
      ),
    ),
  ),
  giant: "share of nodes in the largest component",
  second: "share of nodes in the second largest component",
  component_susceptibility: "mean component size of a node outside the largest component, nodes",
  molloy_reed: "<k^2>/<k> over all nodes, undirected; a giant component needs more than 2",
  molloy_reed_occupation: "1/(<k^2>/<k> - 1): predicted random threshold, as occupation",
  non_backtracking_radius: "largest eigenvalue of the non-backtracking operator",
  non_backtracking_occupation: "its inverse: predicted random threshold, as occupation",
  spanning: "1 if some path leads from an input to an output, else 0",
  effective_density: "weights on some input-to-output path / all prunable weights",
  effective_share: "weights on some input-to-output path / surviving weights",
  live_share: "live units / units, per unit layer",
  reached_outputs: "share of outputs reached from some input",
};

export function percolationStatistics(graph: Graph, percolation: GraphPercolation): Statistic[] {
  return [
    ...thresholds("magnitude", percolation.magnitude),
    ...thresholds("random", percolation.random),
    ...components(graph),
    ...predictions(graph),
    ...paths(graph),
  ];
}

function thresholds(order: string, { thresholds: all }: OrderPercolation): Statistic[] {
  return eventNames.flatMap((event) =>
    Object.entries(all[event]).map(([measure, value]) => ({
      name: `threshold_${event}_${measure}_${order}`,
      value,
    })),
  );
}

/** Components of the whole graph. */
function components(graph: Graph): Statistic[] {
  const all = wholeGraph(graph);
  return [
    { name: "giant", value: all.giant / all.nodes },
    { name: "second", value: all.second / all.nodes },
    { name: "component_susceptibility", value: all.susceptibility },
  ];
}

/** What degrees and the non-backtracking operator predict for edges removed at random. */
function predictions(graph: Graph): Statistic[] {
  const ratio = summarize(degrees(graph, "all")).moment_ratio;
  const radius = nonBacktrackingRadius(graph);
  return [
    { name: "molloy_reed", value: ratio },
    { name: "molloy_reed_occupation", value: ratio > 1 ? 1 / (ratio - 1) : Number.NaN },
    { name: "non_backtracking_radius", value: radius },
    { name: "non_backtracking_occupation", value: radius > 0 ? 1 / radius : Number.NaN },
  ];
}

function paths(graph: Graph): Statistic[] {
  if (isUnlayered(graph.nodes)) return [...undefinedPaths];
  const { live, reached, effectiveWeights, spanning } = liveness(graph);
  const outputs = [...reached].filter((_, v) => graph.nodes.role[v] === Role.output);
  return [
    { name: "spanning", value: spanning ? 1 : 0 },
    { name: "effective_density", value: effectiveWeights / graph.prunable },
    { name: "effective_share", value: effectiveWeights / survivingWeights(graph) },
    { name: "reached_outputs", value: outputs.reduce((sum, r) => sum + r, 0) / outputs.length },
    ...liveShares(graph, live).map((value, layer) => ({ name: "live_share", layer, value })),
  ];
}

/** Where nobody knows which nodes are inputs and outputs. */
const undefinedPaths: readonly Statistic[] = [
  { name: "spanning" },
  { name: "effective_density" },
  { name: "effective_share" },
  { name: "reached_outputs" },
  { name: "live_share", layer: 0 },
].map((statistic) => ({ ...statistic, value: Number.NaN }));
