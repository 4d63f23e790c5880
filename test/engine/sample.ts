import type { Images } from "../../src/data/dataset.js";
import type { TrainingSettings } from "../../src/engine/engine.js";
import { initialise } from "../../src/initialise.js";
import type { Shape } from "../../src/layers.js";
import { type Network, selectEdges } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { Random } from "../../src/random.js";

/** Images with the given share of lit pixels, whose classes can be learned from the pixels. */
export function sampleImages(
  count: number,
  width: number,
  classes: number,
  litShare = 0.19,
  seed = 1,
): Images {
  const random = new Random(seed, "test images");
  const prototypes = Array.from({ length: classes }, () =>
    Array.from({ length: width }, () => random.uniform() < litShare),
  );
  const labels = Uint8Array.from({ length: count }, () => random.integer(classes));
  const pixels = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < width; p++) {
      const own = random.uniform() < 0.8;
      const lit = own ? prototypes[labels[i]!]![p]! : random.uniform() < litShare;
      if (lit) pixels[i * width + p] = 1 + random.integer(255);
    }
  }
  return { count, width, pixels, labels, classes };
}

/** A randomly pruned network with biases that are not zero. */
export function sampleNetwork(
  form: Shape | readonly number[],
  density: number,
  seed = "test",
): Network {
  const dense = initialise(form, seed);
  const keep = Math.round(density * dense.weight.length);
  const network = prune(dense, keep, "random", seed);
  const random = new Random(seed, "test biases");
  return { ...network, bias: network.bias.map(() => 0.2 * random.normal()) };
}

/** The network without the edges of one layer. */
export function withoutLayer(network: Network, layer: number): Network {
  const rows = Array.from(network.layer.keys()).filter((e) => network.layer[e] !== layer);
  return selectEdges(network, rows);
}

export const adam: TrainingSettings = {
  optimizer: "adam",
  learningRate: 0.001,
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  batch: 32,
  epochs: 2,
  seed: "test",
};

export const sgd: TrainingSettings = {
  ...adam,
  optimizer: "sgd",
  learningRate: 0.05,
  momentum: 0.9,
};

/** Largest difference, as a share of the largest reference value. */
export function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const error = Math.abs(found[i]! - expected[i]!);
    if (!(error <= worst)) worst = error; // NaN counts as the worst
  }
  return worst === 0 ? 0 : worst / scale;
}
