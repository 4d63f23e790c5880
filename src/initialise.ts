import { type Network, prunableWeights } from "./network.js";
import { Random } from "./random.js";

/**
 * A dense network with He-normal weights (mean 0, standard deviation sqrt(2 / units below); He et
 * al. 2015) and zero biases. Each layer draws from a stream of its own, in the order of the table.
 */
export function initialise(units: readonly number[], seed: string): Network {
  const edges = prunableWeights(units);
  const layer = new Uint8Array(edges);
  const source = new Uint32Array(edges);
  const target = new Uint32Array(edges);
  const weight = new Float32Array(edges);
  let e = 0;
  for (let l = 0; l + 1 < units.length; l++) {
    const random = new Random(seed, `initial weights, layer ${l}`);
    const deviation = Math.sqrt(2 / units[l]!);
    for (let s = 0; s < units[l]!; s++) {
      for (let t = 0; t < units[l + 1]!; t++, e++) {
        layer[e] = l;
        source[e] = s;
        target[e] = t;
        weight[e] = deviation * random.normal();
      }
    }
  }
  const biases = units.slice(1).reduce((sum, n) => sum + n, 0);
  return {
    units,
    layer,
    source,
    target,
    tap: new Uint16Array(edges),
    weight,
    initial: weight.slice(),
    bias: new Float32Array(biases),
    initialBias: new Float32Array(biases),
  };
}
