/** Gradients and logits of graphs of layers by a backend beside the sparse engine's. */
import type { Gradients } from "../../../src/engine/engine.js";
import { sparseEngine } from "../../../src/engine/sparse/engine.js";
import type { Backend } from "../../../src/engine/tfjs/backend.js";
import { TensorEngine } from "../../../src/engine/tfjs/engine.js";
import { floatImages, graphOf, sampleGraph, samples } from "../graph-sample.js";
import { difference } from "../sample.js";

const image = { channels: 3, height: 8, width: 8 };
const images = floatImages(37, image);

export interface GraphAgreement {
  readonly name: string;
  /** Difference of the mean losses. */
  readonly loss: number;
  /** Largest difference of a gradient, as a share of the largest gradient of a weight. */
  readonly gradients: number;
  /** Relative. */
  readonly logits: number;
}

/** Of the sample graph of that name; sums over images and positions have up to 2,368 terms. */
export async function graphAgreement(backend: Backend, name: string): Promise<GraphAgreement> {
  const engine = new TensorEngine(backend);
  const network = sampleGraph(graphOf(samples[name]!, image), 0.7);
  const own = await engine.gradients(network, images);
  const expected = sparseEngine().gradients(network, images);
  const logits = await engine.logits(network, images);
  return {
    name,
    loss: Math.abs(own.loss - expected.loss),
    gradients: worst(own, expected),
    logits: difference(logits, sparseEngine().logits(network, images)),
  };
}

/** Not relative part by part: a bias before a normalisation changes nothing, its gradient is rounding noise. */
function worst(own: Gradients, expected: Gradients): number {
  const largest = expected.weight.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const differences = (["weight", "bias", "scale", "shift"] as const).flatMap((part) => {
    const [a, b] = [own[part] ?? [], expected[part] ?? []];
    return a.length === b.length ? Array.from(b, (g, i) => Math.abs(g - a[i]!)) : Number.NaN;
  });
  return differences.reduce((most, one) => Math.max(most, one), 0) / largest;
}
