/**
 * The graph of a network. Of fully connected layers: a node per unit, an edge per surviving weight.
 * A network with convolutions has two graphs:
 *
 *   channels  A node is a channel. An edge is a kernel, or in the first fully connected layer all
 *             weights that join a channel to a unit; its weight is the L2 norm of its surviving
 *             weights, its multiplicity their number.
 *   units     A node is what a layer reads: a channel's value at one position, after pooling. An edge
 *             joins a value to a pooled value if some surviving tap joins it to a position in the
 *             window; its multiplicity counts these products of weight and value, its weight is the
 *             L2 norm of their weights. A weight thus counts once for every product that it is in.
 *
 * Zeros of padding are no values. O(surviving weights), or O(products) for `units`.
 *
 * A network that is a graph of layers has the graph `channels` alone: its nodes are those of unit-groups.ts.
 */
import { concatenate } from "../concatenate.js";
import { UserError } from "../error.js";
import type { Convolution, Layer } from "../geometry.js";
import { grouped } from "../grouped.js";
import type { LayerGraph } from "../layer-graph.js";
import { inputValues, layersOf } from "../layers.js";
import { layerOffsets, type Network, prunableWeights } from "../network.js";
import { type Graph, layeredNodes } from "./graph.js";
import { joinedWeights } from "./joined-weights.js";
import { denseProducts, type LayerEdges, outputValues, unrolled } from "./unrolled.js";
import { readNodes, wiringOf } from "./wiring.js";

export const conventions = ["channels", "units"] as const;
export type Convention = (typeof conventions)[number];

/**
 * @param convention makes no difference to a network without convolutions.
 * @throws UserError for the graph `units` of a network that is a graph of layers.
 */
export function networkGraph(network: Network, convention: Convention = "channels"): Graph {
  if (network.graph) return layersGraph(network, network.graph, convention);
  const layers = layersOf(network);
  const offsets = layerOffsets(network);
  const unroll = convention === "units" && network.convolutions !== undefined;
  const sizes = unroll ? [inputValues(network), ...layers.map(outputValues)] : network.units;
  const parts = layers.map((layer, l) => {
    const rows = { begin: offsets[l]!, end: offsets[l + 1]! };
    if (unroll && layer.kind === "convolution") return unrolledEdges(network, rows, layer);
    const perWeight = unroll || layer.sources === network.units[l]!;
    if (perWeight && layer.kind === "full") return plainEdges(network, rows);
    return channelEdges(network, rows, layer, network.units[l]!);
  });
  const begin = [0];
  for (const n of sizes) begin.push(begin.at(-1)! + n);
  return {
    nodes: layeredNodes(sizes),
    source: shifted(
      parts.map((edges) => edges.source),
      begin,
    ),
    target: shifted(
      parts.map((edges) => edges.target),
      begin.slice(1),
    ),
    weight: concatenate(
      parts.map((edges) => edges.weight),
      (n) => new Float32Array(n),
    ),
    multiplicity: concatenate(
      parts.map((edges) => edges.multiplicity),
      (n) => new Uint32Array(n),
    ),
    weightLayer: layersOfEdges(parts.map((edges) => edges.source.length)),
    prunable: unroll
      ? layers.reduce((sum, layer) => sum + denseProducts(layer), 0)
      : prunableWeights(network),
  };
}

/** Units within their layers as nodes of the whole graph, layer by layer. */
function shifted(layers: readonly Uint32Array[], begin: readonly number[]): Uint32Array {
  const nodes = new Uint32Array(layers.reduce((sum, units) => sum + units.length, 0));
  let at = 0;
  layers.forEach((units, l) => {
    for (let e = 0; e < units.length; e++) nodes[at++] = units[e]! + begin[l]!;
  });
  return nodes;
}

function layersOfEdges(counts: readonly number[]): Uint8Array {
  const layers = new Uint8Array(counts.reduce((sum, n) => sum + n, 0));
  let at = 0;
  counts.forEach((n, l) => {
    layers.fill(l, at, at + n);
    at += n;
  });
  return layers;
}

function layersGraph(network: Network, graph: LayerGraph, convention: Convention): Graph {
  if (convention === "units")
    throw new UserError(
      "expected the graph channels of a network that is a graph of layers, which has no graph units; leave the convention out",
    );
  const { sizes, ends, identities } = wiringOf(graph);
  const nodes = layeredNodes(sizes);
  const edges = joinedWeights(network, weightEnds(network), nodes.id.length);
  return { nodes, ...edges, prunable: prunableWeights(network), ends, ...identities };
}

/** For each weight the nodes of the graph `channels` that it joins. */
export function weightEnds(network: Network): { source: Uint32Array; target: Uint32Array } {
  const { units, layer, source, target, graph } = network;
  if (graph) {
    const reads = readNodes(graph);
    return {
      source: source.map((s, e) => {
        const { nodes, values } = reads[layer[e]!]!;
        return nodes[Math.floor(s / values)]!;
      }),
      target: target.map((t, e) => reads[layer[e]!]!.target + t),
    };
  }
  const begin = [0];
  for (const n of units) begin.push(begin.at(-1)! + n);
  const values = layersOf(network).map(({ sources }, l) => sources / units[l]!);
  return {
    source: source.map((s, e) => begin[layer[e]!]! + Math.floor(s / values[layer[e]!]!)),
    target: target.map((t, e) => begin[layer[e]! + 1]! + t),
  };
}

interface Rows {
  readonly begin: number;
  readonly end: number;
}

/** An edge per weight. */
function plainEdges(network: Network, { begin, end }: Rows): LayerEdges {
  return {
    source: network.source.subarray(begin, end),
    target: network.target.subarray(begin, end),
    weight: network.weight.subarray(begin, end).map(Math.abs),
    multiplicity: new Uint32Array(end - begin).fill(1),
  };
}

/** An edge per pair of channel and channel, or channel and unit, with any weight. */
function channelEdges(
  network: Network,
  { begin, end }: Rows,
  { sources, targets }: Layer,
  channels: number,
): LayerEdges {
  const values = sources / channels;
  const squares = new Float64Array(channels * targets);
  const counts = new Uint32Array(channels * targets);
  for (let e = begin; e < end; e++) {
    const pair = Math.floor(network.source[e]! / values) * targets + network.target[e]!;
    squares[pair]! += network.weight[e]! * network.weight[e]!;
    counts[pair]!++;
  }
  const pairs = counts.map((_, pair) => pair).filter((pair) => counts[pair]! > 0);
  return {
    source: pairs.map((pair) => Math.floor(pair / targets)),
    target: pairs.map((pair) => pair % targets),
    weight: Float32Array.from(pairs, (pair) => Math.sqrt(squares[pair]!)),
    multiplicity: pairs.map((pair) => counts[pair]!),
  };
}

/** An edge per pair of value and pooled value with any product. */
function unrolledEdges(network: Network, { begin, end }: Rows, layer: Convolution): LayerEdges {
  const edges = unrolled(network, begin, end, layer);
  // Kernels come by source channel, then target: a stable sort by source leaves targets ascending.
  const order = grouped(edges.source, layer.sources * layer.input.height * layer.input.width);
  return {
    source: order.map((e) => edges.source[e]!),
    target: order.map((e) => edges.target[e]!),
    weight: Float32Array.from(order, (e) => edges.weight[e]!),
    multiplicity: order.map((e) => edges.multiplicity[e]!),
  };
}
