/** Further statistics of a level's graph, for the table `statistics`. */
import { prefixOf, type Side, sides, sidesOf } from "../degree/degree.js";
import { type Bipartite, bipartiteLayer, smallerSide } from "../graph/bipartite.js";
import { type Graph, layerSizes, Role } from "../graph/graph.js";
import { isUnlayered } from "../graph/layers.js";
import { liveness } from "../graph/reach.js";
import type { Statistic } from "../graph/statistic.js";
import { type LayerRoom, layerRooms } from "../graph/weight-layers.js";
import { Random } from "../random.js";
import { classAlignment } from "./class-alignment.js";
import { commonNeighbours, mostPairs, mostUnits } from "./common-neighbours.js";
import { fourCyclesZ, mostEdges } from "./degree-null.js";
import { degreeStrength } from "./degree-strength.js";
import { densityZ, densityZMeanings } from "./density-z.js";
import { expectedFourCycles, fourCycles } from "./four-cycles.js";
import { pathCount } from "./path-count.js";
import { leastOutputs, mostWork } from "./preferred-class.js";
import { spectralGap } from "./spectral-gap.js";
import { betweennessSummary, meanParticipation, participationOfAll } from "./summaries.js";
import { tailMeanings, tailStatistics, undirectedTailMeanings } from "./tail-statistics.js";
import { smallestVertexCut } from "./vertex-cut.js";
import { weightMeanings, weightSummaries } from "./weight-statistics.js";

/** Every statistic with its meaning. */
export const structureMeanings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    sides.flatMap((side) => [
      [
        `${side}_degree_strength`,
        `correlation of ${side}-degree and ${side}-strength over a layer's units with edges`,
      ],
      [`${side}_degree_mean_weight`, `correlation of ${side}-degree and mean absolute weight`],
    ]),
  ),
  ...tailMeanings,
  ...weightMeanings,
  four_cycles: `four-cycles of a weight layer; NaN above ${mostUnits} units on its smaller side or ${mostPairs} pairs of edges`,
  four_cycles_z: "the same against as many edges at random: (found - mean) / standard deviation",
  four_cycles_degree_z: `the same against random layers with its degrees; NaN above ${mostEdges} edges`,
  spectral_gap: "(s1 - s2) / s1 of a weight layer's singular values; NaN where four_cycles is",
  ramanujan_ratio: "s2 / (sqrt(d - 1) + sqrt(e - 1)), d and e mean degrees; at most 1: Ramanujan",
  log_paths: "ln of the number of input-to-output paths; NaN without any",
  log_paths_excess: "ln(paths / paths expected of the layers' densities alone)",
  vertex_cut: "fewest hidden units whose removal disconnects inputs from outputs",
  vertex_cut_share: "the same / live units of the hidden layer that has fewest",
  betweenness_gini: "Gini coefficient of input-to-output betweenness over hidden units",
  betweenness_max: "largest share of input-output pairs' shortest paths through one hidden unit",
  betweenness_degree: "correlation of betweenness and degree over hidden units",
  betweenness_outputs: "outputs used for it; fewer than there are where they were sampled",
  participation_mean: "mean participation of hidden units in communities",
  participation_inputs: "the same of inputs with edges",
  class_alignment: "adjusted mutual information of community and preferred class, hidden units",
  class_alignment_outputs: `outputs used for it, where they were drawn: more than ${leastOutputs}, and rows of outputs would take more than ${mostWork} additions, or edges passed`,
  ...densityZMeanings,
};

/** What graphs without layers have instead, and those without directions. */
export const unlayeredMeanings: Readonly<Record<string, string>> = {
  participation_all: "mean participation of nodes with edges; graphs without layers",
  degree_strength: "correlation of degree and strength over nodes with edges; undirected graphs",
  degree_mean_weight: "correlation of degree and mean absolute weight; undirected graphs",
  ...undirectedTailMeanings,
};

/** What measuring takes beside the graph. */
export interface StructureOptions {
  /** Samples for the goodness of fit of tails; 0: none. */
  readonly samples: number;
  /** Random graphs for the z-scores against density; 0: none. */
  readonly nulls: number;
  readonly seed: number;
  /** Names the random streams, for example by level. */
  readonly purpose: string;
  /** Community of each node, where it is known; any value for nodes without edges. */
  readonly community?: Uint32Array;
}

