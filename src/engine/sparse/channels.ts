/** Which channels of a network's values have to be worked: those that can change what is asked for. */
import { area } from "../../geometry.js";
import { layerOffsets, type Network } from "../../network.js";
import { inputsOf, type Node } from "./nodes.js";

/** One mark a channel, node by node. */
export type Marks = readonly Uint8Array[];

export interface Channels {
  /** An output depends on it: it has a gradient. */
  readonly live: Marks;
  /** It is worked: it is live, or in training the running mean and variance of a channel depend on it. */
  readonly used: Marks;
  /** Of units of layers with weights: no edge leads to it, so that it is its bias everywhere. */
  readonly constant: Marks;
}

/** O(edges + nodes x channels). @param learning whether running means and variances count. */
export function usedChannels(
  network: Network,
  nodes: readonly Node[],
  learning: boolean,
): Channels {
  const constant = constantUnits(network, nodes);
  const blank = () => nodes.map(({ image }) => new Uint8Array(image.channels));
  const live = blank();
  live.at(-1)!.fill(1);
  reach(network, nodes, live, constant, learning);
  const used = live.map((own) => own.slice());
  if (learning) {
    for (const node of nodes)
      if (node.kind === "sum")
        for (const { value, normalisation } of node.terms)
          if (normalisation && !normalisation.frozen)
            used[value]!.forEach((_, c) => {
              if (!constant[value]![c]) used[value]![c] = 1;
            });
    reach(network, nodes, used, constant, learning);
  }
  return { live, used, constant };
}

function constantUnits(network: Network, nodes: readonly Node[]): Uint8Array[] {
  const offsets = layerOffsets(network);
  return nodes.map((node) => {
    const own = new Uint8Array(node.image.channels);
    if (node.kind !== "convolution" && node.kind !== "full") return own;
    own.fill(1);
    for (let e = offsets[node.index]!; e < offsets[node.index + 1]!; e++)
      own[network.target[e]!] = 0;
    return own;
  });
}

/**
 * Whether a normalisation of the channel knows its result from parameters alone: of a constant the
 * batch's variance is 0 and what is left is the shift; with running ones it is a number too, but in
 * training its gradient goes on to the bias.
 */
export function isKnown(frozen: boolean, constant: boolean, learning: boolean): boolean {
  return constant && !(frozen && learning);
}

/** Marks what marked channels are made of. */
function reach(
  network: Network,
  nodes: readonly Node[],
  marks: Uint8Array[],
  constant: Marks,
  learning: boolean,
): void {
  const offsets = layerOffsets(network);
  for (let n = nodes.length - 1; n > 0; n--) {
    const node = nodes[n]!;
    const own = marks[n]!;
    switch (node.kind) {
      case "convolution":
      case "full": {
        const below = marks[node.input]!;
        const values = node.kind === "full" ? area(nodes[node.input]!.image) : 1;
        for (let e = offsets[node.index]!; e < offsets[node.index + 1]!; e++)
          if (own[network.target[e]!]) below[Math.floor(network.source[e]! / values)] = 1;
        break;
      }
      case "sum":
        for (const { value, normalisation } of node.terms)
          own.forEach((mark, c) => {
            const known =
              normalisation && isKnown(normalisation.frozen, constant[value]![c] === 1, learning);
            if (mark && !known) marks[value]![c] = 1;
          });
        break;
      case "multiply":
        for (const input of node.inputs)
          own.forEach((mark, c) => {
            marks[input]![c]! |= mark;
          });
        break;
      case "layer-normalisation":
      case "transpose":
        if (own.includes(1)) marks[node.input]!.fill(1);
        break;
      default: {
        let begin = 0;
        for (const input of inputsOf(node)) {
          const below = marks[input]!;
          for (let c = 0; c < below.length; c++) below[c]! |= own[begin + c]!;
          begin += below.length;
        }
      }
    }
  }
}
