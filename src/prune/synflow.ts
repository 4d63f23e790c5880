import { inputValues } from "../layers.js";
import type { Network } from "../network.js";
import type { CriterionModule } from "./criterion.js";
import { layerFlowShares } from "./layer-flow.js";
import { backward, through, unpooled, wiring } from "./passes.js";

/**
 * Synaptic flow (Tanaka, Kunin, Yamins & Ganguli, NeurIPS 2020): |w| dR/d|w|, R = the sum of the outputs for
 * an image of ones with all weights replaced by |w|, without biases. It needs no data. As in the paper,
 * pruning goes in many small steps, 100 to a density of 1 %, since one large step may empty a layer.
 */
export const synflow = {
  default: ({ network }) => flowShares(network),
  step: 0.954992586021436, // 10^-0.02
} satisfies CriterionModule;

/**
 * The score over R. In every layer the scores add up to R, as each path from an input to an output crosses
 * it once; so each layer's are divided by their own sum, and values are scaled on the way, so that the product
 * of many layers is neither too large nor too small. All are 0 where no path is left. Of a graph of layers,
 * where paths go around layers: layer-flow.ts.
 * O(edges x positions).
 */
export function flowShares(network: Network): Float64Array {
  if (network.graph) return layerFlowShares(network, network.graph);
  const magnitude = network.weight.map((w) => Math.abs(w));
  const wires = wiring(network, magnitude, undefined);
  const { layers, offsets } = wires;
  const shares = new Float64Array(magnitude.length);
  let x = new Float64Array(inputValues(network)).fill(1);
  const values = layers.map((_, l) => {
    const layer = through(wires, l, x, 0);
    x = scaled(layer.above);
    return layer;
  });
  let d = new Float64Array(x.length).fill(1);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { x, y } = values[l]!;
    d = scaled(backward(wires, l, x, unpooled(layers[l]!, y, d), shares));
    let sum = 0;
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) sum += shares[e]! *= magnitude[e]!;
    if (sum > 0) for (let e = offsets[l]!; e < offsets[l + 1]!; e++) shares[e]! /= sum;
  }
  return shares;
}

/** The largest becomes 1. */
function scaled(values: Float64Array): Float64Array<ArrayBuffer> {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return values.map((value) => (most > 0 ? value / most : 0));
}
