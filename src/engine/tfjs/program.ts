import { layersOf, type Shape } from "../../layers.js";
import type { Backend } from "./backend.js";
import type { Batch } from "./batches.js";
import { convolutionLayer } from "./convolution-layer.js";
import { denseLayer } from "./dense-layer.js";
import type { Layer, Pass } from "./layer.js";
import type { Tensor } from "./library.js";
import type { Masks, Parameters } from "./parameters.js";

/** The layers of networks of one shape. */
export function tensorLayers(backend: Backend, shape: Shape): Layer[] {
  const layers = layersOf(shape);
  return layers.map((layer, l) =>
    layer.kind === "full"
      ? denseLayer(backend, layer, l + 1 < layers.length)
      : convolutionLayer(backend, layer, l === 0, layers[l + 1]?.kind === "full"),
  );
}

export interface Outputs {
  /** Softmax and its logarithm, [R, images, classes]. */
  readonly probability: Tensor;
  readonly logProbability: Tensor;
}

/** A pass through every layer; the last one's output are the logits. Call within tidy. */
export function forward(layers: readonly Layer[], parameters: Parameters, images: Tensor): Pass[] {
  const passes: Pass[] = [];
  layers.forEach((layer, l) => {
    const input = passes[l - 1]?.output ?? images;
    passes.push(layer.forward(input, parameters[2 * l]!, parameters[2 * l + 1]!));
  });
  return passes;
}

/** Softmax over the last axis, shifted by the largest logit so that nothing overflows. */
export function softmax({ tf }: Backend, logits: Tensor): Outputs {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  const powers = tf.exp(shifted);
  const sum = tf.sum(powers, -1, true);
  return {
    probability: tf.div(powers, sum),
    logProbability: tf.sub(shifted, tf.log(sum)),
  };
}

export interface Learning {
  /** Summed cross-entropy of each network, [R]. */
  readonly loss: Tensor;
  /** Gradients of the loss times `scale`, masked, in the parameters' order. */
  readonly gradients: Parameters;
}

/**
 * Loss and gradients by the chain rule, written out: Node's build of TensorFlow.js comes without
 * gradient functions, and theirs would use transposed products. Call within tidy.
 * @param scale 1 / images for the gradient of a mean.
 */
export function learn(
  backend: Backend,
  layers: readonly Layer[],
  masks: Masks,
  parameters: Parameters,
  { images, labels }: Batch,
  scale: Tensor,
): Learning {
  const { tf } = backend;
  const passes = forward(layers, parameters, images);
  const { probability, logProbability } = softmax(backend, passes.at(-1)!.output);
  const loss = tf.neg(tf.sum(tf.mul(labels, logProbability), [1, 2]));
  let gradient: Tensor = tf.mul(tf.sub(probability, labels), scale);
  const gradients: Parameters = [];
  for (let l = passes.length - 1; l >= 0; l--) {
    const own = passes[l]!.backward(gradient, l > 0);
    const mask = masks[l];
    gradients[2 * l] = mask ? tf.mul(own.weight, mask) : own.weight;
    gradients[2 * l + 1] = own.bias;
    if (own.input) gradient = own.input;
  }
  return { loss, gradients };
}
