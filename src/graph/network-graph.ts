/**
 * The graph of a network. Of fully connected layers: a node per unit, an edge per surviving weight.
 * A network with convolutions, or that is a graph of layers, has two graphs:
 *
 *   channels  A node is a channel. An edge is a kernel, or in the first fully connected layer all
 *             weights that join a channel to a unit; its weight is the L2 norm of its surviving
 *             weights, its multiplicity their number. Of a graph of layers unit-groups.ts says what nodes are.
 *   units     A node is a value that a layer reads: a channel's at one position, after pooling
 *             (value-nodes.ts). An edge joins two if some surviving tap brings one to the other; its
 *             multiplicity counts these products of weight and value, its weight is the L2 norm of their
 *             weights. A weight thus counts once for every product that it is in.
 *
 * Zeros of padding are no values. O(surviving weights), or O(products) for `units`.
 */
import { concatenate } from "../concatenate.js";
import type { Layer } from "../geometry.js";
import { asLayerGraph, layersOf } from "../layers.js";
import { layerOffsets, type Network, prunableWeights } from "../network.js";
import { type Graph, layeredNodes } from "./graph.js";
import type { Convention } from "./grouping.js";
import { joinedWeights } from "./joined-weights.js";
import { unrolled } from "./unrolled.js";
import { valueNodes } from "./value-nodes.js";
import { readNodes, valueWiring, wiringOf } from "./wiring.js";

/** Edges of one weight layer between places in their unit layers, by source, then target. */
type LayerEdges = Pick<Graph, "source" | "target" | "weight" | "multiplicity">;

/**
 * @param convention makes no difference to a chain without convolutions.
 * @throws UserError for more nodes or edges than can be held.
 */
export function networkGraph(network: Network, convention: Convention = "channels"): Graph {
  if (convention === "units" && (network.convolutions || network.graph)) return unitsGraph(network);
  if (network.graph) {
    const { sizes, prunable, ...wiring } = wiringOf(network.graph, "channels");
    const nodes = layeredNodes(sizes);
    const edges = joinedWeights(network, weightEnds(network), nodes.id.length);
    return { nodes, ...edges, prunable, ...wiring };
  }
  const layers = layersOf(network);
  const offsets = layerOffsets(network);
  const parts = layers.map((layer, l) => {
    const rows = { begin: offsets[l]!, end: offsets[l + 1]! };
    if (layer.sources === network.units[l]! && layer.kind === "full")
      return plainEdges(network, rows);
    return channelEdges(network, rows, layer, network.units[l]!);
  });
  const begin = [0];
  for (const n of network.units) begin.push(begin.at(-1)! + n);
  return {
    nodes: layeredNodes(network.units),
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
    prunable: prunableWeights(network),
  };
}

/** A chain's weight layers lead from each unit layer to the next, which need not be said. */
function unitsGraph(network: Network): Graph {
  const values = valueNodes(asLayerGraph(network));
  const { sizes, prunable, ...wiring } = valueWiring(values);
  const nodes = layeredNodes(sizes);
  const edges = unrolled(network, values.weights, nodes.id.length);
  return { nodes, ...edges, prunable, ...(network.graph && wiring) };
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