export function structureStatistics(graph: Graph, options: StructureOptions): Statistic[] {
  if (isUnlayered(graph.nodes)) return ofUnlayered(graph, options);
  const layers = layerSizes(graph.nodes).length - 1;
  const rooms = layerRooms(graph);
  const random = new Random(options.seed, `${options.purpose}, random graphs of its densities`);
  return [
    ...sides.flatMap((side) =>
      Array.from({ length: layers }, (_, i) => (side === "in" ? i + 1 : i)).flatMap((layer) =>
        ofSide(graph, side, layer, options),
      ),
    ),
    ...weightSummaries(graph, rooms.length).flatMap((summary, layer) =>
      Object.entries(summary).map(([name, value]) => ({ name: `weight_${name}`, layer, value })),
    ),
    ...weightLayers(graph, rooms, options),
    ...wholeGraph(graph),
    ...betweenness(graph),
    ...(options.community ? communities(graph, options.community) : []),
    ...(options.nulls > 0 ? densityZ(graph, options.nulls, random) : []),
  ];
}

/** Degrees, weights and communities; all else asks for layers, inputs or outputs. */
function ofUnlayered(graph: Graph, options: StructureOptions): Statistic[] {
  const { community } = options;
  return [
    ...sidesOf(graph).flatMap((side) => ofSide(graph, side, 0, options)),
    ...Object.entries(weightSummaries(graph, 1)[0]!).map(([name, value]) => ({
      name: `weight_${name}`,
      layer: 0,
      value,
    })),
    ...(community
      ? [{ name: "participation_all", value: participationOfAll(graph, community) }]
      : []),
  ];
}

function ofSide(graph: Graph, side: Side, layer: number, options: StructureOptions): Statistic[] {
  const { strength, meanWeight } = degreeStrength(graph, side, layer);
  return [
    { name: `${prefixOf(side)}degree_strength`, layer, value: strength },
    { name: `${prefixOf(side)}degree_mean_weight`, layer, value: meanWeight },
    ...tailStatistics(graph, side, layer, options),
  ];
}

function weightLayers(
  graph: Graph,
  rooms: readonly LayerRoom[],
  options: StructureOptions,
): Statistic[] {
  return rooms.flatMap((room, layer) => {
    // What has no answer needs no layer of its own, which takes more room than the graph.
    const isWide = smallerSide(graph, layer) > mostUnits;
    const random = new Random(options.seed, `${options.purpose}, four-cycles of layer ${layer}`);
    const values = isWide ? unknown : cyclesAndSpectra(bipartiteLayer(graph, layer), room, random);
    return Object.entries(values).map(([name, value]) => ({ name, layer, value }));
  });
}

const unknown = {
  four_cycles: Number.NaN,
  four_cycles_z: Number.NaN,
  four_cycles_degree_z: Number.NaN,
  spectral_gap: Number.NaN,
  ramanujan_ratio: Number.NaN,
};

function cyclesAndSpectra(own: Bipartite, room: LayerRoom, random: Random): typeof unknown {
  const common = commonNeighbours(own);
  const found = common ? fourCycles(common) : Number.NaN;
  const expected = expectedFourCycles(room, own.row.length);
  const { gap, ratio } = spectralGap(own, common);
  return {
    four_cycles: found,
    four_cycles_z:
      expected.deviation > 0 ? (found - expected.mean) / expected.deviation : Number.NaN,
    four_cycles_degree_z: fourCyclesZ(own, found, random),
    spectral_gap: gap,
    ramanujan_ratio: ratio,
  };
}

function wholeGraph(graph: Graph): Statistic[] {
  const paths = pathCount(graph);
  const cut = smallestVertexCut(graph);
  const { live } = liveness(graph);
  const hidden = layerSizes(graph.nodes).map(() => 0);
  live.forEach((flag, v) => {
    if (graph.nodes.role[v] === Role.hidden) hidden[graph.nodes.layer[v]!]! += flag;
  });
  const narrowest = Math.min(...hidden.slice(1, -1));
  return [
    { name: "log_paths", value: paths.log },
    { name: "log_paths_excess", value: paths.excess },
    { name: "vertex_cut", value: cut },
    { name: "vertex_cut_share", value: narrowest > 0 ? cut / narrowest : Number.NaN },
  ].map(finite);
}

/** A graph without hidden layers has no narrowest one. */
const finite = ({ name, value }: Statistic): Statistic => ({
  name,
  value: Number.isFinite(value) ? value : Number.NaN,
});

function betweenness(graph: Graph): Statistic[] {
  return Object.entries(betweennessSummary(graph)).map(([name, value]) => ({
    name: `betweenness_${name}`,
    value,
  }));
}

function communities(graph: Graph, community: Uint32Array): Statistic[] {
  const { hidden, inputs } = meanParticipation(graph, community);
  const alignment = classAlignment(graph, community);
  return [
    { name: "participation_mean", value: hidden },
    { name: "participation_inputs", value: inputs },
    { name: "class_alignment", value: alignment.value },
    ...(alignment.outputs === undefined
      ? []
      : [{ name: "class_alignment_outputs", value: alignment.outputs }]),
  ];
}
