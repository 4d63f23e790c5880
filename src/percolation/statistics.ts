/** Scalars of a level's percolation, for the table `statistics`. */
import { degrees } from "../degree/degree.js";
import { summarize } from "../degree/distribution.js";
import { type Graph, Role, survivingWeights } from "../graph/graph.js";
import { hasSkips, skipEnds, withoutSkips } from "../graph/identities.js";
import { isUnlayered } from "../graph/layers.js";
import { liveness, liveShares } from "../graph/reach.js";
import type { Statistic } from "../graph/statistic.js";
import { wholeGraph } from "./components.js";
import { mostVisits, nonBacktrackingRadius } from "./non-backtracking.js";
import {
  eventNames,
  type GraphPercolation,
  type OrderPercolation,
  skipEventNames,
} from "./percolation.js";

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

function thresholdMeanings(happenings: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(happenings).flatMap(([event, happening]) =>
      Object.entries(measures).flatMap(([measure, meaning]) =>
        Object.entries(orders).map(([order, words]) => [
          `threshold_${event}_${measure}_${order}`,
          `${meaning} when ${happening}; ${words}`,
        ]),
      ),
    ),
  );
}

/** Every statistic with its meaning. */
export const percolationMeanings: Readonly<Record<string, string>> = {
  ...thresholdMeanings(events),
  giant: "share of nodes in the largest component",
  second: "share of nodes in the second largest component",
  component_susceptibility: "mean component size of a node outside the largest component, nodes",
  molloy_reed: "<k^2>/<k> over all nodes, undirected; a giant component needs more than 2",
  molloy_reed_occupation: "1/(<k^2>/<k> - 1): predicted random threshold, as occupation",
  non_backtracking_radius: "largest eigenvalue of the non-backtracking operator",
  non_backtracking_rounds: `rounds of power iteration made for it, where they were not enough and ${mostVisits} edges to visit allowed no more: it is NaN then`,
  non_backtracking_occupation: "its inverse: predicted random threshold, as occupation",
  spanning: "1 if some path leads from an input to an output, else 0",
  effective_density: "weights on some input-to-output path / all prunable weights",
  effective_share: "weights on some input-to-output path / surviving weights",
  live_share: "live units / units, per unit layer",
  reached_outputs: "share of outputs reached from some input",
};

/**
 * What networks that are graphs of layers have besides. A skip keeps inputs and outputs joined whatever is
 * pruned, so of networks with skips paths are measured without them too.
 */
export const layersMeanings: Readonly<Record<string, string>> = {
  live_hidden: "live hidden units / hidden units; of graphs of layers",
  spanning_without_skips: "spanning through weights alone, skips left out; of networks with skips",
  effective_density_without_skips:
    "effective_density without skips; in the graph channels paths lead from unit to unit, whatever the positions: in topology.arrow it may exceed effective_density, whose paths lead from value to value",
  effective_share_without_skips: "effective_share without skips, likewise",
  reached_outputs_without_skips: "reached_outputs without skips",
  live_share_without_skips: "live_share without skips",
  giant_with_skips: "giant of a graph in which skips join nodes too",
  second_with_skips: "second of such a graph",
  ...thresholdMeanings({
    spanning_without_skips: `${events.spanning}, skips left out`,
    outputs_without_skips: `${events.outputs}, skips left out`,
  }),
};

export function percolationStatistics(graph: Graph, percolation: GraphPercolation): Statistic[] {
  return [
    ...thresholds("magnitude", percolation.magnitude),
    ...thresholds("random", percolation.random),
    ...components(graph),
    ...predictions(graph),
    ...paths(graph),
    ...(graph.ends ? [liveHidden(graph)] : []),
    ...(hasSkips(graph) ? [...pathsWithoutSkips(graph), ...componentsWithSkips(graph)] : []),
  ];
}

/** Share of live hidden units, whatever their layers. */
function liveHidden(graph: Graph): Statistic {
  const { live } = liveness(graph);
  const hidden = live.filter((_, v) => graph.nodes.role[v] === Role.hidden);
  return { name: "live_hidden", value: hidden.reduce((sum, l) => sum + l, 0) / hidden.length };
}

function pathsWithoutSkips(graph: Graph): Statistic[] {
  return paths(withoutSkips(graph)).map((own) => ({ ...own, name: `${own.name}_without_skips` }));
}

function componentsWithSkips(graph: Graph): Statistic[] {
  const all = wholeGraph(graph, skipEnds(graph));
  return [
    { name: "giant_with_skips", value: all.giant / all.nodes },
    { name: "second_with_skips", value: all.second / all.nodes },
  ];
}

function thresholds(order: string, { thresholds: all }: OrderPercolation): Statistic[] {
  return [...eventNames, ...skipEventNames].flatMap((event) =>
    Object.entries(all[event] ?? {}).map(([measure, value]) => ({
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
  const { value: radius, rounds } = nonBacktrackingRadius(graph);
  return [
    { name: "molloy_reed", value: ratio },
    { name: "molloy_reed_occupation", value: ratio > 1 ? 1 / (ratio - 1) : Number.NaN },
    { name: "non_backtracking_radius", value: radius },
    ...(rounds === undefined ? [] : [{ name: "non_backtracking_rounds", value: rounds }]),
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
