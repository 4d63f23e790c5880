/** What the page shows of a network: how well it does on the test images, and what its graph is like. */
import type { Images } from "../src/data/dataset.js";
import { sparseEngine } from "../src/engine/sparse/engine.js";
import { effectiveWeights } from "../src/graph/effective-weights.js";
import { type Graph, layerSizes } from "../src/graph/graph.js";
import { hasSkips, withoutSkips } from "../src/graph/identities.js";
import { networkGraph } from "../src/graph/network-graph.js";
import { liveness } from "../src/graph/reach.js";
import { grouped } from "../src/grouped.js";
import { mostLayers } from "../src/limits.js";
import { type Network, prunableWeights } from "../src/network.js";
import { wholeGraph } from "../src/percolation/components.js";
import { keepLargest } from "../src/prune/keep-largest.js";
import { magnitudeKeys } from "../src/prune/magnitude.js";
import { shareAtLeast, shareAtMost } from "../src/statistics/binomial.js";

export interface State {
  readonly weights: number;
  readonly density: number;
  readonly effectiveDensity: number;
  /** Images that are classified right, of how many, and the exact binomial interval of the share, 95 %. */
  readonly right: number;
  readonly images: number;
  readonly interval: readonly [number, number];
  readonly loss: number;
  /** Row = true class. */
  readonly confusion: Uint32Array;
  /** Shares of all nodes. */
  readonly giant: number;
  readonly second: number;
  /** Units, or channels, of each layer of the graph's nodes, and how many of them are live. */
  readonly layers: readonly { readonly units: number; readonly live: number }[];
  /** Whether some path leads from an input to an output. */
  readonly spanning: boolean;
  /** The same through weights alone, of a network that has skips. */
  readonly withoutSkips?: boolean;
  /** 1 for live nodes. */
  readonly live: Uint8Array;
  /** The strongest edges of each layer: pairs of nodes, and how strong, as a share of the layer's strongest. */
  readonly ends: Uint32Array;
  readonly strength: Float32Array;
  readonly edges: number;
}

/** Of each weight layer. */
const drawnEdges = 160;

export function stateOf(network: Network, images: Images): State {
  const { accuracy, loss, confusion } = sparseEngine().evaluate(network, images);
  const graph = networkGraph(network);
  const { live, spanning, effectiveWeights: plain } = liveness(graph);
  const { giant, second } = wholeGraph(graph);
  const nodes = graph.nodes.layer;
  const prunable = prunableWeights(network);
  const right = Math.round(accuracy * images.count);
  const layers = layerSizes(graph.nodes).map((units) => ({ units, live: 0 }));
  for (let v = 0; v < nodes.length; v++) layers[nodes[v]!]!.live += live[v]!;
  const effective = network.convolutions || network.graph ? effectiveWeights(network) : plain;
  return {
    weights: network.weight.length,
    density: network.weight.length / prunable,
    effectiveDensity: effective / prunable,
    right,
    images: images.count,
    interval: binomialInterval(right, images.count),
    loss,
    confusion,
    giant: giant / nodes.length,
    second: second / nodes.length,
    layers,
    spanning,
    ...(hasSkips(graph) && { withoutSkips: liveness(withoutSkips(graph)).spanning }),
    live,
    ...strongest(graph),
    edges: graph.source.length,
  };
}

/** Clopper and Pearson: the shares that are not refuted at 2.5 % on either side. */
export function binomialInterval(right: number, n: number): [number, number] {
  // The sums are as long as the smaller count.
  if (2 * right > n) {
    const [low, high] = binomialInterval(n - right, n);
    return [1 - high, 1 - low];
  }
  return [shareAtLeast(right, n, 0.025), shareAtMost(right, n, 0.025)];
}

function strongest(graph: Graph) {
  const { source, target, weight, weightLayer } = graph.ends ? byWeightLayer(graph) : graph;
  const keys = magnitudeKeys(weight);
  const marks = new Uint8Array(keys.length);
  const ends: number[] = [];
  const strength: number[] = [];
  for (let begin = 0, end = 0; begin < keys.length; begin = end) {
    while (end < keys.length && weightLayer[end] === weightLayer[begin]) end++;
    keepLargest(keys, begin, end, Math.min(drawnEdges, end - begin), marks);
    let most = 0;
    for (let e = begin; e < end; e++) if (marks[e] && weight[e]! > most) most = weight[e]!;
    for (let e = begin; e < end; e++) {
      if (!marks[e]) continue;
      ends.push(source[e]!, target[e]!);
      strength.push(most > 0 ? weight[e]! / most : 1);
    }
  }
  return { ends: Uint32Array.from(ends), strength: Float32Array.from(strength) };
}

/** In a graph of layers those that read the same units have their edges between each other's. */
function byWeightLayer({ source, target, weight, weightLayer }: Graph) {
  const order = grouped(weightLayer, mostLayers);
  return {
    source: order.map((e) => source[e]!),
    target: order.map((e) => target[e]!),
    weight: Float32Array.from(order, (e) => weight[e]!),
    weightLayer: order.map((e) => weightLayer[e]!),
  };
}
