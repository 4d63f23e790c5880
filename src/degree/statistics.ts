/** Degree statistics of a graph, for the tables `statistics` and `degrees`. */
import { type Graph, layerSizes } from "../graph/graph.js";
import { isUnlayered } from "../graph/layers.js";
import type { Statistic } from "../graph/statistic.js";
import { layerRooms } from "../graph/weight-layers.js";
import { assortativity } from "./assortativity.js";
import {
  deadUnits,
  degrees,
  ofLayer,
  prefixOf,
  type Side,
  sides,
  sidesOf,
  strengths,
} from "./degree.js";
import { entropy, histogram, summarize } from "./distribution.js";
import { unlitWeights } from "./unlit.js";

const summaries = {
  mean: "mean",
  variance: "variance",
  moment_ratio: "<x^2>/<x>",
  max: "maximum",
  gini: "Gini coefficient",
};

/** Every statistic with its meaning. */
export const degreeMeanings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    sides.flatMap((side) => [
      ...(["degree", "strength"] as const).flatMap((what) =>
        Object.entries(summaries).map(([summary, meaning]) => [
          `${side}_${what}_${summary}`,
          `${meaning} of the ${side}-${what}s of a unit layer`,
        ]),
      ),
      [
        `${side}_degree_entropy`,
        `entropy of the ${side}-degree distribution of a unit layer, nats`,
      ],
    ]),
  ),
  dead_share:
    "units without incoming (inputs aside) or outgoing (outputs aside) edges / units; identities of a graph of layers count",
  layer_density: "edges / pairs of units that the dense network joins, per weight layer",
  assortativity:
    "correlation over a weight layer's edges of source out-degree and target in-degree",
  continuation: "correlation over a weight layer's edges of source in-degree and target out-degree",
  unlit_weights: "surviving weights on inputs that are 0 in every training image",
  unlit_share: "the same / surviving weights that leave inputs",
};

/** The same of graphs without directions. */
export const undirectedDegreeMeanings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    (["degree", "strength"] as const).flatMap((what) =>
      Object.entries(summaries).map(([summary, meaning]) => [
        `${what}_${summary}`,
        `${meaning} of all nodes' ${what === "degree" ? "degrees" : "strengths"}; undirected graphs`,
      ]),
    ),
  ),
  degree_entropy: "entropy of their degree distribution, nats; undirected graphs",
};

/** @param lit for each input in order, whether some training image lights it; if known. */
export function degreeStatistics(graph: Graph, lit?: Uint8Array): Statistic[] {
  const dead = isUnlayered(graph.nodes) ? undefined : deadUnits(graph);
  const sizes = layerSizes(graph.nodes);
  const last = sizes.length - 1;
  return [
    ...sidesOf(graph).flatMap((side) => {
      const degree = degrees(graph, side);
      const strength = strengths(graph, side);
      const prefix = prefixOf(side);
      return layersWith(side, last).flatMap((layer) => [
        ...summary(`${prefix}degree`, layer, ofLayer(graph, degree, layer)),
        {
          name: `${prefix}degree_entropy`,
          layer,
          value: entropy(ofLayer(graph, degree, layer)),
        },
        ...summary(`${prefix}strength`, layer, ofLayer(graph, strength, layer)),
      ]);
    }),
    ...sizes.map((_, layer) => ({
      name: "dead_share",
      layer,
      value: dead ? summarize(ofLayer(graph, dead, layer)).mean : Number.NaN,
    })),
    ...(last > 0 ? weightLayers(graph) : []),
    ...(lit ? unlit(graph, lit) : []),
  ];
}

/** Unit layers that edges can reach, or leave: but for the inputs, or the outputs; a sole one has both. */
function layersWith(side: Side, last: number): number[] {
  if (last === 0) return [0];
  return Array.from({ length: last }, (_, i) => (side === "in" ? i + 1 : i));
}

function summary(prefix: string, layer: number, values: Float64Array): Statistic[] {
  return Object.entries(summarize(values)).map(([name, value]) => ({
    name: `${prefix}_${name}`,
    layer,
    value,
  }));
}

function weightLayers(graph: Graph): Statistic[] {
  const rooms = layerRooms(graph);
  const { same, through } = assortativity(graph, rooms.length);
  const edges = countByLayer(graph.weightLayer, rooms.length);
  return [...edges].flatMap((count, layer) => [
    { name: "layer_density", layer, value: count / rooms[layer]!.pairs },
    { name: "assortativity", layer, value: same[layer]! },
    { name: "continuation", layer, value: through[layer]! },
  ]);
}

function countByLayer(weightLayer: Uint8Array, layers: number): Uint32Array {
  const counts = new Uint32Array(layers);
  for (let e = 0; e < weightLayer.length; e++) counts[weightLayer[e]!]!++;
  return counts;
}

function unlit(graph: Graph, lit: Uint8Array): Statistic[] {
  const { weights, share } = unlitWeights(graph, lit);
  return [
    { name: "unlit_weights", layer: 0, value: weights },
    { name: "unlit_share", layer: 0, value: share },
  ];
}

/** Rows of the table `degrees`: how many units of a layer have which degree. */
export interface DegreeRow {
  readonly layer: number;
  readonly side: string;
  readonly degree: number;
  readonly units: number;
}

/** Histograms of every unit layer; inputs have no in-degrees, outputs no out-degrees. */
export function degreeRows(graph: Graph): DegreeRow[] {
  const last = layerSizes(graph.nodes).length - 1;
  return sidesOf(graph).flatMap((side) => {
    const all = degrees(graph, side);
    return layersWith(side, last).flatMap((layer) =>
      Array.from(histogram(ofLayer(graph, all, layer)), ([degree, units]) => ({
        layer,
        side,
        degree,
        units,
      })),
    );
  });
}
