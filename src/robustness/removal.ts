/**
 * Which edges or hidden units go first. The order is taken from the whole network once, not anew after
 * each removal; ties go by place in the table, or by layer and unit. Inputs and outputs stay: without
 * an output its class could not be named at all. A unit goes with all its weights; of a graph of layers
 * identities stay, so that what a skip carries past the unit goes on.
 */
import { degrees } from "../degree/degree.js";
import { Role } from "../graph/graph.js";
import { networkGraph, weightEnds } from "../graph/network-graph.js";
import { type Network, selectEdges } from "../network.js";
import { magnitudeOrder } from "../percolation/magnitude.js";
import type { Random } from "../random.js";
import { inputOutputBetweenness } from "../structure/betweenness.js";
import type { Removal } from "./perturbation.js";

/** Removes shares of a network's edges or hidden units. */
export class Remover {
  readonly #network: Network;
  /** Things in the order of their removal: edges, or nodes of the graph. */
  readonly #order: Uint32Array;
  /** How many of either there are, those that stay too. */
  readonly #count: number;
  /** Nodes at the ends of each weight, where units are removed; a channel is a unit. */
  readonly #ends: { readonly source: Uint32Array; readonly target: Uint32Array } | undefined;

  constructor(network: Network, removal: Removal, random: Random) {
    this.#network = network;
    this.#count = network.weight.length;
    if (removal === "random-edges") this.#order = random.permutation(network.weight.length);
    else if (removal === "strongest-edges") this.#order = magnitudeOrder(network.weight);
    else {
      const graph = networkGraph(network);
      this.#count = graph.nodes.id.length;
      const hidden = [...graph.nodes.id.keys()].filter((v) => graph.nodes.role[v] === Role.hidden);
      this.#order =
        removal === "random-units"
          ? random.shuffle(Uint32Array.from(hidden))
          : descending(
              hidden,
              removal === "highest-degree-units"
                ? degrees(graph, "all")
                : inputOutputBetweenness(graph).values,
            );
      this.#ends = weightEnds(network);
    }
  }

  /** The network without the first `share` of them, rounded half up. */
  without(share: number): Network {
    const gone = new Uint8Array(this.#count);
    for (const thing of this.#order.subarray(0, Math.round(share * this.#order.length)))
      gone[thing] = 1;
    const rows = new Uint32Array(this.#network.weight.length);
    let kept = 0;
    for (let e = 0; e < this.#network.weight.length; e++) {
      const ends = this.#ends;
      const isGone = ends ? gone[ends.source[e]!] || gone[ends.target[e]!] : gone[e];
      if (!isGone) rows[kept++] = e;
    }
    return selectEdges(this.#network, rows.subarray(0, kept));
  }
}

function descending(nodes: readonly number[], value: Float64Array): Uint32Array {
  return Uint32Array.from(nodes).sort((a, b) => value[b]! - value[a]! || a - b);
}
