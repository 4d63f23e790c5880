import type { Convolution } from "../../geometry.js";
import { layersOf } from "../../layers.js";
import { layerOffsets, type Network } from "../../network.js";

/** The part of one weight layer that can change the outputs, with its units renumbered. */
export interface LayerPlan {
  /** Its geometry if it is a convolution; units are then channels. */
  readonly convolution: Convolution | undefined;
  /**
   * Units of the layer below that have an edge here, ascending. Above a convolution, all values of
   * its channels of which any has one.
   */
  readonly sources: Uint32Array;
  /** Units of the layer above from which an output can be reached, ascending. */
  readonly targets: Uint32Array;
  /** Rows of the network's table, ascending: by source, then target. */
  readonly edges: Uint32Array;
  /** Each edge's place in `sources` and in `targets`. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** Each edge's tap in a convolution. */
  readonly tap: Uint16Array | undefined;
}

/** What a plan hangs on: no weight. */
const planned = ["units", "convolutions", "layer", "source", "target", "tap"] as const;

/** A level's network is tested, trained and tested again: what was planned last, and its plan. */
let last:
  | { readonly of: Pick<Network, (typeof planned)[number]>; readonly layers: readonly LayerPlan[] }
  | undefined;

/** The plan of a network. One with the very arrays of edges that the last one had has its plan. */
export function plan(network: Network): readonly LayerPlan[] {
  const { units, convolutions, layer, source, target, tap } = network;
  const of = { units, layer, source, target, tap, ...(convolutions && { convolutions }) };
  if (!last || planned.some((key) => of[key] !== last!.of[key]))
    last = { of, layers: worked(network) };
  return last.layers;
}

/**
 * Leaves out the edges from whose target no output can be reached. Their gradient is exactly zero,
 * so no step of any optimiser moves them; the same holds for such a unit's bias. A unit without
 * edges from below stays if it leads to an output: it feeds its bias forward.
 * Linear in edges and units.
 */
function worked(network: Network): LayerPlan[] {
  const shapes = layersOf(network);
  const offsets = layerOffsets(network);
  const layers: LayerPlan[] = [];
  let reaching = new Uint8Array(network.units.at(-1)!).fill(1);
  for (let l = shapes.length - 1; l >= 0; l--) {
    const shape = shapes[l]!;
    const below = new Uint8Array(shape.sources);
    const edges = usefulEdges(network, offsets[l]!, offsets[l + 1]!, reaching, below);
    const channels = wholeChannels(below, network.units[l]!);
    const convolution = shape.kind === "convolution" ? shape : undefined;
    layers.unshift({
      convolution,
      sources: members(below),
      targets: members(reaching),
      edges,
      source: renumbered(network.source, edges, below),
      target: renumbered(network.target, edges, reaching),
      tap: convolution && Uint16Array.from(edges, (e) => network.tap[e]!),
    });
    reaching = channels;
  }
  return layers;
}

/** Marks all values of a channel where one is marked; returns the marked channels. */
function wholeChannels(marked: Uint8Array, channels: number): Uint8Array<ArrayBuffer> {
  const values = marked.length / channels;
  const result = new Uint8Array(channels);
  for (let i = 0; i < marked.length; i++) result[Math.floor(i / values)]! |= marked[i]!;
  for (let c = 0; c < channels; c++) marked.fill(result[c]!, c * values, (c + 1) * values);
  return result;
}

/** Rows of the table from `begin` to `end` whose target is marked in `reaching`; marks sources. */
function usefulEdges(
  network: Network,
  begin: number,
  end: number,
  reaching: Uint8Array,
  sources: Uint8Array,
): Uint32Array {
  const edges = new Uint32Array(end - begin);
  let count = 0;
  for (let e = begin; e < end; e++) {
    if (!reaching[network.target[e]!]) continue;
    sources[network.source[e]!] = 1;
    edges[count++] = e;
  }
  return edges.subarray(0, count);
}

/** The units of some edges, each by how many marked units come before it. */
function renumbered(unit: Uint32Array, edges: Uint32Array, marked: Uint8Array): Uint32Array {
  const rank = new Uint32Array(marked.length);
  for (let i = 0, n = 0; i < marked.length; i++) {
    rank[i] = n;
    n += marked[i]!;
  }
  const result = new Uint32Array(edges.length);
  for (let i = 0; i < edges.length; i++) result[i] = rank[unit[edges[i]!]!]!;
  return result;
}

function members(marked: Uint8Array): Uint32Array {
  const list: number[] = [];
  for (let i = 0; i < marked.length; i++) if (marked[i]) list.push(i);
  return Uint32Array.from(list);
}
