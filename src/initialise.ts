import { checkDenseShape } from "./check-shape.js";
import { fanIn, joins, taps } from "./geometry.js";
import { normalisedChannels } from "./layer-graph.js";
import { layersOf, type Shape } from "./layers.js";
import { type Network, type Normalisations, prunableWeights, shapeOf } from "./network.js";
import { Random } from "./random.js";

/**
 * A dense network, of fully connected layers where units alone are given, with He-normal weights (mean
 * 0, standard deviation sqrt(2 / weights that arrive at a value); He et al. 2015) and zero biases.
 * Normalisations begin with scale 1, shift 0, mean 0 and variance 1. Each layer draws from a stream of its own, in the order of the table.
 * @throws UserError for a network that is too large.
 */
export function initialise(form: Shape | readonly number[], seed: string): Network {
  const shape = "units" in form ? form : { units: form };
  checkDenseShape("dense network", shape);
  const edges = prunableWeights(shape);
  const layer = new Uint8Array(edges);
  const source = new Uint32Array(edges);
  const target = new Uint32Array(edges);
  const tap = new Uint16Array(edges);
  const weight = new Float32Array(edges);
  let e = 0;
  for (const [l, own] of layersOf(shape).entries()) {
    const random = new Random(seed, `initial weights, layer ${l}`);
    const positions = taps(own);
    const deviation = Math.sqrt(2 / fanIn(own));
    for (let s = 0; s < own.sources; s++) {
      for (let t = 0; t < own.targets; t++) {
        if (!joins(own, s, t)) continue;
        for (let k = 0; k < positions; k++, e++) {
          layer[e] = l;
          source[e] = s;
          target[e] = t;
          tap[e] = k;
          weight[e] = deviation * random.normal();
        }
      }
    }
  }
  const biases = shape.units.slice(1).reduce((sum, n) => sum + n, 0);
  return {
    ...shapeOf(shape),
    layer,
    source,
    target,
    tap,
    weight,
    initial: weight.slice(),
    bias: new Float32Array(biases),
    initialBias: new Float32Array(biases),
    ...withNormalisations(shape),
  };
}

function withNormalisations(shape: Shape): Pick<Network, "normalisations"> {
  const normalisations = freshNormalisations(shape);
  return normalisations ? { normalisations } : {};
}

/** Those with which training begins, of a network that has any. */
export function freshNormalisations({ graph }: Shape): Normalisations | undefined {
  const channels = graph ? normalisedChannels(graph) : 0;
  if (channels === 0) return undefined;
  const all = (value: number) => new Float32Array(channels).fill(value);
  return { scale: all(1), shift: all(0), mean: all(0), variance: all(1) };
}
